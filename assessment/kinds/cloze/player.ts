import { keyed } from "../../../frontend/src/questions/plain";

export const widget = keyed("[data-gap-id]", "gapId");
