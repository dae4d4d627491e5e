// Theme switch, the Escape key, and the start of everything in order.
function startTheme() {
  const button = byId("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const refresh = () => {
    button.setAttribute("aria-pressed", String(isDark()));
    graph.repaint();
  };
  button.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    remembered("theme", next);
    refresh();
  });
  system.addEventListener("change", refresh);
  refresh();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && address.state.selected) address.select(null);
});

// First, so that whatever measures itself afterwards finds its part of the page shown.
views.start();
matrix.start();
filters.start();
details.start();
search.start();
downloads.start();
graphFiles.start();
graph.start();
relations.start();
conclusions.start();
defects.start();
evidence.start();
clusters.start();
portfolio.start();
papers.start();
maps.start();
startTheme();
address.start();
globalThis.commoncause = Object.freeze({ state: () => address.state, pointOf: graph.pointOf, named: graph.named, portfolio: portfolio.answer });
document.documentElement.dataset.ready = "yes";
