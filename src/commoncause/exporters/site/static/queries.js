// The SPARQL behind what the panel shows, with the IRIs filled in and ready to copy.
const queries = (() => {
  const CLASS_OF = {
    "exposed-to": "Assessment", "protected-from": "Assessment", "unclear-whether": "Assessment", "rests-on": "Reliance",
    entails: "Negation", undermines: "Negation", addresses: "Mitigation",
    "compatible-with": "Compatibility", "incompatible-with": "Compatibility", "undecided-with": "Compatibility",
  };
  const iriOf = (id) => data.things.get(id)?.iri ?? "";
  const isIri = (text) => /^[a-z]+:[^\s<>"{}|\\^`]+$/i.test(text);

  function copy(text, shown) {
    const byHand = () => {
      getSelection().selectAllChildren(shown);
      say("The query is selected; copy it with Ctrl+C.");
    };
    if (!navigator.clipboard) return byHand();
    navigator.clipboard.writeText(text).then(() => say("Query copied."), byHand);
  }

  // A template whose names in braces are IRIs; nothing where one of them could end the IRI it stands in.
  function block(template, names, rows) {
    const text = data.model.queries?.[template];
    const iris = Object.values(names).flat().map(iriOf);
    if (!text || !iris.every(isIri)) return "";
    const made = (value) => (Array.isArray(value) ? value.map((id) => `<${iriOf(id)}>`).join(" ") : iriOf(value));
    const filled = Object.entries(names).reduce((whole, [key, value]) => whole.replaceAll(`{${key}}`, () => made(value)), text);
    return view(filled, rows);
  }

  function view(text, rows) {
    const shown = el("pre", { tabindex: "0", "aria-label": "SPARQL query" }, text);
    const button = el("button", { type: "button", class: "button" }, "Copy");
    button.addEventListener("click", () => copy(text, shown));
    const number = rows === undefined ? "" : [" ", el("small", {}, wording.plural(rows, "row"))];
    return el("details", { class: "query" }, el("summary", {}, "The query behind this", number), button, shown);
  }

  function ofEdge({ kind, from, to }, rows) {
    const named = CLASS_OF[kind];
    if (kind === "evidence") return block("evidence", { from, to }, rows);
    if (!named) return block("fact", { from, to });
    const filled = block("edge", { from, to }, rows);
    if (filled) for (const part of filled.querySelectorAll("pre")) part.textContent = part.textContent.replace("{kind}", `ccf:${named}`);
    return filled;
  }

  return { block, ofEdge, classOf: (kind) => CLASS_OF[kind]?.toLowerCase() ?? "" };
})();
