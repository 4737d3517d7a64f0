import { all, own, plain } from "../../../frontend/src/questions/plain";

export const widget = plain(
  (root) => (own(root, all<HTMLInputElement>(root, "input[type=radio]")).find((one) => (one as HTMLInputElement).checked)?.value ?? null),
  (root, response) => {
    for (const input of own(root, all<HTMLInputElement>(root, "input[type=radio]"))) (input as HTMLInputElement).checked = input.value === response;
  },
);
