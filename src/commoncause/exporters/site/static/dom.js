// Building elements. Text only ever goes in as text nodes; there is no way here to pass markup.
const byId = (id) => document.getElementById(id);

function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") element.className = value;
    else if (key === "dataset") Object.assign(element.dataset, value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

// A name of unknown origin: isolated, so that its direction cannot reorder what stands around it.
const name = (text) => el("bdi", {}, String(text ?? ""));

// A short name that should not break at its hyphens.
const term = (text) => el("bdi", { class: String(text).length < 24 ? "word" : null }, String(text ?? ""));

function clip(text, length = 60) {
  const whole = [...String(text ?? "")];
  return whole.length <= length ? whole.join("") : whole.slice(0, length - 1).join("").trimEnd() + "…";
}

// As one types it: neither case nor accents tell names apart.
const fold = (text) => String(text ?? "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function safeUrl(address) {
  if (typeof address !== "string" || /[\s<>"'\u0000-\u001f\u007f\u2028-\u202e\u2066-\u2069]/.test(address)) return null;
  try {
    const { protocol } = new URL(address);
    return ["http:", "https:", "mailto:"].includes(protocol) ? address : null;
  } catch {
    return null;
  }
}

// An address that is not http, https or mailto is shown as what it is: text.
function outLink(address, ...children) {
  const url = safeUrl(address);
  if (url) return el("a", { href: url, rel: "noopener noreferrer", class: "out" }, ...children);
  return el("span", { class: "not-a-link" }, ...children);
}

function remembered(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(`commoncause-${key}`);
    localStorage.setItem(`commoncause-${key}`, value);
  } catch {
    // Storage may be closed to files; the page works without it.
  }
  return null;
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// Details whose content is made when they are opened.
function unfolding(className, summary, make) {
  const box = el("details", { class: className }, el("summary", {}, summary));
  box.addEventListener("toggle", () => {
    if (box.open && box.children.length === 1) box.append(...[make()].flat(Infinity).filter(Boolean));
  });
  return box;
}

// Keys without a modifier can be switched off, and never take a letter from somebody who types.
function isSingleKey(event, key) {
  const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select");
  return event.key === key && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && byId("single-key").checked;
}

function say(text) {
  byId("status").textContent = text;
}
