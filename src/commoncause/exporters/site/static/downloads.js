// What is shown, to take away: the cells as CSV, the matrix as SVG, the graph as PNG.
const downloads = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const INK = "#1c2126";
  const LOOKS = {
    exposed: { fill: "#D55E00", stroke: "#D55E00", ink: "#FFFFFF" },
    protected: { fill: "#FFFFFF", stroke: "#009E73", ink: "#00694D" },
    unclear: { fill: "#F3F3F1", stroke: "#767C86", ink: "#4A525C", dash: "3 3" },
    "not-assessed": { fill: "#FFFFFF", stroke: "#DDDAD4", ink: "#4A525C" },
  };

  // A spreadsheet must not take a name for a formula.
  function field(text) {
    const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  }

  function csv() {
    const rows = filters.shown().map((cell) => [cell.technique, cell.failure_mode, cell.verdict]);
    const lines = [["technique", "failure_mode", "verdict"], ...rows].map((row) => row.map((text) => field(String(text))).join(","));
    return lines.join("\r\n") + "\r\n";
  }

  function shape(tag, attributes, text) {
    const node = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
    // XML has no place for most control characters.
    if (text !== undefined) node.textContent = clip(text, 40).replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, " ");
    return node;
  }

  function svg() {
    const { techniques, failure_modes: modes } = data.model;
    const [left, top, side] = [190, 60, 56];
    const [width, height] = [left + modes.length * 84 + 20, top + techniques.length * side + 40];
    const root = shape("svg", { xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height, "font-family": "system-ui, sans-serif", "font-size": 13, fill: INK });
    root.append(shape("title", {}, data.model.view.label), shape("rect", { width, height, fill: "#FFFFFF" }));
    modes.forEach((mode, i) => root.append(shape("text", { x: left + i * 84 + 42, y: top - 18, "text-anchor": "middle", "font-weight": 600 }, data.shortName(mode.id))));
    techniques.forEach((technique, j) => {
      root.append(shape("text", { x: left - 14, y: top + j * side + 33, "text-anchor": "end", "font-weight": 600 }, data.shortName(technique.id)));
      modes.forEach((mode, i) => root.append(...tile(data.cellAt(technique.slug, mode.slug), left + i * 84 + 2, top + j * side + 2, 80, side - 4)));
    });
    root.append(shape("text", { x: 14, y: height - 14, fill: "#5B6470", "font-size": 11 }, data.model.view.label));
    return new XMLSerializer().serializeToString(root);
  }

  function tile(cell, x, y, width, height) {
    const shown = cell && filters.passes(cell);
    const look = LOOKS[shown ? cell.verdict : "not-assessed"];
    const box = shape("rect", { x, y, width, height, rx: cell?.verdict === "protected" ? height / 2 : 3, fill: look.fill, stroke: look.stroke, "stroke-width": 1.5 });
    if (look.dash) box.setAttribute("stroke-dasharray", look.dash);
    if (!shown) return [box];
    const glyph = shape("text", { x: x + width / 2, y: y + height / 2 + 7, "text-anchor": "middle", "font-size": 20, "font-weight": 700, fill: look.ink }, data.words.verdicts[cell.verdict].glyph);
    const badge = cell.conflict ? [shape("text", { x: x + width - 8, y: y + 16, "text-anchor": "end", "font-size": 15, "font-weight": 700, fill: look.ink }, "≠")] : [];
    return [box, glyph, ...badge];
  }

  const png = () => new Promise((resolve) => graph.picture().toBlob(resolve, "image/png"));
  const text = (content, type) => new Blob([content], { type: `${type};charset=utf-8` });

  function start() {
    for (const view of ["matrix", "graph"]) {
      views.offer(view, "Matrix CSV", "commoncause-matrix.csv", () => text(csv(), "text/csv"));
      views.offer(view, "Matrix SVG", "commoncause-matrix.svg", () => text(svg(), "image/svg+xml"));
      views.offer(view, "Graph PNG", "commoncause-graph.png", png);
    }
  }

  return { start, field, text };
})();
