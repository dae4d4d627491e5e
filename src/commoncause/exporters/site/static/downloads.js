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

  // The table as it stands: its order, its groups and figures, what the legend leaves of it.
  function standing() {
    const order = matrixOrder.of(address.state);
    return { ...order, overlay: matrixOverlay.kindOf(address.state.options) };
  }

  function csv() {
    const { groups, columns, group, overlay } = standing();
    const figure = (cell) => matrixOverlay.figure(overlay, cell)?.text ?? "";
    const cellsOf = ({ title, rows }) => rows.flatMap((technique) => columns.map((mode) => [title, data.cellAt(technique.slug, mode.slug)]));
    const found = groups.flatMap(cellsOf).filter(([, cell]) => filters.passes(cell));
    const rows = found.map(([title, cell]) => [cell.technique, cell.failure_mode, cell.verdict, Boolean(cell.conflict), ...(group ? [title] : []), ...(overlay ? [figure(cell)] : [])]);
    const head = ["technique", "failure_mode", "verdict", "contested", ...(group ? ["group"] : []), ...(overlay ? [overlay] : [])];
    return [head, ...rows].map((row) => row.map((text) => field(String(text))).join(",")).join("\r\n") + "\r\n";
  }

  function shape(tag, attributes, text) {
    const node = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
    // XML has no place for most control characters.
    if (text !== undefined) node.textContent = clip(text, 40).replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, " ");
    return node;
  }

  const SIDE = 56;
  const TITLE = 26;

  function svg() {
    const { groups, columns, overlay } = standing();
    const slim = columns.length > 14;
    const [left, top, wide] = [slim ? 260 : 190, slim ? 210 : 60, slim ? 46 : 84];
    const height = groups.reduce((sum, group) => sum + group.rows.length * SIDE + (group.title ? TITLE : 0), top + 40);
    const width = left + columns.length * wide + 20;
    const root = shape("svg", { xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height, "font-family": "system-ui, sans-serif", "font-size": 13, fill: INK });
    root.append(shape("title", {}, data.model.view.label), shape("rect", { width, height, fill: "#FFFFFF" }));
    columns.forEach((mode, i) => root.append(columnName(mode, left + (i + 0.5) * wide, top - 18, slim)));
    let y = top;
    for (const group of groups) {
      if (group.title) root.append(shape("text", { x: 14, y: y + TITLE - 8, "font-size": 12, fill: "#5B6470" }, `${group.title} (${group.rows.length})`));
      y += group.title ? TITLE : 0;
      for (const technique of group.rows) {
        root.append(shape("text", { x: left - 14, y: y + 33, "text-anchor": "end", "font-weight": 600 }, clip(data.shortName(technique.id), slim ? 32 : 40)));
        columns.forEach((mode, i) => root.append(...tile(data.cellAt(technique.slug, mode.slug), left + i * wide + 2, y + 2, wide - 4, SIDE - 4, overlay)));
        y += SIDE;
      }
    }
    root.append(shape("text", { x: 14, y: height - 14, fill: "#5B6470", "font-size": 11 }, data.model.view.label));
    return new XMLSerializer().serializeToString(root);
  }

  function columnName(mode, x, y, slim) {
    const turned = slim ? { transform: `rotate(-90 ${x + 4} ${y})`, x: x + 4 } : { x, "text-anchor": "middle" };
    return shape("text", { ...turned, y, "font-weight": 600 }, clip(data.shortName(mode.id), slim ? 24 : 40));
  }

  function tile(cell, x, y, width, height, overlay) {
    const shown = cell && filters.passes(cell);
    const look = LOOKS[shown ? cell.verdict : "not-assessed"];
    const box = shape("rect", { x, y, width, height, rx: cell?.verdict === "protected" ? height / 2 : 3, fill: look.fill, stroke: look.stroke, "stroke-width": 1.5 });
    if (look.dash) box.setAttribute("stroke-dasharray", look.dash);
    if (!shown) return [box];
    const glyph = shape("text", { x: x + width / 2, y: y + height / 2 + 7, "text-anchor": "middle", "font-size": 20, "font-weight": 700, fill: look.ink }, data.words.verdicts[cell.verdict].glyph);
    const badge = cell.conflict ? [shape("text", { x: x + width - 8, y: y + 16, "text-anchor": "end", "font-size": 15, "font-weight": 700, fill: look.ink }, "≠")] : [];
    const figure = matrixOverlay.figure(overlay, cell)?.text;
    const said = figure ? [shape("text", { x: x + width / 2, y: y + height - 5, "text-anchor": "middle", "font-size": 11, fill: look.ink }, figure)] : [];
    return [box, glyph, ...badge, ...said];
  }

  const png = () => new Promise((resolve) => graph.picture().toBlob(resolve, "image/png"));
  const text = (content, type) => new Blob([content], { type: `${type};charset=utf-8` });

  function start() {
    views.offer("matrix", "Matrix CSV", "commoncause-matrix.csv", () => text(csv(), "text/csv"));
    views.offer("matrix", "Matrix SVG", "commoncause-matrix.svg", () => text(svg(), "image/svg+xml"));
    // The graph stands beside the matrix too.
    for (const view of ["matrix", "graph"]) views.offer(view, "Graph PNG", "commoncause-graph.png", png);
  }

  return { start, field, text };
})();
