import { keyed } from "../../../frontend/src/questions/plain";

export const widget = keyed("select[data-left]", "left");
