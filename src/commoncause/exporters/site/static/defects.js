// The errors found in the sources: where, how much they matter, what is right.
const defects = (() => {
  const SEVERITIES = ["major", "minor"];

  const rows = () => [...grounds.defects].map(([iri, found]) => {
    const { source, section, rationale } = data.claims.get(iri);
    return { iri, ...found, source, section, rationale };
  });

  const fact = (label, text) => (text ? el("div", {}, el("dt", {}, label), el("dd", {}, name(clip(text, 900)))) : "");

  // The things that the claims speak of in which the error was found.
  function concerned(iri) {
    const ends = grounds.of(iri).flatMap((ground) => [data.claims.get(ground).subject, data.claims.get(ground).object]);
    return [...new Set(ends)].filter((id) => data.things.has(id));
  }

  function entry(row) {
    const from = grounds.of(row.iri);
    const things = concerned(row.iri);
    return el(
      "li", { class: "entry", dataset: { severity: row.severity } },
      el("p", { class: "entry-head" }, el("strong", { class: `severity severity-${row.severity}` }, name(row.severity)), el("small", {}, name(claims.section(row)))),
      el("dl", { class: "wrong-right" }, fact("Wrong", row.wrong), fact("Right", row.right), fact("Why", row.rationale)),
      things.length ? el("p", { class: "entry-things" }, things.map(sentences.chip)) : "",
      from.length ? unfolding("why", `${wording.plural(from.length, "claim")} concerned`, () => el("ul", { class: "claims" }, from.map((ground) => claims.card(ground, "sentence")))) : "",
    );
  }

  function csv(shown) {
    const head = ["iri", "source", "section", "severity", "wrong", "right", "why"];
    return listing.csv([head, ...shown.map((row) => [row.iri, row.source, row.section, row.severity, row.wrong, row.right, row.rationale])]);
  }

  function start() {
    let shown = [];
    listing.startWhenSeen("defects", () => {
      const all = rows();
      const known = [...new Set([...SEVERITIES, ...all.map((row) => row.severity)])].filter((grade) => all.some((row) => row.severity === grade));
      const show = listing.grouped("defects", {
        rows: all,
        noun: "error",
        draw: entry,
        facets: [
          { key: "severity", title: "Severity", values: known, of: (row) => row.severity },
          { key: "source", title: "Source", values: [...new Set(all.map((row) => row.source))], of: (row) => row.source, name: claims.sourceName },
        ],
        orders: [
          ["severity", "severity", (row) => known.indexOf(row.severity)],
          ["place", "place among the claims"],
          ["section", "section", (row) => row.section],
          ["claims", "number of claims concerned", (row) => -grounds.of(row.iri).length],
        ],
      });
      return (state) => {
        shown = show(state);
      };
    });
    views.offer("defects", "Defects CSV", "commoncause-defects.csv", () => csv(shown));
  }

  return { start };
})();
