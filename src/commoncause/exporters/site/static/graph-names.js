// Names and verdict glyphs on the canvas, at a size that stays readable at every zoom. What stands out is always
// named; of the rest as much as fits without one name covering another, the most connected first.
const graphNames = (() => {
  const GLYPHS = { "exposed-to": "✗", "protected-from": "✓", "unclear-whether": "?" };
  const TEXT = 12.5;
  const FEW = 36;
  const LINE = 1.15;
  // Spread along the lines by the golden ratio, the glyphs of many lines hardly ever cover each other.
  const MOST = 250;
  const staggered = (i) => 0.2 + 0.32 * ((i * 0.618034) % 1);
  const broken = new Map();
  const measured = new Map();
  // An assumption counts by the techniques that rest on it, a paper by what it is evidence for.
  const COUNTED = ["rests-on", "evidence", "exposed-to"];
  const weighed = new Map();
  const weight = (id) => remember(weighed, id, () => graphMap.node(id)?.size ?? (data.incoming.get(id) ?? []).filter((edge) => COUNTED.includes(edge.kind)).length);
  const lines = (id) => remember(broken, id, () => wrapped(graphView.nodeOf(id).label));

  function remember(known, id, find) {
    if (!known.has(id)) known.set(id, find());
    return known.get(id);
  }

  // Two short lines stand beside a column where one long one would push it out of the frame.
  function wrapped(label) {
    const broken = [""];
    for (const word of label.split(" ")) {
      const last = broken.at(-1);
      if (last && last.length + word.length >= 17) broken.push(word);
      else broken[broken.length - 1] = last ? `${last} ${word}` : word;
    }
    return broken.length > 2 ? [broken[0], clip(broken.slice(1).join(" "), 18)] : broken;
  }

  const font = (heaviness, size) => `${heaviness} ${size}px system-ui, sans-serif`;

  // What the narrow label leaves out, where a column has the width for it; nothing unseen reaches the canvas.
  function longName(id) {
    const { notation, label } = data.things.get(id) ?? graphMap.node(id);
    return clip(String(notation || label || data.nodeLabel(id)).replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ").trim(), 70) || data.nodeLabel(id);
  }

  // A canvas that only measures keeps its font: setting it anew for each text costs more than the measure.
  const ruler = document.createElement("canvas").getContext("2d");
  ruler.font = font(600, TEXT);

  // Width of a text at the size of one unit.
  const span = (text) => remember(measured, text, () => ruler.measureText(text).width / TEXT);
  const width = (node) => TEXT * Math.max(...lines(node.id).map(span));

  // What is written, and where: {size, glyphs, labels}, in units of the drawing's plane.
  function plan({ view, places, scale, frame }) {
    const size = Math.min(TEXT * Math.max(1, scale), 17) / scale;
    const verdicts = view.edges.filter((edge) => edge.kind in GLYPHS);
    const told = view.lit ? verdicts.filter((edge) => view.lit.edges.has(edge.id)) : verdicts.length > FEW ? [] : verdicts;
    const glyphs = told.map((edge, i) => glyphOf(edge, view.lit ? 2 / 7 : staggered(i), places, size));
    return { size, glyphs, labels: labels({ view, places, size, scale, frame }) };
  }

  function glyphOf({ kind, from: one, to: other, color, font }, part, places, size) {
    const [from, to] = [places.get(one), places.get(other)];
    const rise = (font?.vadjust ?? 0) / 14;
    return { text: GLYPHS[kind], color: kind === "unclear-whether" ? null : color, x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) + rise * size };
  }

  function draw(context, { size, glyphs, labels }, colours) {
    context.save();
    context.textBaseline = "middle";
    context.lineJoin = "round";
    for (const glyph of glyphs) inscribe(context, glyph, size, colours);
    for (const label of labels) write(context, label, size, colours);
    context.restore();
  }

  function inscribe(context, { text, color, x, y }, size, colours) {
    context.fillStyle = colours.surface;
    context.beginPath();
    context.arc(x, y, size * 0.55, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = color ?? colours.muted;
    context.font = `700 ${size * 0.92}px system-ui, "DejaVu Sans", sans-serif`;
    context.textAlign = "center";
    context.fillText(text, x, y + size * 0.04);
  }

  // ---- which names are written, and where

  function labels({ view, places, size, scale, frame }) {
    const items = [...view.nodes].map((id) => {
      const chosen = Boolean(view.lit?.chosen.has(id));
      const lit = !view.lit || view.lit.nodes.has(id);
      const rank = chosen ? 3 : view.lit && lit ? 2 : 1;
      return { id, lit, chosen, rank, from: places.get(id), inColumn: graphView.columnOf(graphView.nodeOf(id)) !== null };
    });
    items.sort((a, b) => b.rank - a.rank || weight(b.id) - weight(a.id) || a.from.y - b.from.y);
    const own = { size, scale, frame };
    const sure = apart(items.filter((item) => item.rank > 1 && item.inColumn).map((item) => ({ ...item, ...beside(item, own) })), size);
    const taken = sure.map((item) => boxOf(item, own));
    const dots = items.filter((item) => !item.inColumn).map(({ from, rank }) => ({ rank, left: from.x - from.size, right: from.x + from.size, top: from.y - from.size, bottom: from.y + from.size }));
    // Beside a selection, papers it has nothing to do with stay without a name.
    const rest = items.filter((item) => (item.rank === 1 ? item.inColumn || !view.lit : !item.inColumn));
    Object.assign(own, { dots });
    return [...sure, ...rest.slice(0, MOST).map((item) => placed(item, taken, own)).filter(Boolean)];
  }

  // The first spot for a name that covers nothing; what stands out but finds none gets the best there is.
  function placed(item, taken, own) {
    let [best, least] = [null, Infinity];
    for (const spot of item.inColumn ? [beside(item, own)] : around(item, own)) {
      const box = boxOf(spot, own);
      const cost = harm(item, box, taken, own);
      if (cost < least) [best, least] = [{ ...item, ...spot, box }, cost];
      if (!cost) break;
    }
    if (!best || (least && item.rank === 1)) return null;
    taken.push(best.box);
    return best;
  }

  function harm(item, box, taken, { frame, dots }) {
    const names = taken.filter((other) => covers(box, other)).length;
    const beyond = box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
    const nodes = item.inColumn ? 0 : dots.filter((dot) => (item.rank === 1 || dot.rank > 1) && covers(box, dot)).length;
    return 3 * names + (beyond ? 4 : 0) + nodes;
  }

  function textOf({ id, from }, { size, scale }, whole) {
    if (whole) return lines(id);
    const label = longName(id);
    const room = (from.room ?? 150) / size / Math.max(1, scale);
    return [span(label) > room ? longest(label, room) : label];
  }

  // The longest beginning, of six letters at least, that has room.
  function longest(label, room) {
    let [fits, over] = [6, label.length];
    while (over - fits > 1) {
      const middle = (fits + over) >> 1;
      if (span(clip(label, middle)) > room) over = middle;
      else fits = middle;
    }
    return clip(label, fits);
  }

  // Beside its node, or below it in the middle column where there is room for that.
  function beside(item, own) {
    const { from } = item;
    const { size, scale } = own;
    const pitch = from.pitch * scale;
    const below = from.side === 0 && pitch >= 30;
    const side = below ? 0 : from.side || 1;
    const text = textOf(item, own, pitch >= 2.4 * TEXT || below);
    const gap = from.size + size * 0.5;
    const y = below ? from.y + gap + size * 0.4 : from.y - (size * LINE * (text.length - 1)) / 2;
    return { text, x: from.x + side * gap, y, side };
  }

  function around(item, own) {
    const { from } = item;
    const { size } = own;
    const text = lines(item.id);
    const gap = from.size + size * 0.5;
    const middle = from.y - (size * LINE * (text.length - 1)) / 2;
    const step = size * LINE;
    const sides = [0, 1, -1, 2, -2, 3, -3, 4, -4, 6, -6].flatMap((rise) => [1, -1].map((side) => ({ text, x: from.x + side * gap, y: middle + rise * step, side })));
    const near = item.rank === 1 ? 6 : sides.length;
    return [{ text, x: from.x, y: from.y + gap + size * 0.4, side: 0 }, { text, x: from.x, y: from.y - gap - step * (text.length - 1) - size * 0.4, side: 0 }, ...sides.slice(0, near)];
  }

  function boxOf({ text, x, y, side }, { size }) {
    const wide = size * Math.max(...text.map(span));
    const left = side < 0 ? x - wide : side > 0 ? x : x - wide / 2;
    return { left, right: left + wide, top: y - size * 0.56, bottom: y + size * (LINE * (text.length - 1) + 0.56) };
  }

  const covers = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

  // Names of one column that would cover each other move apart, no further than they must: neighbours in each
  // other's way form a block, and a block stands where its names are least displaced on the whole.
  function apart(found, size) {
    const columns = Map.groupBy(found.filter((item) => item.side), (item) => item.x + item.side);
    for (const column of columns.values()) {
      const blocks = [];
      for (const item of column.sort((a, b) => a.y - b.y)) {
        let block = { items: [item], height: size * LINE * item.text.length, drift: item.y, y: item.y };
        while (blocks.length && blocks.at(-1).y + blocks.at(-1).height > block.y) block = merged(blocks.pop(), block);
        blocks.push(block);
      }
      blocks.forEach((block) => stack(block, size));
    }
    return found;
  }

  function merged(above, below) {
    const items = [...above.items, ...below.items];
    const drift = above.drift + below.drift - above.height * below.items.length;
    return { items, height: above.height + below.height, drift, y: drift / items.length };
  }

  function stack({ items, y }, size) {
    let free = y;
    for (const item of items) {
      item.y = free;
      free += size * LINE * item.text.length;
    }
  }

  function write(context, { text, x, y, from, side, lit, chosen }, size, colours) {
    context.globalAlpha = lit ? 1 : 0.5;
    if (isApart({ y, from, side }, size)) leader(context, from, x, y, size, colours);
    context.font = font(chosen ? 700 : 500, size);
    context.textAlign = side < 0 ? "right" : side > 0 ? "left" : "center";
    context.lineWidth = size * 0.35;
    context.strokeStyle = colours.surface;
    context.fillStyle = colours.ink;
    text.forEach((line, i) => {
      context.strokeText(line, x, y + size * LINE * i);
      context.fillText(line, x, y + size * LINE * i);
    });
    context.globalAlpha = 1;
  }

  // A name that had to move away from its node keeps a line to it.
  const isApart = ({ y, from, side }, size) => side !== 0 && Math.abs(y - from.y) > size;

  function leader(context, from, x, y, size, colours) {
    context.strokeStyle = colours.muted;
    context.lineWidth = size * 0.05;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(x, y);
    context.stroke();
  }

  return { LINE, plan, draw, width, isApart };
})();
