// The editors' screen: keys, marking by selecting, and nothing typed ever lost. Every page works without this file.
import "./offers.js";
import { codePoints, selectedRange, showNeighbours } from "./passage.js";

const form = () => document.getElementById("decision");
const workspace = () => document.getElementById("workspace");
const typing = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

// Keys can be turned off; the choice is remembered.
const keysOn = () => {
  try {
    return localStorage.getItem("keys") !== "off";
  } catch {
    return true;
  }
};

// What was typed: a form that somebody touched is never dropped silently.
let dirty = false;
const noteOpened = () => {
  dirty = form()?.hasAttribute("data-dirty") ?? false;
};

// The page brings the words, in its language.
const tell = (name, status = "") => {
  const place = document.getElementById("review-notices");
  const words = document.getElementById("review-words")?.dataset;
  if (!place || !words) return;
  place.querySelector(".trouble")?.remove();
  const notice = document.createElement("p");
  notice.className = "notice warning trouble banner";
  notice.textContent = words[name].replace("STATUS", status);
  if (name === "ended") {
    const anchor = document.createElement("a");
    Object.assign(anchor, { href: words.signInAt, textContent: words.signIn, target: "_blank" });
    notice.append(" ", anchor);
  }
  place.prepend(notice);
  notice.scrollIntoView({ block: "nearest" });
};

// Spans: ranges in the field of a part, set from what is selected in the text.
const partField = (part) => form()?.querySelector(`[data-part="${part}"]`);
const markPart = (part, range, more) => {
  const field = partField(part);
  if (!field) return;
  const ranges = more && /^[\d\s,–-]+$/.test(field.value) ? field.value.split(",").map((text) => text.trim()).filter(Boolean) : [];
  const pairs = [...ranges.map((text) => text.split(/[-–]/).map(Number)), range].sort((one, other) => one[0] - other[0]);
  field.value = pairs.map(([start, end]) => `${start}-${end}`).join(", ");
  dirty = true;
  getSelection().removeAllRanges();
  showMarks();
};
const showMarks = () => {
  const passage = document.getElementById("passage");
  if (passage?.hasAttribute("hx-post")) htmx.trigger(passage, "spans");
};

const jump = (selector) => {
  const field = form()?.querySelector(selector);
  const details = field?.closest("details");
  if (details) details.open = true;
  field?.focus();
  field?.scrollIntoView({ block: "nearest" });
};
const FIELDS = {
  e: "#f-speaker", 1: "#f-speaker", 2: "#f-act", 3: "[id^=f-issue-], #f-new1-name", 4: "#f-said_on", 5: "#f-negated", 6: "#f-kind",
};
const PARTS = { 7: "source", 8: "cue", 9: "content", 0: "condition" };
// The row of digits gives other signs with Shift; this is the key itself.
const digitOf = (event) => /^Digit(\d)$/.exec(event.code)?.[1] ?? (/^\d$/.test(event.key) ? event.key : "");

const rejecting = () => document.getElementById("reject")?.open;
const openReject = () => {
  const panel = document.getElementById("reject");
  if (!panel) return;
  panel.open = true;
  panel.querySelector("input").focus();
};
const rejectFor = (number) => {
  const reason = document.querySelector(`[data-reason="${number}"]`);
  if (!reason) return false;
  reason.checked = true;
  document.getElementById("reject-now").click();
  return true;
};

const split = () => {
  const range = selectedRange();
  const panel = document.getElementById("split");
  if (!panel) return;
  panel.open = true;
  const field = panel.querySelector("textarea");
  if (range) field.value = range.join("-");
  field.focus();
};

