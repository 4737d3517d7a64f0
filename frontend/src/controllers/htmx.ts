import htmx from "htmx.org";
import { csrfToken } from "../csrf";
import { say } from "../words";
import { toast } from "./toast-note";

/** htmx under our content security policy: nothing evaluated, no style injected, CSRF header on every request. */
export function startHtmx(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    attributesToSettle: ["class", "width", "height"], // not style: a copied style attribute is one the policy refuses
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    scrollBehavior: "auto",
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true, error: false },
      { code: "[45]..", swap: false, error: true },
    ],
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const { headers, verb } = (event as CustomEvent<{ headers: Record<string, string>; verb: string }>).detail;
    if (verb !== "get") headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:responseError", (event) => {
    const status = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr.status;
    if (status === 401) return location.reload();
    toast(say(status === 403 || status === 404 ? "forbidden" : status === 429 ? "busy" : "failed"), { level: "error" });
  });
  document.addEventListener("htmx:sendError", () => void toast(say("offline"), { level: "error" }));
  document.addEventListener("toast", (event) => {
    const { message, value, level } = (event as CustomEvent<{ message?: string; value?: string; level?: "success" }>).detail ?? {};
    if (message ?? value) toast(message ?? value ?? "", level ? { level } : {});
  });
  progressLine();
}

/** A thin line at the top while a request takes longer than a blink. */
function progressLine(): void {
  const line = Object.assign(document.createElement("div"), { className: "progress-top", hidden: true });
  document.body.append(line);
  let running = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener("htmx:beforeRequest", () => {
    if (++running === 1) timer = setTimeout(() => ((line.hidden = false), requestAnimationFrame(() => line.classList.add("on"))), 250);
  });
  document.addEventListener("htmx:afterRequest", () => {
    running = Math.max(0, running - 1);
    if (running) return;
    clearTimeout(timer);
    line.classList.remove("on");
    line.hidden = true;
  });
}
