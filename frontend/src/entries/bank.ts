import { startComparing } from "../bank/comparing";
import { startPicking } from "../bank/picking";
import { startSaving } from "../bank/saving";

startPicking();
startComparing();
startSaving();
