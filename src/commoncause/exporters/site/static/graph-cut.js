// What of a large graph is drawn, in words, and how to see more of it.
const graphCut = (() => {
  const line = byId("graph-cut");

  function button(text, act) {
    const made = el("button", { type: "button", class: "button" }, text);
    made.addEventListener("click", act);
    return made;
  }

  const more = (view, state) => button(`Show ${Math.min(graphMap.CAP, view.total - view.nodes.size)} more`, () => address.set({ most: String(graphMap.most(state) + graphMap.CAP) }));
  const back = () => button("All clusters", () => address.change({ selected: null, options: { in: "", most: "" } }));

  function words(view) {
    if (view.part === "map") return `${view.total.toLocaleString("en")} nodes in ${graphMap.groups.length} clusters, the larger the more. Choose one to see inside.`;
    const where = view.part === "around" ? "around what is selected" : "of this cluster";
    const order = view.nodes.size < view.total ? ", the most connected first" : "";
    return `${view.nodes.size.toLocaleString("en")} of ${view.total.toLocaleString("en")} nodes ${where}${order}. `;
  }

  function show(view, state) {
    line.hidden = view.part === null && view.nodes.size === view.total;
    if (line.hidden) return;
    const actions = view.part === "map" ? [] : [view.nodes.size < view.total ? more(view, state) : "", graphMap.groups.length ? back() : ""];
    line.replaceChildren(words(view), ...actions.filter(Boolean));
  }

  return { show };
})();
