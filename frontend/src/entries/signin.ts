import { tidyAfterShared } from "../controllers/leaving";
import "../signin/picture-pad";
import "../signin/push-switch";
import "../signin/show-password";
import { setUpDemoLogins } from "../signin/demo-logins";
import { sayPasskeyErrors, setUpPasskeys } from "../signin/passkeys";

setUpPasskeys();
sayPasskeyErrors();
setUpDemoLogins();
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
void tidyAfterShared();
