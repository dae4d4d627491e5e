// Claims side by side: who says what, where, how firmly, on what grounds.
const claims = (() => {
  const { link } = sentences;

  function mark(verdict) {
    const known = data.words.verdicts[verdict];
    return known ? el("span", { class: `mark mark-${verdict}`, "aria-hidden": "true" }, known.glyph) : "";
  }

  // Under a heading that names both ends a verdict is enough; elsewhere the whole sentence is said.
  function heading(iri, claim, whole) {
    const isVerdict = claim.kind === "assessment" && !whole && data.words.verdicts[claim.verdict];
    if (isVerdict) return el("p", { class: "claim-verdict" }, mark(claim.verdict), name(wording.verdictName(claim.verdict)));
    if (claim.kind === "defect") return el("p", { class: "claim-verdict" }, "error in the source", severity(iri));
    return el("p", { class: "claim-verdict" }, claim.kind === "assessment" ? mark(claim.verdict) : "", el("span", {}, sentences.of(iri)));
  }

  function severity(iri) {
    const grade = grounds.defects.get(iri)?.severity;
    return grade ? el("small", { class: "severity" }, name(grade)) : "";
  }

  const sourceId = (slug) => data.idOf("source", slug);
  const section = (claim) => clip(/^\d/.test(claim.section) ? `section ${claim.section}` : claim.section, 120);

  function place(claim) {
    const id = sourceId(claim.source);
    const thing = id && data.things.get(id);
    return [thing ? link(id, thing.label) : name(claim.source), claim.section ? [claim.source ? ", " : "", name(section(claim))] : ""];
  }

  function origin(claim) {
    const words = [wording.mode(claim.mode), claim.modality && claim.modality !== "plain" ? claim.modality : ""];
    return el("p", { class: "claim-origin" }, place(claim), el("span", { class: "claim-manner" }, name(words.filter(Boolean).join(", "))));
  }

  function cited(claim) {
    if (!claim.cites?.length) return "";
    const items = claim.cites.map((id) => {
      const thing = data.things.get(id);
      return el("li", {}, link(id), thing?.url ? [" ", outLink(thing.url, "open", el("span", { class: "visually-hidden" }, " ", name(data.shortName(id))))] : "");
    });
    return el("div", { class: "claim-cites" }, el("span", { class: "by" }, "citing"), el("ul", {}, items));
  }

  function passages(claim) {
    if (!claim.passages?.length) return "";
    const ranges = claim.passages.map(([start, end]) => `${start}–${end}`).join(", ");
    return el("p", { class: "claim-place" }, `characters ${ranges} of the text`);
  }

  const fact = (label, text) => (text ? el("p", { class: "claim-fact" }, el("span", { class: "by" }, `${label}: `), name(text)) : "");

  function particulars(iri, claim) {
    const defect = grounds.defects.get(iri);
    if (defect) return [fact("Wrong", defect.wrong), fact("Right", defect.right)];
    if (claim.kind === "measurement") return fact("Conditions", grounds.measured.get(iri)?.conditions);
    const found = grounds.concluded.get(iri);
    return found ? el("p", { class: "claim-fact" }, el("span", { class: "by" }, "Tested: "), name(found.outcome)) : "";
  }

  // What a derived statement follows from, unfolded on demand: its claims may in turn follow from others.
  function why(iri) {
    const from = grounds.of(iri);
    if (!from.length) return "";
    const isDefect = data.claims.get(iri).kind === "defect";
    const title = isDefect ? `Found in ${wording.plural(from.length, "claim")}` : "Why?";
    return unfolding("why", title, () => [
      isDefect ? "" : el("p", { class: "by" }, "It follows from what it rests on, and from what makes that false:"),
      el("ul", { class: "claims" }, from.map((ground) => card(ground, "sentence"))),
    ]);
  }

  // The cell of a bundle holds claims about its parts too, that of a part those about the bundle: which is said.
  function otherMode(claim, mode) {
    if (!mode || claim?.kind !== "assessment" || claim.object === mode) return "";
    const bundle = name(data.shortName(mode, 110));
    return data.things.get(claim.object)?.broader?.includes(mode) ? [", a part of ", bundle] : [", of which ", bundle, " is a part"];
  }

  function aboutOther(claim, mode) {
    const relation = otherMode(claim, mode);
    return relation ? el("p", { class: "claim-fact claim-about" }, el("span", { class: "by" }, "about: "), data.things.has(claim.object) ? link(claim.object) : name(claim.object), relation) : "";
  }

  // `said`: how much of the sentence stands over the card: its verdict, all of it, or nothing where it was just read.
  // `mode`: the failure mode of the cell that the card stands in, if any.
  function card(iri, said = "verdict", mode = null) {
    const claim = data.claims.get(iri);
    if (!claim) return el("li", { class: "claim" }, el("code", {}, name(iri)));
    const shade = claim.kind === "assessment" && data.words.verdicts[claim.verdict] ? claim.verdict : "other";
    return el(
      "li", { class: `claim claim-${shade}` },
      said === "nothing" ? "" : heading(iri, claim, said === "sentence"),
      aboutOther(claim, mode),
      origin(claim),
      particulars(iri, claim),
      claim.rationale ? el("p", { class: "claim-rationale" }, name(claim.rationale)) : "",
      claim.condition ? el("p", {}, el("span", { class: "by" }, "only if "), data.things.has(claim.condition) ? link(claim.condition) : name(claim.condition)) : "",
      cited(claim),
      why(iri),
      passages(claim),
      el("code", { class: "iri" }, name(iri)),
    );
  }

  // One line that unfolds into the card: for lists of many.
  function folded(iri, here, mode = null) {
    const claim = data.claims.get(iri);
    const where = claim ? [...[claim.kind === "assessment" ? mark(claim.verdict) : ""], el("span", {}, sentences.of(iri, here, sentences.plain), otherMode(claim, mode), " ", el("small", {}, brief(claim)))] : name(iri);
    return unfolding("claim-line", where, () => [ends(claim, here), el("ul", { class: "claims" }, card(iri, "nothing"))]);
  }

  function ends(claim, here) {
    const others = [...new Set([claim?.subject, claim?.object])].filter((id) => id !== here && data.things.has(id));
    return others.length ? el("p", { class: "entry-things" }, others.map(sentences.chip)) : "";
  }

  const brief = (claim) => [name([sourceName(claim.source), section(claim)].filter(Boolean).join(", ") || wording.mode(claim.mode))];
  const sourceName = (slug) => (slug ? clip(data.things.get(sourceId(slug))?.label ?? slug, 80) : "");

  function group(title, iris, said = "verdict", mode = null) {
    if (!iris?.length) return "";
    return el("section", { class: "claim-group" }, el("h3", {}, title), el("ul", { class: "claims" }, iris.map((iri) => card(iri, said, mode))));
  }

  // A long list is folded: the reader of one thing should still see its end.
  function list(title, iris, here, open = iris.length < 8) {
    if (!iris.length) return "";
    const summary = [title, " ", el("span", { class: "count" }, String(iris.length))];
    const made = unfolding("claim-list", summary, () => iris.map((iri) => folded(iri, here)));
    made.open = open;
    return made;
  }

  // Every claim about one end or between two, in the order of the knowledge base.
  const about = (test) => [...data.claims].filter(([, claim]) => test(claim)).map(([iri]) => iri);

  // What is wrong at the place a claim stands, shorter than the claim itself.
  function defects(iris) {
    if (!iris?.length) return "";
    return el("section", { class: "claim-group defects" }, el("h3", {}, iris.length === 1 ? "Known defect in the source" : "Known defects in the source"), el("ul", { class: "claims" }, iris.map((iri) => card(iri))));
  }

  return { card, group, list, folded, defects, about, link, mark, place, sourceName, section };
})();
