// What the sources conclude, each held against what they assess.
const conclusions = (() => {
  const OUTCOMES = { holds: "✓", "does not hold": "✗", depends: "?", "not tested": "–" };
  const WHERE = { tabulated: "its tables", argued: "its text", "with what follows": "all it says and what follows", "defects on record": "the errors on record" };
  const HELD = new Map([[true, "holds"], [false, "does not hold"], [null, "not assessed"]]);

  const rows = () => [...grounds.concluded].map(([iri, found]) => ({ iri, ...found, source: data.claims.get(iri).source, section: data.claims.get(iri).section }));
  const badge = (outcome) => el("span", { class: `outcome outcome-${outcome.replaceAll(" ", "-")}`, "aria-hidden": "true" }, OUTCOMES[outcome] ?? "");

  function where([view, ...held]) {
    const [one, other] = held;
    if (held.length < 2 || one === other) return `${WHERE[view] ?? view}: ${HELD.get(one)}`;
    return `${WHERE[view] ?? view}: ${HELD.get(one)} if what is unclear counts as protected, ${HELD.get(other)} if as exposed`;
  }

  function entry(row) {
    const claim = data.claims.get(row.iri);
    return el(
      "li", { class: "entry", dataset: { outcome: row.outcome } },
      el("p", { class: "entry-head" }, badge(row.outcome), el("strong", {}, row.outcome), el("small", {}, name(claims.section(claim)))),
      el("p", { class: "claim-rationale" }, name(clip(row.statement, 600))),
      row.views.length ? el("p", { class: "entry-note" }, "In ", row.views.map((view, i) => [i ? "; in " : "", where(view)]), ".") : el("p", { class: "entry-note" }, "No analysis bears on it."),
      row.cells.length ? el("p", { class: "entry-note" }, "Decided by ", row.cells.map((pair, i) => [i ? ", " : "", sentences.cell(...pair)]), ".") : "",
      row.about.length ? el("p", { class: "entry-things" }, row.about.map(sentences.chip)) : "",
      unfolding("why", "The claim", () => el("ul", { class: "claims" }, claims.card(row.iri, "nothing"))),
    );
  }

  function csv(shown) {
    const head = ["iri", "source", "section", "statement", "outcome", "tested in", "deciding cells"];
    const cells = (row) => row.cells.map((pair) => pair.map((id) => data.things.get(id)?.slug ?? id).join("/")).join("; ");
    return listing.csv([head, ...shown.map((row) => [row.iri, row.source, row.section, row.statement, row.outcome, row.views.map(where).join("; "), cells(row)])]);
  }

  function start() {
    let shown = [];
    listing.startWhenSeen("conclusions", () => {
      const all = rows();
      const show = listing.grouped("conclusions", {
        rows: all,
        noun: "conclusion",
        draw: entry,
        facets: [
          { key: "outcome", title: "Outcome", values: Object.keys(OUTCOMES), of: (row) => row.outcome, sign: badge },
          { key: "source", title: "Source", values: [...new Set(all.map((row) => row.source))], of: (row) => row.source, name: claims.sourceName },
        ],
        orders: [
          ["place", "place among the claims"],
          ["outcome", "outcome", (row) => Object.keys(OUTCOMES).indexOf(row.outcome)],
          ["cells", "number of deciding cells", (row) => -row.cells.length],
          ["section", "section", (row) => row.section],
        ],
      });
      return (state) => {
        shown = show(state);
      };
    });
    views.offer("conclusions", "Conclusions CSV", "commoncause-conclusions.csv", () => csv(shown));
  }

  return { start };
})();
