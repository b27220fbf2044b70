// Shows only the rows that hold every word that was typed. Waarborg's page runs this and nothing else.
"use strict";
for (const table of document.querySelectorAll("table[data-search]")) {
  const field = table.parentElement.previousElementSibling;
  const input = field.querySelector("input"), output = field.querySelector("output");
  const rows = Array.from(table.tBodies[0].rows, (row) => [row, row.textContent.toLowerCase()]);
  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      const fits = words.every((word) => text.includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    output.textContent = output.dataset.shown.replace("{0}", shown).replace("{1}", rows.length);
  };
  input.addEventListener("input", filter);
  field.hidden = false;
  filter();
}
