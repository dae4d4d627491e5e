// A claim as one sentence, worded from whichever of its ends the reader stands at.
const sentences = (() => {
  const MATCHES = {
    exactMatch: ["means the same as", "means the same as"],
    closeMatch: ["is close to", "is close to"],
    broadMatch: ["is narrower than", "is broader than"],
    narrowMatch: ["is broader than", "is narrower than"],
    relatedMatch: ["is related to", "is related to"],
  };
  const RELATION_OF = {
    assessment: ({ verdict }) => ({ exposed: "exposed-to", protected: "protected-from", unclear: "unclear-whether" })[verdict],
    reliance: () => "rests-on",
    negation: ({ verdict }) => verdict,
    mitigation: () => "addresses",
    compatibility: ({ verdict }) => `${verdict}-with`,
  };

  const link = (id, text) => el("a", { href: `#node=${encodeURIComponent(id)}` }, name(text ?? data.shortName(id, 110)));
  const linked = (id) => (data.things.has(id) ? link(id) : plain(id));
  const plain = (id) => name(data.things.has(id) ? data.shortName(id, 110) : clip(id.replace(/^[^:]*:/, "")));

  function verb(claim, backwards) {
    if (claim.kind === "mapping") return (MATCHES[claim.verdict] ?? [claim.verdict, `${claim.verdict} (from)`])[backwards ? 1 : 0];
    const kind = RELATION_OF[claim.kind]?.(claim);
    return kind ? wording.relation(kind, backwards) : "";
  }

  function measured(iri, here, end) {
    const said = grounds.measured.get(iri);
    if (!said) return null;
    const others = [data.claims.get(iri).subject, ...(said.also ?? [])].filter((id) => data.things.has(id) && id !== here);
    const of = [...others.map(end), ...(said.of ?? []).map((word) => name(clip(word)))];
    return [name(clip(said.metric, 120)), said.value ? [": ", el("strong", {}, name(clip(said.value, 120)))] : "", of.length ? el("span", { class: "by" }, " · ", of.map((part, i) => [i ? ", " : "", part])) : ""];
  }

  // Standing at `here` its name need not be said: "is broader than …"; elsewhere both ends are. `end` makes the ends.
  function of(iri, here = null, end = linked) {
    const claim = data.claims.get(iri);
    if (!claim) return [name(iri)];
    if (claim.kind === "measurement") return measured(iri, here, end) ?? [name("measurement")];
    if (claim.kind === "conclusion") return [name(clip(grounds.concluded.get(iri)?.statement || claim.rationale, 400))];
    if (claim.kind === "defect") return [name(clip(grounds.defects.get(iri)?.wrong || claim.rationale, 400))];
    const own = here !== null && [claim.subject, claim.object].includes(here);
    if (claim.kind === "classification") return [own ? "" : [end(claim.subject), " · "], claim.scheme ? [name(clip(claim.scheme)), ": "] : "", name(clip(claim.category))];
    const backwards = own && claim.object === here && claim.subject !== here;
    const words = verb(claim, backwards);
    const [first, last] = backwards ? [claim.object, claim.subject] : [claim.subject, claim.object];
    if (!words) return [end(first), " · ", end(last)];
    const grade = claim.kind === "mitigation" && claim.verdict ? el("span", { class: "by" }, " graded ", name(clip(claim.verdict))) : "";
    return [own ? "" : [end(first), " "], `${words} `, end(last), grade];
  }

  // Where a cell's claims are: in the matrix, else at the line that stands for it, else nowhere.
  function cell(technique, mode) {
    const words = [name(data.shortName(technique)), " × ", name(data.shortName(mode))];
    const [row, column] = [data.things.get(technique)?.slug, data.things.get(mode)?.slug];
    if (data.cellAt(row, column)) return el("a", { class: "cell-link", href: `#t=${encodeURIComponent(row)}&f=${encodeURIComponent(column)}` }, words);
    const kind = ["exposed-to", "unclear-whether", "protected-from"].find((one) => data.edgesByKey.has(data.edgeKey(one, technique, mode)));
    return kind ? el("a", { class: "cell-link", href: `#edge=${kind}&from=${encodeURIComponent(technique)}&to=${encodeURIComponent(mode)}` }, words) : el("span", {}, words);
  }

  function chip(id) {
    const thing = data.things.get(id);
    if (!thing) return "";
    return el("a", { class: `chip chip-${thing.kind}`, href: `#node=${encodeURIComponent(id)}` }, name(data.shortName(id)));
  }

  return { of, link, cell, chip, plain };
})();
