// The legend is the filter. Counts are live: each says how many cells its button stands for, given the other one.
const filters = (() => {
  const buttons = [...document.querySelectorAll("[data-filter]")];
  const { cells } = data.model;
  // Those of which nothing is told are not listed, and all alike.
  const blanks = { verdict: data.unlisted, number: data.product - cells.length };
  const HINTS = {
    none: "Choose a cell, heading or node first: focus keeps what is around it.",
    off: "Focus keeps what is so many lines away from the selection.",
    on: "Focus follows the lines shown, but for “protected”: those tie nothing together.",
  };

  function show({ hidden, contested, layers, depth, selected }) {
    for (const button of buttons) {
      const key = button.dataset.filter;
      button.setAttribute("aria-pressed", String(key === "contested" ? contested : !hidden.has(key)));
    }
    for (const count of document.querySelectorAll("[data-count]")) {
      const key = count.dataset.count;
      const counted = cells.filter((cell) => (key === "contested" ? cell.conflict && !hidden.has(cell.verdict) : cell.verdict === key && (!contested || cell.conflict)));
      count.textContent = String(counted.length + (key === blanks.verdict && !contested ? blanks.number : 0));
    }
    byId("shown").textContent = String(number());
    for (const button of document.querySelectorAll("[data-layer]")) {
      button.setAttribute("aria-pressed", String(layers.has(button.dataset.layer)));
    }
    byId("depth").value = String(depth);
    byId("depth").disabled = !selected;
    byId("depth").title = selected ? "" : HINTS.none;
    byId("depth-hint").textContent = !selected ? HINTS.none : depth ? HINTS.on : HINTS.off;
  }

  const passes = (cell, { hidden, contested } = address.state) => !hidden.has(cell.verdict) && (!contested || cell.conflict);
  const number = () => cells.filter((cell) => passes(cell)).length + (passes(blanks) ? blanks.number : 0);

  function start() {
    for (const button of buttons) {
      button.disabled = false;
      const key = button.dataset.filter;
      button.addEventListener("click", () => {
        if (key === "contested") address.toggleContested();
        else address.toggleVerdict(key);
        say(`${number()} of ${data.product} cells shown.`);
      });
    }
    for (const button of document.querySelectorAll("[data-layer]")) {
      button.addEventListener("click", () => address.toggleLayer(button.dataset.layer));
    }
    byId("depth").addEventListener("change", (event) => address.focus(Number(event.target.value)));
    address.onChange(show);
  }

  return { start, passes };
})();
