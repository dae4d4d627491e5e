"use strict";

// Completers that ask other servers are off; the policy of the page would stop them anyway.
Yasgui.Yasqe.defaults.autocompleters = ["variables"];

async function start() {
  const response = await fetch("/api/queries");
  const { queries, prefixes, limits } = await response.json();
  for (const [name, value] of Object.entries(limits)) {
    document.getElementById(name).textContent = value.toLocaleString("en");
  }
  Yasgui.Yasr.defaults.prefixes = prefixes;
  const first = "SELECT ?technique ?mode {\n  ?technique ccf:exposedTo ?mode\n}\nORDER BY ?technique ?mode\nLIMIT 50\n";
  Yasgui.Yasqe.defaults.value = first;
  const yasgui = new Yasgui(document.getElementById("editor"), {
    requestConfig: { endpoint: `${location.origin}/sparql`, method: "POST" },
    copyEndpointOnNewTab: false,
    endpointCatalogueOptions: { getData: () => [] },
    persistencePrefix: "commoncause",
  });
  const choice = document.getElementById("question");
  for (const { name, question } of queries) {
    choice.append(new Option(question, name));
  }
  choice.addEventListener("change", () => {
    const chosen = queries.find(({ name }) => name === choice.value);
    if (chosen) {
      yasgui.getTab().setQuery(chosen.sparql);
    }
  });
}

// What the knowledge base names is shown by this server, whether or not the public address answers.
const PUBLIC = "https://w3id.org/commoncause/kb/";
document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (link && link.href.startsWith(PUBLIC)) {
    event.preventDefault();
    open(`/kb/${link.href.slice(PUBLIC.length)}`, "_blank", "noopener");
  }
});

start();
