import { OuterFrame } from "../h5p/outer";
import type { Play } from "../h5p/play";

const data = document.getElementById("h5p-play")?.textContent;
if (data) void new OuterFrame(JSON.parse(data) as Play).start();
