// What stands behind each cell, as a small figure in it: how many claims, how new, how divided.
const matrixOverlay = (() => {
  const SHADES = 4;
  // A row of a file is no claim on record, but it counts.
  const told = (cell) => [...(cell.claims ?? []), ...(cell.others ?? [])].map((iri) => data.claims.get(iri) ?? {}).filter((claim) => claim.mode !== "inferred");
  const glyph = (verdict) => data.words.verdicts[verdict].glyph;

  function evidence(cell) {
    const number = told(cell).length;
    return number ? { value: number, text: String(number), words: wording.plural(number, "claim") } : null;
  }

  function year(cell) {
    const works = told(cell).flatMap((claim) => [data.idOf("source", claim.source), ...(claim.cites ?? [])]);
    const years = works.map((id) => Number.parseInt(data.things.get(id)?.date, 10)).filter(Number.isFinite);
    if (!years.length) return null;
    const newest = Math.max(...years);
    return { value: newest, text: String(newest), words: `newest work ${newest}` };
  }

  // Claims under a condition read unclear, as they do in a view that grants none.
  function disagreement(cell) {
    const sides = new Map();
    for (const { verdict, modality, source } of told(cell)) {
      const reading = modality === "conditional" ? "unclear" : verdict;
      if (reading in data.words.verdicts) sides.set(reading, [...(sides.get(reading) ?? []), source]);
    }
    if (sides.size < 2 || !cell.conflict) return null;
    const ranked = [...sides].sort((a, b) => b[1].length - a[1].length);
    const all = ranked.reduce((sum, [, sources]) => sum + sources.length, 0);
    const side = ([reading, sources]) => `${wording.plural(sources.length, "claim")} of ${wording.plural(new Set(sources).size, "source")} ${sources.length === 1 ? "reads" : "read"} ${wording.verdictName(reading)}`;
    return { value: 1 - ranked[0][1].length / all, text: ranked.map(([reading, sources]) => `${sources.length}${glyph(reading)}`).join(" "), words: ranked.map(side).join(", ") };
  }

  const whole = (value) => String(value);
  const KINDS = {
    evidence: { name: "claims", title: "Figures: claims about the cell, in this view and elsewhere.", of: evidence, shown: whole },
    year: { name: "newest year", title: "Figures: the newest work that makes or backs a claim about the cell.", of: year, shown: whole },
    disagreement: { name: "disagreement", title: "Figures: claims on each side, where they disagree. Shade: the share that differs from the most.", of: disagreement, shown: (value) => `${Math.round(value * 100)}%` },
  };
  const kindOf = ({ overlay }) => (Object.hasOwn(KINDS, overlay ?? "") ? overlay : "");

  const found = new Map();
  // The figures of all cells, and the range of values that each shade stands for.
  function scale(kind) {
    if (!found.has(kind)) {
      const values = data.model.cells.map((cell) => KINDS[kind].of(cell)?.value).filter((value) => value !== undefined);
      const [least, most] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
      const shade = (value) => (most > least ? 1 + Math.min(SHADES - 1, Math.floor((SHADES * (value - least)) / (most - least))) : 2);
      const ranges = new Map();
      for (const value of values) {
        const [a, b] = ranges.get(shade(value)) ?? [Infinity, -Infinity];
        ranges.set(shade(value), [Math.min(a, value), Math.max(b, value)]);
      }
      found.set(kind, { shade, ranges: [...ranges].sort((a, b) => a[0] - b[0]) });
    }
    return found.get(kind);
  }

  const available = () => Object.keys(KINDS).filter((kind) => scale(kind).ranges.length);
  const figure = (kind, cell) => (kind ? KINDS[kind].of(cell) : null);

  // The verdict stays; figure and shade join it, in words for those who do not see them.
  function dress(td, cell, kind) {
    for (const part of td.querySelectorAll(".figure, .figure-words")) part.remove();
    for (let n = 1; n <= SHADES; n += 1) td.classList.remove(`shade-${n}`);
    const said = cell && figure(kind, cell);
    if (!said) return;
    td.classList.add(`shade-${scale(kind).shade(said.value)}`);
    td.append(el("span", { class: "figure", "aria-hidden": "true" }, said.text), el("span", { class: "visually-hidden figure-words" }, `, ${said.words}`));
  }

  function key(kind) {
    const { ranges } = scale(kind);
    const range = ([shade, [a, b]]) => el("span", { class: "shade-range" }, el("span", { class: `swatch shade-${shade}`, "aria-hidden": "true" }), a === b ? KINDS[kind].shown(a) : `${KINDS[kind].shown(a)}–${KINDS[kind].shown(b)}`);
    return [el("span", {}, KINDS[kind].title), " ", ...ranges.map(range)];
  }

  return { KINDS, kindOf, available, figure, dress, key };
})();
