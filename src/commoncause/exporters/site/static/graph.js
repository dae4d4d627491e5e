// The canvas: vis-network draws the nodes and lines, and pointer and keys choose among them.
const graph = (() => {
  const box = byId("graph");
  const FINE = 1600;
  const colours = {};
  const places = new Map();
  let framing = null;
  let sized = "";
  let aimed = false;
  let network = null;
  const nodes = new vis.DataSet();
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

  function create() {
    const narrow = matchMedia("(max-width: 719px)").matches;
    const interaction = { ...data.options.interaction, zoomView: false, dragView: !narrow, selectable: false, keyboard: false };
    const looks = { ...data.options.nodes, chosen: false };
    network = new vis.Network(box, { nodes, edges: [] }, { ...data.options, nodes: looks, interaction, autoResize: true });
    for (const inner of box.querySelectorAll("[tabindex]")) inner.removeAttribute("tabindex");
    network.on("beforeDrawing", drawLines);
    network.on("afterDrawing", draw);
    network.on("click", onClick);
    box.addEventListener("pointermove", onPoint);
    box.addEventListener("pointerleave", graphTip.hide);
    // At a change of size vis-network moves the view itself; ours comes after.
    network.setSize();
    network.on("resize", () => requestAnimationFrame(sized === sizeOf() ? aim : fit));
  }

  const seen = () => ({ view, places, scale: network.getScale() });

  function drawLines(context) {
    const hidden = data.options.interaction.hideEdgesOnDrag && network.renderer.dragging;
    if (view && aimed && !hidden) graphLines.draw(context, seen());
  }

  const written = () => graphNames.plan({ ...seen(), frame: frame() });

  function draw(context) {
    if (!view || !aimed) return;
    const names = written();
    graphNames.draw(context, names, colours);
    named = names.labels.map(({ id }) => id);
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

  function show(state) {
    const earlier = view;
    view = graphView.of(state);
    // What changes the room for the drawing comes before what is fitted into it.
    graphCut.show(view, state);
    byId("workbench").classList.toggle("layered", state.layers.has("assumptions") || state.layers.has("sources"));
    if (!network) create();
    const moved = !earlier || isOther(earlier);
    if (moved) arrange();
    // In a frame that is not shown yet, a node stands where Python put it.
    for (const id of view.nodes) if (!places.has(id)) places.set(id, { pitch: 44, side: 0, ...graphView.nodeOf(id) });
    atOnce(() => {
      // Only what is shown is ever given to vis-network: what it holds costs time even where it is hidden.
      nodes.remove(nodes.getIds().filter((id) => !view.nodes.has(id)));
      nodes.update([...view.nodes].map((id) => looksOf(graphView.nodeOf(id))));
      if (moved) aim();
    });
    if (cursor && !view.nodes.has(cursor)) cursor = null;
    graphTip.hide();
    countLayers();
    box.setAttribute("aria-label", `Graph: ${wording.plural(view.nodes.size, view.part === "map" ? "cluster" : "node")}, ${wording.plural(view.edges.length, "relation")}`);
  }

  // vis-network would draw after each part of a change.
  function atOnce(change) {
    network.renderer.allowRedraw = false;
    change();
    network.renderer.allowRedraw = true;
    network.renderer._requestRedraw();
  }

  // Names are drawn by graph-names.
  function looksOf({ label, font, ...node }) {
    const chosen = view.lit?.chosen.has(node.id);
    const opacity = !view.lit || view.lit.nodes.has(node.id) ? 1 : 0.25;
    const color = { ...node.color, border: chosen ? colours.ink : node.color.border };
    const { x, y, size } = places.get(node.id) ?? node;
    return { ...node, x, y, size, opacity, borderWidth: chosen ? 3 : 1.2, color };
  }

  function countLayers() {
    for (const count of document.querySelectorAll("[data-layer-count]")) {
      count.textContent = String(graphView.layerSize(count.dataset.layerCount, view.nodes));
    }
  }

  // Only a change of what is shown may move things; a mere selection must not.
  const isOther = (earlier) => earlier.nodes.size !== view.nodes.size || [...earlier.nodes].some((id) => !view.nodes.has(id));

  // Where everything stands in the frame there is; answers whether there is any.
  function arrange() {
    if (!view?.nodes.size || !box.clientWidth) return false;
    const framed = graphFrame.fit([...view.nodes].map(graphView.nodeOf), box.clientWidth, box.clientHeight, graphNames.width);
    // A drawing may fall between two views, so places once known stay known.
    for (const [id, place] of framed.places) places.set(id, place);
    framing = framed.box;
    sized = sizeOf();
    return true;
  }

  const sizeOf = () => `${box.clientWidth} ${box.clientHeight}`;

  function aim() {
    if (!framing || !box.clientWidth) return;
    const scale = Math.min(1, box.clientWidth / framing.width, box.clientHeight / framing.height);
    aimed = true;
    network.moveTo({ position: { x: framing.x, y: framing.y }, scale, animation: false });
  }

  function fit() {
    if (!arrange()) return;
    atOnce(() => {
      nodes.update([...view.nodes].map((id) => ({ id, x: places.get(id).x, y: places.get(id).y, size: places.get(id).size })));
      aim();
    });
  }

  // ---- pointer and keys

  function onClick({ pointer }) {
    const node = network.getNodeAt(pointer.DOM);
    if (node !== undefined) return choose(node);
    const edge = graphLines.at(pointer.canvas, seen());
    if (!edge) address.select(null);
    else if (view.part !== "map") address.selectEdge(edge);
  }

  function choose(id, select = address.select) {
    const cluster = graphMap.node(id);
    if (cluster) address.set({ in: String(cluster.index), most: "" });
    else select({ type: "node", id });
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
    say(`${graphTip.nameOf(id)}, ${wording.kindName(graphView.nodeOf(id).kind)}`);
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in DIRECTIONS) moveCursor(cursor ? nextNode(DIRECTIONS[event.key]) : firstNode());
    else if ((event.key === "Enter" || event.key === " ") && cursor) choose(cursor, address.choose);
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

  // What the canvas is drawn from.
  const shown = () => ({
    ...seen(), names: written(), frame: frame(), colours, width: box.clientWidth, height: box.clientHeight,
    title: `${clip(data.model.title, 120)}. ${box.getAttribute("aria-label")}`, nodes: [...view.nodes].map((id) => looksOf(graphView.nodeOf(id))),
  });

  function repaint() {
    readColours();
    if (!view) return;
    show(address.state);
    network.redraw();
  }

  function pointOf(id) {
    const { x, y } = network.canvasToDOM(places.get(id));
    const frame = box.getBoundingClientRect();
    return { x: frame.left + x, y: frame.top + y };
  }

  function start() {
    readColours();
    listen();
    address.onChange(show);
  }

  return { start, repaint, picture, shown, pointOf, named: () => named };
})();
