// Runs before the first paint, so that a chosen theme does not flash.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  try {
    const chosen = localStorage.getItem("commoncause-theme");
    if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be closed to files; the system's preference then decides.
  }
})();
