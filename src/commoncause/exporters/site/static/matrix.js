// The matrix as a grid: one tab stop, arrow keys inside, Enter selects, and the selection shows as a cross.
const matrix = (() => {
  const table = byId("matrix");
  const lines = [...table.tHead.rows, ...table.tBodies[0].rows].map((row) => [...row.cells]);
  let at = null;

  const cellOf = (element) => data.cellAt(element.dataset.technique, element.dataset.failureMode);

  function selectionOf(element) {
    if (element.dataset.node) return { type: "node", id: element.dataset.node };
    if (cellOf(element)) return { type: "cell", technique: element.dataset.technique, mode: element.dataset.failureMode };
    return null;
  }

  function place(element) {
    for (const [row, cells] of lines.entries()) {
      const column = cells.indexOf(element);
      if (column >= 0) return [row, column];
    }
    return null;
  }

  function enter(row, column, focus = true) {
    const element = lines[row]?.[column];
    if (!element || element.classList.contains("corner")) return;
    if (at) lines[at[0]][at[1]].tabIndex = -1;
    at = [row, column];
    element.tabIndex = 0;
    if (focus) element.focus({ preventScroll: false });
  }

  const last = () => lines[0].length - 1;
  const MOVES = {
    ArrowUp: ([row, column]) => [row - 1, column],
    ArrowDown: ([row, column]) => [row + 1, column],
    ArrowLeft: ([row, column]) => [row, column - 1],
    ArrowRight: ([row, column]) => [row, column + 1],
    Home: ([row]) => [row, row === 0 ? 1 : 0],
    End: ([row]) => [row, last()],
    PageUp: ([, column]) => [column === 0 ? 1 : 0, column],
    PageDown: ([, column]) => [lines.length - 1, column],
  };

  function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const element = event.target.closest("th, td");
    const here = element && place(element);
    if (!here) return;
    if (event.key in MOVES) enter(...MOVES[event.key](here));
    else if (event.key === "Enter" || event.key === " ") address.select(selectionOf(element));
    else return;
    event.preventDefault();
  }

  // A node the matrix does not show still lights up the rows and columns it touches.
  function touched(id) {
    const edges = [...(data.outgoing.get(id) ?? []), ...(data.incoming.get(id) ?? [])];
    return new Set(edges.flatMap((edge) => [edge.from, edge.to]));
  }

  function show({ selected, hidden, contested }) {
    const id = selected?.type === "node" ? selected.id : null;
    const ends = selected?.type === "edge" ? new Set([selected.from, selected.to]) : new Set();
    const near = id && !data.inMatrix.has(id) ? touched(id) : ends;
    const on = selected?.type === "cell" ? selected : null;
    const axis = new Set(on ? [data.idOf("technique", on.technique), data.idOf("failure-mode", on.mode)] : [id ?? ""]);
    for (const cells of lines) {
      for (const element of cells) {
        if (element.classList.contains("corner")) continue;
        const { node, technique, failureMode, verdict } = element.dataset;
        const chosen = node ? node === id : Boolean(on) && technique === on.technique && failureMode === on.mode;
        if (element.hasAttribute("role")) element.setAttribute("aria-selected", String(chosen));
        const ofCell = [data.idOf("technique", technique), data.idOf("failure-mode", failureMode)];
        const crossed = !chosen && (node ? axis.has(node) : ofCell.some((end) => axis.has(end)));
        element.classList.toggle("crossed", crossed);
        element.classList.toggle("near", Boolean(node) && near.has(node));
        if (!node && verdict) element.classList.toggle("filtered", hidden.has(verdict) || (contested && !cellOf(element)?.conflict));
      }
    }
  }

  function start() {
    table.setAttribute("role", "grid");
    table.setAttribute("aria-readonly", "true");
    for (const cells of lines) {
      for (const element of cells) {
        if (element.classList.contains("corner")) continue;
        element.tabIndex = -1;
        element.setAttribute("role", element.tagName === "TD" ? "gridcell" : element.scope === "col" ? "columnheader" : "rowheader");
      }
    }
    table.addEventListener("keydown", onKey);
    table.addEventListener("focusin", (event) => {
      const here = place(event.target);
      if (here) enter(...here, false);
    });
    table.addEventListener("click", (event) => {
      const element = event.target.closest("th, td");
      if (!element || !place(element)) return;
      const selected = selectionOf(element);
      if (selected) address.select(selected);
    });
    enter(lines.length > 1 ? 1 : 0, 1, false);
    address.onChange(show);
  }

  return { start };
})();
