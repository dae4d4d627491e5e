// Search over everything with a name: notation first, then label, alias, title, definition.
const search = (() => {
  const field = byId("search-field");
  const list = byId("search-list");
  const LIMIT = 12;
  let hits = [];
  let active = -1;

  let entries = null;

  // As one says it: hyphens and spaces tell no names apart either.
  const joined = (text) => fold(text).replace(/[^\p{L}\p{N}]+/gu, "");
  const spoken = (text) => fold(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  // A work's number without what is wrapped around it in addresses and references.
  const number = (text) => fold(text).trim().replace(/^https?:\/\//, "").replace(/^(www\.|dx\.)+/, "")
    .replace(/^(doi\.org\/|arxiv\.org\/(abs|pdf)\/|doi:\s*|arxiv:\s*)/, "").replace(/(\.pdf|\/)$/, "").replace(/^(\d{4}\.\d{4,5})v\d+$/, "$1");
  // Made when first asked for: a page that is only read need not wait for it.
  const index = () => (entries ??= [...data.things.values()].map((thing) => ({
    id: thing.id,
    strong: [thing.notation, thing.slug, thing.label].filter(Boolean).map(joined),
    alias: (thing.alt ?? []).map(joined),
    weak: [thing.title, thing.authors, thing.definition].filter(Boolean).map(spoken),
    numbers: [...(thing.identifiers ?? []), thing.url].filter(Boolean).map(number),
  })));

  function score(entry, { work, needle, phrase }) {
    if (work) {
      if (entry.numbers.includes(work)) return 5;
      if (entry.numbers.some((text) => text.startsWith(work))) return 4;
    }
    if (!needle) return 0;
    if (entry.strong.includes(needle)) return 5;
    if (entry.strong.some((text) => text.startsWith(needle))) return 4;
    if (entry.strong.some((text) => text.includes(needle))) return 3;
    if (entry.alias.some((text) => text.includes(needle))) return 2;
    return entry.weak.some((text) => text.includes(phrase)) ? 1 : 0;
  }

  function find(text) {
    if (!text.trim()) return [];
    const work = number(text);
    const asked = { work: work.length > 4 && /[\d/]/.test(work) ? work : "", needle: joined(text), phrase: spoken(text) };
    const found = index().map((entry) => [score(entry, asked), entry.id]).filter(([points]) => points);
    return found.sort((a, b) => b[0] - a[0]).map(([, id]) => id);
  }

  // What is found but not in sight: the filters and layers stay as they are until it is chosen.
  function missing(id) {
    const { view, options } = address.state;
    if (view === "papers") return works.isLeftOut(id, options.q) ? "hidden by the filter" : "";
    if (view !== "graph" && (view !== "matrix" || data.inMatrix.has(id))) return "";
    const seen = graphView.of(address.state);
    return seen.part === "map" || seen.nodes.has(id) ? "" : "not in the graph now";
  }

  function option(id, index) {
    const thing = data.things.get(id);
    const main = thing.notation ? `${thing.notation} · ${thing.label}` : thing.label || thing.id;
    const out = missing(id);
    return el(
      "li", { role: "option", id: `hit-${index}`, "aria-selected": String(index === active), class: out ? "out-of-sight" : null, dataset: { hit: String(index) } },
      el("span", { class: `shape shape-${thing.kind}`, "aria-hidden": "true" }),
      el("span", { class: "hit" }, el("span", {}, name(clip(main, 70))), el("small", {}, name(clip(thing.title || wording.kindName(thing.kind), 90)), out ? ` · ${out}` : "")),
    );
  }

  function show() {
    const open = field.value.trim() !== "" && document.activeElement === field;
    list.replaceChildren(...hits.slice(0, LIMIT).map(option));
    if (open && !hits.length) list.append(el("li", { class: "no-hit", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "Nothing found"));
    if (hits.length > LIMIT) list.append(el("li", { class: "no-hit", role: "option", "aria-disabled": "true", "aria-selected": "false" }, `and ${hits.length - LIMIT} more`));
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (active >= 0) field.setAttribute("aria-activedescendant", `hit-${active}`);
    else field.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    if (hits[index] === undefined) return;
    address.select({ type: "node", id: hits[index] });
    field.value = "";
    hits = [];
    show();
  }

  function onKey(event) {
    const size = Math.min(hits.length, LIMIT);
    if (event.key === "ArrowDown" && size) active = (active + 1) % size;
    else if (event.key === "ArrowUp" && size) active = (active + size - 1 - (active < 0 ? -1 : 0)) % size;
    else if (event.key === "Enter") return choose(Math.max(active, 0));
    else if (event.key === "Escape") {
      event.stopPropagation();
      if (!field.value) field.blur();
      field.value = "";
      hits = [];
      active = -1;
    } else return;
    event.preventDefault();
    show();
  }

  function onSlash(event) {
    if (!isSingleKey(event, "/")) return;
    event.preventDefault();
    field.focus();
    field.select();
  }

  function start() {
    field.addEventListener("input", () => {
      hits = find(field.value);
      active = hits.length ? 0 : -1;
      show();
      say(field.value.trim() ? wording.plural(hits.length, "result") : "");
    });
    field.addEventListener("keydown", onKey);
    field.addEventListener("focus", show);
    field.addEventListener("focus", () => setTimeout(index));
    field.addEventListener("blur", show);
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const hit = event.target.closest("[data-hit]");
      if (hit) choose(Number(hit.dataset.hit));
    });
    document.addEventListener("keydown", onSlash);
    const box = byId("single-key");
    box.checked = remembered("single-key") !== "off";
    byId("search-key").hidden = !box.checked;
    box.addEventListener("change", () => {
      remembered("single-key", box.checked ? "on" : "off");
      byId("search-key").hidden = !box.checked;
    });
  }

  return { start };
})();
