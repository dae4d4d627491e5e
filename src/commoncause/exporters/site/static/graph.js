// The canvas: vis-network draws the nodes and lines, and pointer and keys choose among them.
const graph = (() => {
  const box = byId("graph");
  const MANY = 90;
  const FINE = 1600;
  const colours = {};
  const given = new Map(data.nodes.map((node) => [node.id, node]));
  let places = new Map(data.nodes.map((node) => [node.id, node]));
  let network = null;
  let sets = null;
  let view = null;
  let cursor = null;
  let focused = false;
  let named = [];

  function readColours() {
    const probe = el("span", { hidden: true });
    document.body.append(probe);
    for (const key of ["ink", "muted", "surface", "focus"]) {
      probe.style.color = `var(--${key})`;
      colours[key] = getComputedStyle(probe).color;
    }
    probe.remove();
  }

  const tint = (color, opacity = 1) => ({ color, highlight: color, hover: color, inherit: false, opacity });
  // Names are drawn by graph-names; a line inside one column bends around the nodes between its ends.
  const plainNode = ({ label, font, ...node }) => ({ ...node, label: undefined });
  const plainEdge = ({ label, font, color, ...edge }) => ({
    ...edge, color: tint(color), smooth: graphView.isSideways(edge) ? { enabled: true, type: "curvedCW", roundness: 0.3 } : false,
  });

  function create() {
    sets = { nodes: new vis.DataSet(data.nodes.map(plainNode)), edges: new vis.DataSet(data.edges.map(plainEdge)) };
    const narrow = matchMedia("(max-width: 719px)").matches;
    const interaction = { ...data.options.interaction, zoomView: false, dragView: !narrow, selectable: false, keyboard: false };
    const looks = { nodes: { ...data.options.nodes, chosen: false }, edges: { ...data.options.edges, chosen: false } };
    network = new vis.Network(box, sets, { ...data.options, ...looks, interaction, autoResize: true });
    for (const inner of box.querySelectorAll("[tabindex]")) inner.removeAttribute("tabindex");
    network.on("afterDrawing", draw);
    network.on("click", onClick);
    box.addEventListener("pointermove", onPoint);
    box.addEventListener("pointerleave", graphTip.hide);
    // At its first drawing and at a change of size vis-network moves the view itself; ours comes after.
    network.once("afterDrawing", () => requestAnimationFrame(fit));
    network.on("resize", () => requestAnimationFrame(fit));
  }

  function draw(context) {
    if (!view) return;
    named = graphNames.draw(context, { view, places, scale: network.getScale(), colours, frame: frame() });
    if (focused && cursor) ring(context, places.get(cursor), 1 / network.getScale());
  }

  // What of the drawing's plane is in sight.
  function frame() {
    const [from, to] = [network.DOMtoCanvas({ x: 0, y: 0 }), network.DOMtoCanvas({ x: box.clientWidth, y: box.clientHeight })];
    return { left: from.x, top: from.y, right: to.x, bottom: to.y };
  }

  function ring(context, place, pixel) {
    context.strokeStyle = colours.focus;
    context.lineWidth = 3 * pixel;
    context.beginPath();
    context.arc(place.x, place.y, place.size + 7 * pixel, 0, 2 * Math.PI);
    context.stroke();
  }

  // ---- from state to looks

  function show(state, before) {
    view = graphView.of(state);
    const shown = new Set(view.edges.map((edge) => edge.id));
    const thin = view.edges.length > MANY ? 0.65 : 1;
    sets.nodes.update(data.nodes.map((node) => {
      const chosen = view.lit?.chosen.has(node.id);
      const opacity = !view.lit || view.lit.nodes.has(node.id) ? 1 : 0.25;
      const color = { ...node.color, border: chosen ? colours.ink : node.color.border };
      return { id: node.id, hidden: !view.nodes.has(node.id), opacity, borderWidth: chosen ? 3 : 1.2, color };
    }));
    sets.edges.update(data.edges.map((edge) => {
      const lit = view.lit?.edges.has(edge.id);
      const arrows = { to: { enabled: edge.arrows === "to", scaleFactor: thin < 1 ? 0.3 : 0.45 } };
      const color = tint(edge.color, view.lit && !lit ? 0.12 : 1);
      return { id: edge.id, hidden: !shown.has(edge.id), arrows, width: edge.width * (lit ? 1.25 : thin), color };
    }));
    if (cursor && !view.nodes.has(cursor)) cursor = null;
    graphTip.hide();
    countLayers();
    byId("workbench").classList.toggle("layered", state.layers.has("assumptions") || state.layers.has("sources"));
    if (!before || isOther(before)) fit();
    box.setAttribute("aria-label", `Graph: ${wording.plural(view.nodes.size, "node")}, ${wording.plural(view.edges.length, "relation")}`);
  }

  function countLayers() {
    for (const count of document.querySelectorAll("[data-layer-count]")) {
      count.textContent = String(graphView.layerSize(count.dataset.layerCount, view.nodes));
    }
  }

  // Only a change of what is shown may move things; a mere selection must not.
  function isOther(before) {
    const earlier = graphView.of(before).nodes;
    return earlier.size !== view.nodes.size || [...earlier].some((id) => !view.nodes.has(id));
  }

  function fit() {
    if (!view?.nodes.size || !box.clientWidth) return;
    const [width, height] = [box.clientWidth, box.clientHeight];
    const context = box.querySelector("canvas").getContext("2d");
    const framed = graphFrame.fit([...view.nodes].map((id) => given.get(id)), width, height, (node) => graphNames.width(context, node));
    // A drawing may fall between two views, so places once known stay known.
    places = new Map([...places, ...framed.places]);
    sets.nodes.update([...framed.places].map(([id, { x, y, size }]) => ({ id, x, y, size })));
    const scale = Math.min(1, width / framed.box.width, height / framed.box.height);
    network.moveTo({ position: { x: framed.box.x, y: framed.box.y }, scale, animation: false });
  }

  // ---- pointer and keys

  function onClick({ pointer }) {
    const node = network.getNodeAt(pointer.DOM);
    const edge = network.getEdgeAt(pointer.DOM);
    if (node !== undefined) address.select({ type: "node", id: node });
    else if (edge !== undefined) address.selectEdge(sets.edges.get(edge));
    else address.select(null);
  }

  function onPoint(event) {
    const frame = box.getBoundingClientRect();
    const at = { x: event.clientX - frame.left, y: event.clientY - frame.top };
    const node = event.buttons ? undefined : network.getNodeAt(at);
    if (node === undefined) graphTip.hide();
    else graphTip.show(node, at, box);
  }

  const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function nextNode([dx, dy]) {
    const here = places.get(cursor);
    let [best, least] = [null, Infinity];
    for (const id of view.nodes) {
      const there = places.get(id);
      const along = (there.x - here.x) * dx + (there.y - here.y) * dy;
      const aside = Math.abs((there.x - here.x) * dy) + Math.abs((there.y - here.y) * dx);
      if (id !== cursor && along > 0 && along + 2 * aside < least) [best, least] = [id, along + 2 * aside];
    }
    return best;
  }

  function moveCursor(id) {
    if (!id) return;
    cursor = id;
    const { x, y } = network.canvasToDOM(places.get(id));
    if (x < 0 || y < 0 || x > box.clientWidth || y > box.clientHeight) network.moveTo({ position: places.get(id), animation: false });
    network.redraw();
    graphTip.show(id, network.canvasToDOM(places.get(id)), box);
    say(`${data.shortName(id)}, ${wording.kindName(given.get(id).kind)}`);
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in DIRECTIONS) moveCursor(cursor ? nextNode(DIRECTIONS[event.key]) : firstNode());
    else if ((event.key === "Enter" || event.key === " ") && cursor) address.select({ type: "node", id: cursor });
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "Escape") return graphTip.hide();
    else return;
    event.preventDefault();
  }

  const firstNode = () => [...(view.lit?.chosen ?? [])][0] ?? [...view.nodes][0];

  function zoom(factor, animation = calm() ? false : { duration: 160, easingFunction: "easeOutQuad" }) {
    network.moveTo({ scale: Math.min(6, Math.max(0.1, network.getScale() * factor)), animation });
  }

  function onFocus() {
    focused = box.matches(":focus-visible");
    if (focused) moveCursor(cursor ?? firstNode());
  }

  function onBlur() {
    focused = false;
    graphTip.hide();
    network.redraw();
  }

  // A wheel scrolls the page; with Ctrl it zooms, as elsewhere.
  function onWheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.12 : 0.89, false);
  }

  function enlarge(event) {
    const large = byId("workbench").classList.toggle("enlarged");
    event.currentTarget.setAttribute("aria-pressed", String(large));
    byId("graph-card").scrollIntoView({ behavior: "auto", block: large ? "start" : "nearest" });
  }

  function listen() {
    box.addEventListener("keydown", onKey);
    box.addEventListener("focus", onFocus);
    box.addEventListener("blur", onBlur);
    box.addEventListener("wheel", onWheel, { passive: false });
    byId("zoom-in").addEventListener("click", () => zoom(1.25));
    byId("zoom-out").addEventListener("click", () => zoom(0.8));
    byId("zoom-fit").addEventListener("click", fit);
    byId("enlarge").addEventListener("click", enlarge);
  }

  // ---- for the rest of the page

  // The picture as it stands, on the page's own ground, fine enough to print.
  function picture() {
    const drawn = box.querySelector("canvas");
    const before = { ratio: network.canvas.pixelRatio, width: drawn.width, height: drawn.height };
    const ratio = Math.max(2, before.ratio, FINE / box.clientWidth);
    const redraw = (size) => {
      [network.canvas.pixelRatio, drawn.width, drawn.height] = [size.ratio, size.width, size.height];
      network.renderer._redraw();
    };
    redraw({ ratio, width: Math.ceil(box.clientWidth * ratio), height: Math.ceil(box.clientHeight * ratio) });
    const sheet = copyOf(drawn);
    redraw(before);
    return sheet;
  }

  function copyOf(drawn) {
    const sheet = el("canvas", { width: drawn.width, height: drawn.height });
    const context = sheet.getContext("2d");
    context.fillStyle = colours.surface;
    context.fillRect(0, 0, sheet.width, sheet.height);
    context.drawImage(drawn, 0, 0);
    return sheet;
  }

  function repaint() {
    readColours();
    if (view) show(address.state, address.state);
    network?.redraw();
  }

  function pointOf(id) {
    const { x, y } = network.canvasToDOM(places.get(id));
    const frame = box.getBoundingClientRect();
    return { x: frame.left + x, y: frame.top + y };
  }

  function start() {
    readColours();
    create();
    listen();
    address.onChange(show);
  }

  return { start, repaint, picture, pointOf, named: () => named };
})();
