// Fits Python's layout into a frame: each column keeps its order and spreads over the height there is, columns
// over the width; papers keep the shape of their disc, below the columns of a narrow frame, beside those of a
// wide one. One unit is one pixel unless there is too much to show.
const graphFrame = (() => {
  const EDGE = 26;
  const PITCH = { least: 4.5, most: 62 };
  const REACH = { least: 64, most: 430 };
  const GAP = 44;
  const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

  function extent(nodes, key) {
    const values = nodes.map((node) => node[key]);
    const [low, high] = nodes.length ? [Math.min(...values), Math.max(...values)] : [0, 0];
    return { size: high - low, middle: (low + high) / 2 };
  }

  function columnsOf(nodes) {
    const columns = new Map();
    for (const node of nodes) {
      const key = graphView.columnOf(node);
      if (key !== null) columns.set(key, [...(columns.get(key) ?? []), node]);
    }
    const keys = [...columns.keys()].sort();
    return keys.map((key) => columns.get(key).sort((a, b) => a.y - b.y || a.x - b.x));
  }

  const sideOf = (i, count) => (count === 1 ? 1 : i === 0 ? -1 : i === count - 1 ? 1 : 0);

  // `textWidth(node)` is the room a name takes; the answer holds a place for each node and the box of it all.
  function fit(nodes, width, height, textWidth) {
    const columns = columnsOf(nodes);
    const papers = nodes.filter((node) => graphView.columnOf(node) === null);
    const disc = discIn(papers, columns.length > 0, width, height - 2 * EDGE);
    const tallest = Math.max(0, ...columns.map((column) => column.length));
    const open = height - 2 * EDGE - (disc.below ? disc.size + GAP : 0);
    const span = clamp(open, tallest * PITCH.least, tallest * PITCH.most);
    const dense = clamp(0.4 * (width - (disc.size && !disc.below ? disc.size + GAP : 0)), 110, 400);
    const room = (column) => Math.max(EDGE, ...(span / column.length < 2.4 * 12.5 ? [Math.min(dense, 30 + Math.max(...column.map((node) => 2 * textWidth(node))))] : column.map((node) => textWidth(node) + 30)));
    const left = columns.length > 1 ? room(columns[0]) : EDGE;
    const right = columns.length ? room(columns.at(-1)) : EDGE;
    const across = width - left - right - (disc.size && !disc.below ? disc.size + GAP : 0);
    const reach = clamp(across / Math.max(columns.length - 1, 1), REACH.least, REACH.most);
    const half = (reach * (columns.length - 1)) / 2;
    const places = new Map();
    columns.forEach((column, i) => placeColumn(places, column, { x: Math.max(i * reach - half, -half), span, side: sideOf(i, columns.length), room: (i ? (i === columns.length - 1 ? right : reach) : left) - 26 }));
    const centre = disc.below || !columns.length || !papers.length ? { x: 0, y: columns.length ? span / 2 + GAP + disc.size / 2 : 0 } : { x: half + right + GAP + disc.size / 2, y: 0 };
    placeDisc(places, papers, disc, centre);
    return { places, box: boxOf(places, Math.max(half, 0), left, right) };
  }

  function discIn(papers, hasColumns, width, open) {
    const natural = Math.max(extent(papers, "x").size, extent(papers, "y").size);
    const below = papers.length > 0 && hasColumns && width < 1.4 * open;
    const most = !hasColumns ? Math.min(width - 60, open) : below ? 0.42 * open : Math.min(open, 0.4 * width);
    const ratio = natural ? Math.min(1, most / natural) : 1;
    return { ratio, size: papers.length ? Math.max(natural * ratio, 10) : 0, below };
  }

  function placeColumn(places, column, { x, span, side, room }) {
    const pitch = span / column.length;
    column.forEach((node, i) => {
      const size = node.size * clamp(pitch / 24, 0.42, 1) * 0.8;
      places.set(node.id, { x: Math.round(x), y: Math.round((i + 0.5) * pitch - span / 2), pitch, side, size, room });
    });
  }

  function placeDisc(places, papers, disc, centre) {
    const [x, y] = [extent(papers, "x").middle, extent(papers, "y").middle];
    for (const node of papers) {
      const at = { x: Math.round((node.x - x) * disc.ratio + centre.x), y: Math.round((node.y - y) * disc.ratio + centre.y) };
      places.set(node.id, { ...at, pitch: 44 * disc.ratio, side: 0, size: node.size * clamp(disc.ratio * 1.4, 0.45, 0.9) });
    }
  }

  function boxOf(places, half, left, right) {
    const spots = [...places.values()];
    const west = Math.min(-half - left, ...spots.map((spot) => spot.x - EDGE));
    const east = Math.max(half + right, ...spots.map((spot) => spot.x + EDGE));
    const north = Math.min(...spots.map((spot) => spot.y)) - EDGE;
    const south = Math.max(...spots.map((spot) => spot.y)) + EDGE;
    return { x: (west + east) / 2, y: (north + south) / 2, width: east - west, height: south - north };
  }

  return { fit };
})();
