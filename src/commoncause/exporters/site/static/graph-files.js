// The graph as it is shown, to take away: the lines, nodes and names of the canvas as a drawing of its own, and the
// relations line by line.
const graphFiles = (() => {
  const { make, plain } = svg;
  const corners = (x, y, r, spots) => spots.map(([dx, dy]) => `${rounded(x + r * dx)},${rounded(y + r * dy)}`).join(" ");
  const rounded = (value) => Math.round(value * 100) / 100;
  const UP = [[0, -1.053], [1.15, 0.94], [-1.15, 0.94]];
  const SPOTS = {
    square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
    diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]],
    triangle: UP,
    triangleDown: UP.map(([x, y]) => [x, -y]),
    hexagon: [0, 1, 2, 3, 4, 5].map((i) => [Math.cos((i * Math.PI) / 3), Math.sin((i * Math.PI) / 3)]),
  };

  function line(edge, { view, places }) {
    const { color, width, dashes, opacity, head } = graphLines.looksOf(edge, view);
    const course = graphLines.courseOf(edge, places, head);
    const at = ({ x, y }) => `${rounded(x)} ${rounded(y)}`;
    const path = `M${at(course.from)}${course.via ? `Q${at(course.via)} ` : "L"}${at(course.to)}`;
    const looks = { stroke: color, "stroke-width": rounded(width), "stroke-dasharray": dashes.length ? dashes.join(" ") : undefined };
    const point = head ? make("path", { d: `M${graphLines.headOf(course, head).map(at).join("L")}Z`, fill: color }) : "";
    return make("g", { class: "edge", opacity: opacity < 1 ? opacity : undefined }, make("path", { d: path, fill: "none", ...looks }), point);
  }

  // `looks` are those that vis-network draws: {id, label, shape, color, opacity, borderWidth} and a place.
  function node({ id, x, y, size, shape, color, opacity, borderWidth }) {
    const looks = { fill: color.background, stroke: color.border, "stroke-width": borderWidth, "stroke-linejoin": "round" };
    const sign = SPOTS[shape] ? make("polygon", { points: corners(x, y, size, SPOTS[shape]), ...looks }) : make("circle", { cx: x, cy: y, r: rounded(size), ...looks });
    return make("g", { class: "node", opacity: opacity < 1 ? opacity : undefined }, svg.title(graphTip.nameOf(id)), sign);
  }

  function label(one, size, colours) {
    const { text, x, y, from, side, lit, chosen } = one;
    const halo = { "paint-order": "stroke", stroke: colours.surface, "stroke-width": rounded(0.35 * size), "stroke-linejoin": "round" };
    const leader = graphNames.isApart(one, size) ? make("path", { d: `M${from.x} ${from.y}L${rounded(x)} ${rounded(y)}`, stroke: colours.muted, "stroke-width": rounded(0.05 * size) }) : "";
    const lines = text.map((words, i) => make("tspan", { x: rounded(x), y: rounded(y + size * (0.35 + graphNames.LINE * i)) }, plain(words, 80)));
    const written = make("text", { "text-anchor": side < 0 ? "end" : side > 0 ? "start" : "middle", "font-weight": chosen ? 700 : 500, ...halo }, lines);
    return make("g", { class: "name", opacity: lit ? undefined : 0.5 }, leader, written);
  }

  function glyph({ text, color, x, y }, size, colours) {
    const [at, ink] = [{ x: rounded(x), y: rounded(y + 0.35 * size) }, color ?? colours.muted];
    return make("g", { class: "glyph" }, make("circle", { cx: at.x, cy: rounded(y), r: rounded(0.55 * size), fill: colours.surface }), make("text", { ...at, "text-anchor": "middle", "font-weight": 700, fill: ink }, text));
  }

  // `shown` is what the canvas was drawn from.
  function drawing(shown) {
    const { title, view, nodes, names, frame, width, height, colours } = shown;
    const [wide, high] = [frame.right - frame.left, frame.bottom - frame.top];
    const box = [frame.left, frame.top, wide, high].map(rounded);
    const root = make("svg", {
      xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: box.join(" "), role: "img", "aria-label": plain(title, 200),
      "font-family": "system-ui, sans-serif", "font-size": rounded(names.size), fill: colours.ink,
    });
    const ground = make("rect", { x: box[0], y: box[1], width: box[2], height: box[3], fill: colours.surface });
    root.append(svg.title(title), ground, ...view.edges.map((edge) => line(edge, shown)), ...nodes.map(node));
    root.append(...names.glyphs.map((one) => glyph(one, names.size, colours)), ...names.labels.map((one) => label(one, names.size, colours)));
    return new XMLSerializer().serializeToString(root);
  }

  // Of a map of clusters the number of relations between two stands for their kind.
  function relations({ view }) {
    const isMap = view.part === "map";
    const rows = view.edges.map((edge) => [edge.from, isMap ? edge.number : edge.kind, edge.to]);
    return listing.csv([["from", isMap ? "relations" : "relation", "to"], ...rows]);
  }

  function start() {
    views.offer("graph", "Graph SVG", "commoncause-graph.svg", () => downloads.text(drawing(graph.shown()), "image/svg+xml"));
    views.offer("graph", "Graph CSV", "commoncause-graph.csv", () => relations(graph.shown()));
  }

  return { start };
})();
