// The whole name of what the pointer or the cursor is on, for the nodes that have no room for one. Text only.
const graphTip = (() => {
  const tip = byId("graph-tip");
  const GAP = 12;

  // A cluster goes by its busiest nodes.
  function nameOf(id) {
    const cluster = graphMap.node(id);
    if (!cluster) return clip(data.things.get(id)?.label || data.shortName(id), 160);
    const { size, busiest } = graphMap.groups[cluster.index];
    return `${size} nodes around ${busiest.map((node) => data.shortName(node, 50)).join("; ")}`;
  }

  function show(id, { x, y }, box) {
    tip.replaceChildren(name(nameOf(id)));
    tip.hidden = false;
    const [width, height] = [tip.offsetWidth, tip.offsetHeight];
    const left = x + GAP + width < box.clientWidth ? x + GAP : Math.max(0, x - GAP - width);
    const top = y + GAP + height < box.clientHeight ? y + GAP : Math.max(0, y - GAP - height);
    tip.style.left = `${box.offsetLeft + left}px`;
    tip.style.top = `${box.offsetTop + top}px`;
  }

  function hide() {
    tip.hidden = true;
  }

  return { show, hide, nameOf };
})();
