import { deviceName } from "../player/store";

/** The door says which device comes in: it holds the pen until another takes over. */
for (const input of document.querySelectorAll<HTMLInputElement>("[data-door] input[name=device]")) input.value = deviceName();
