// Names and verdict glyphs on the canvas, at a size that stays readable at every zoom.
const graphNames = (() => {
  const GLYPHS = { "exposed-to": "✗", "protected-from": "✓", "unclear-whether": "?" };
  const TEXT = 12.5;
  const FEW = 36;
  const LINE = 1.15;
  // Spread along the lines by the golden ratio, the glyphs of many lines hardly ever cover each other.
  const staggered = new Map(data.edges.map((edge, i) => [edge.id, 0.2 + 0.32 * ((i * 0.618034) % 1)]));
  const lines = new Map(data.nodes.map((node) => [node.id, wrapped(node.label)]));
  const widths = new Map();

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

  const font = (weight, size) => `${weight} ${size}px system-ui, sans-serif`;

  function width(context, node) {
    if (!widths.has(node.id)) {
      context.save();
      context.font = font(600, TEXT);
      widths.set(node.id, Math.max(...lines.get(node.id).map((line) => context.measureText(line).width)));
      context.restore();
    }
    return widths.get(node.id);
  }

  function draw(context, { view, places, scale, colours }) {
    const size = Math.min(TEXT * Math.max(1, scale), 17) / scale;
    context.save();
    context.textBaseline = "middle";
    context.lineJoin = "round";
    const verdicts = view.edges.filter((edge) => edge.kind in GLYPHS);
    const told = view.lit ? verdicts.filter((edge) => view.lit.edges.has(edge.id)) : verdicts.length > FEW ? [] : verdicts;
    for (const edge of told) glyph(context, edge, view.lit ? 2 / 7 : staggered.get(edge.id), { places, size, colours });
    for (const label of labels(view, places, size, scale)) write(context, label, size, colours);
    context.restore();
  }

  function glyph(context, edge, part, { places, size, colours }) {
    const [from, to] = [places.get(edge.from), places.get(edge.to)];
    const rise = (edge.font?.vadjust ?? 0) / 14;
    const [x, y] = [from.x + part * (to.x - from.x), from.y + part * (to.y - from.y) + rise * size];
    context.fillStyle = colours.surface;
    context.beginPath();
    context.arc(x, y, size * 0.55, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = edge.kind === "unclear-whether" ? colours.muted : edge.color;
    context.font = `700 ${size * 0.92}px system-ui, "DejaVu Sans", sans-serif`;
    context.textAlign = "center";
    context.fillText(GLYPHS[edge.kind], x, y + size * 0.04);
  }

  // Which names are written, and where: all that have room, and always those that stand out.
  function labels(view, places, size, scale) {
    const found = [];
    for (const id of view.nodes) {
      const place = places.get(id);
      const lit = !view.lit || view.lit.nodes.has(id);
      const chosen = Boolean(view.lit?.chosen.has(id));
      const pitch = place.pitch * scale;
      const roomy = graphView.columnOf(data.things.get(id)) === null ? pitch > 38 : pitch >= 12;
      const few = view.lit && lit && view.lit.nodes.size < 30;
      if (roomy || chosen || few) found.push(label(id, place, { lit, chosen, pitch, size }));
    }
    return apart(found, size);
  }

  function label(id, place, { lit, chosen, pitch, size }) {
    const below = place.side === 0 && pitch >= 30;
    const side = below ? 0 : place.side || 1;
    const text = pitch < 2.4 * TEXT && !below ? [clip(lines.get(id).join(" "), 22)] : lines.get(id);
    const gap = place.size + size * 0.5;
    const x = side ? place.x + side * gap : place.x;
    const y = below ? place.y + gap + size * 0.4 : place.y - (size * LINE * (text.length - 1)) / 2;
    return { text, x, y, from: place, side, lit, chosen };
  }

  // Names of one column that would cover each other are moved down just enough.
  function apart(found, size) {
    const columns = Map.groupBy(found.filter((item) => item.side), (item) => item.x + item.side);
    for (const column of columns.values()) {
      column.sort((a, b) => a.y - b.y);
      let free = -Infinity;
      for (const item of column) {
        item.y = Math.max(item.y, free);
        free = item.y + size * LINE * item.text.length;
      }
    }
    return found;
  }

  function write(context, { text, x, y, from, side, lit, chosen }, size, colours) {
    context.globalAlpha = lit ? 1 : 0.5;
    if (side && y - from.y > size) leader(context, from, x, y, size, colours);
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

  function leader(context, from, x, y, size, colours) {
    context.strokeStyle = colours.muted;
    context.lineWidth = size * 0.05;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(x, y);
    context.stroke();
  }

  return { draw, width };
})();
