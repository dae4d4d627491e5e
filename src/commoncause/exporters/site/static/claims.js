// Claims side by side: who says what, where, how firmly, on what grounds.
const claims = (() => {
  const link = (id, text) => el("a", { href: `#node=${encodeURIComponent(id)}` }, name(text ?? data.shortName(id)));

  function mark(verdict) {
    const known = data.words.verdicts[verdict];
    return known ? el("span", { class: `mark mark-${verdict}`, "aria-hidden": "true" }, known.glyph) : "";
  }

  const SAYS = { reliance: "rests on", conclusion: "concludes", defect: "error in the source", classification: "classifies" };

  function heading(claim) {
    if (claim.category) return el("p", { class: "claim-verdict" }, el("span", {}, claim.scheme ? [name(claim.scheme), ": "] : "", name(claim.category)));
    const verdict = data.words.verdicts[claim.verdict] ? wording.verdictName(claim.verdict) : claim.verdict || (SAYS[claim.kind] ?? claim.kind);
    return el("p", { class: "claim-verdict" }, mark(claim.verdict), name(verdict));
  }

  const sourceId = (slug) => data.idOf("source", slug);

  function origin(claim) {
    const id = sourceId(claim.source);
    const thing = id && data.things.get(id);
    const words = [wording.mode(claim.mode), claim.modality && claim.modality !== "plain" ? claim.modality : ""];
    return el(
      "p", { class: "claim-origin" },
      thing ? link(id, thing.label) : name(claim.source),
      claim.section ? [", ", name(/^\d/.test(claim.section) ? `section ${claim.section}` : claim.section)] : "",
      el("span", { class: "claim-manner" }, name(words.filter(Boolean).join(", "))),
    );
  }

  function cited(claim) {
    if (!claim.cites?.length) return "";
    const items = claim.cites.map((id) => {
      const thing = data.things.get(id);
      return el("li", {}, link(id), thing?.url ? [" ", outLink(thing.url, "open", el("span", { class: "visually-hidden" }, " ", name(data.shortName(id))))] : "");
    });
    return el("div", { class: "claim-cites" }, el("span", { class: "by" }, "citing"), el("ul", {}, items));
  }

  function place(claim) {
    if (!claim.passages?.length) return "";
    const ranges = claim.passages.map(([start, end]) => `${start}–${end}`).join(", ");
    return el("p", { class: "claim-place" }, `characters ${ranges} of the text`);
  }

  function card(iri) {
    const claim = data.claims.get(iri);
    if (!claim) return el("li", { class: "claim" }, el("code", {}, name(iri)));
    return el(
      "li", { class: `claim claim-${/^[a-z-]+$/.test(claim.verdict) ? claim.verdict : "other"}` },
      heading(claim),
      origin(claim),
      claim.rationale ? el("p", { class: "claim-rationale" }, name(claim.rationale)) : "",
      claim.condition ? el("p", {}, el("span", { class: "by" }, "only if "), data.things.has(claim.condition) ? link(claim.condition) : name(claim.condition)) : "",
      cited(claim),
      place(claim),
      el("code", { class: "iri" }, name(iri)),
    );
  }

  function group(title, iris) {
    if (!iris?.length) return "";
    return el("section", { class: "claim-group" }, el("h3", {}, title), el("ul", { class: "claims" }, iris.map(card)));
  }

  // Every claim about one end or between two, in the order of the knowledge base.
  const about = (test) => [...data.claims].filter(([, claim]) => test(claim)).map(([iri]) => iri);

  // What is wrong at the place a claim stands, shorter than the claim itself.
  function defects(iris) {
    if (!iris?.length) return "";
    return el("section", { class: "claim-group defects" }, el("h3", {}, iris.length === 1 ? "Known defect in the source" : "Known defects in the source"), el("ul", { class: "claims" }, iris.map(card)));
  }

  return { card, group, defects, about, link, mark };
})();