const press = (event) => {
  const digit = digitOf(event);
  if (rejecting() && digit && rejectFor(digit)) return true;
  if (digit in PARTS) {
    const range = selectedRange();
    if (range) markPart(PARTS[digit], range, event.shiftKey);
    else jump(`[data-part="${PARTS[digit]}"]`);
    return true;
  }
  if (event.key in FIELDS) return jump(FIELDS[event.key]), true;
  if (event.key === "r" && document.getElementById("reject")) return openReject(), true;
  if (event.key === "x" && document.getElementById("split")) return split(), true;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return false;
  if ("adds" in target.dataset) {
    const range = selectedRange();
    target.href = target.pathname + (range ? `?content=${range.join("-")}` : "");
  }
  target.click();
  return true;
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && workspace()?.contains(document.activeElement)) {
    document.activeElement.blur();
    const panel = document.getElementById("reject");
    if (panel) panel.open = false;
    return;
  }
  if (!keysOn() || event.repeat || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (!document.querySelector(".workspace")) return;
  if (press(event)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  // The second click of a double click would fall on the next claim's button.
  if (event.detail > 1 && event.target.closest("[name=decision], #undo button, [form=undo]")) event.preventDefault();
  const opener = event.target.closest("[data-opens]");
  if (opener) openReject();
  const filler = event.target.closest("[data-fill]");
  if (filler) {
    const field = document.getElementById(filler.dataset.fill);
    field.value = filler.dataset.value;
    dirty = true;
    field.focus();
  }
});

document.addEventListener("input", (event) => {
  if (event.target.closest("#decision")) dirty = true;
});
document.addEventListener("change", (event) => {
  if (event.target.closest("#decision")) dirty = true;
  if (event.target.matches("[data-part]")) showMarks();
  if (event.target.id === "keys-on") {
    try {
      localStorage.setItem("keys", event.target.checked ? "on" : "off");
    } catch {
      // No storage: the choice lasts for this page.
    }
  }
});

const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.split("=")[1];

document.addEventListener("htmx:configRequest", (event) => {
  const { parameters, headers, verb, elt } = event.detail;
  // Signing in again in another tab renews the token; the cookie always holds the one in force.
  const token = cookie("csrftoken");
  if (verb === "post" && token) {
    headers["X-CSRFToken"] = token;
    delete parameters.csrfmiddlewaretoken;
  }
  // An untouched form sends the decision alone.
  if (elt.id === "decision" && !dirty) {
    for (const name of new Set(Object.keys(parameters))) {
      if (!["version", "decision", "reason", "reason_typed"].includes(name)) delete parameters[name];
    }
  }
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  const keeps = elt.id === "decision" || elt.id === "passage" || elt.id === "merge" || "keeps" in elt.dataset || requestConfig.verb === "get";
  if (dirty && !keeps) {
    event.preventDefault();
    tell("unsaved");
  }
});
document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 401) tell("ended");
  else if (status === 403) tell("refused");
  else tell("failed", status);
});
document.addEventListener("htmx:sendError", () => tell("unreachable"));
addEventListener("beforeunload", (event) => {
  if (dirty && !leaving) event.preventDefault();
});
let leaving = false;
// Changing the language would drop what was typed, so the browser asks first.
document.addEventListener("submit", (event) => (leaving = !event.target.matches("[data-languages]")));

const arrive = () => {
  leaving = false;
  noteOpened();
  for (const button of document.querySelectorAll("[data-opens]")) button.hidden = false;
  const on = document.getElementById("keys-on");
  if (on) on.checked = keysOn();
  const mark = document.querySelector("#passage mark.content, #passage mark");
  const box = mark?.closest("#passage");
  if (box) box.scrollTop += mark.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
};
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "passage" || document.getElementById("passage") === event.detail.elt) return;
  if (event.detail.elt?.id !== "workspace") {
    showNeighbours();
    return;
  }
  arrive();
  const wrong = document.querySelector(".field.wrong input, .field.wrong textarea, .conflict input[type=radio]");
  (wrong ?? document.getElementById("claim-title"))?.focus({ preventScroll: !wrong });
});
arrive();

export { codePoints };
