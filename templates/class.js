"use strict";
// Sorts the long tables, and searches that of the students.  Without this script the page is whole, and the browser finds words in it.
(() => {
  const search = document.getElementById("search"), found = document.getElementById("found");
  const order = new Intl.Collator(undefined, {numeric: true, sensitivity: "base"});
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const rows = Array.from(document.getElementById("students").tBodies[0].rows, (row) => ({row, text: plain(row.textContent)}));
  const show = () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const {row, text} of rows) {
      const fits = words.every((word) => text.includes(word));
      row.hidden = !fits;
      count += fits;
    }
    found.textContent = words.length ? count + " of " + rows.length + " students" : "";
  };
  // A number as the page says it: 7, 1.5, 7 1/3, 62 %; what is none counts as 0.
  const number = (cell) => cell.dataset.v ? Number(cell.dataset.v) : cell.textContent.split(" ").reduce((sum, part) => {
    const [over, under] = part.split("/");
    return sum + (Number(over) / Number(under || 1) || 0);
  }, 0);
  const sort = (table, head, at) => {
    const isNumber = head.classList.contains("n"), before = head.getAttribute("aria-sort"), body = table.tBodies[0];
    // Of numbers the largest are wanted first, of names the first.
    const isDown = before ? before === "ascending" : isNumber;
    const keyed = Array.from(body.rows, (row) => [isNumber ? number(row.cells[at]) : row.cells[at].textContent, row]);
    keyed.sort(([a], [b]) => (isNumber ? a - b : order.compare(a, b)) * (isDown ? -1 : 1));
    for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
    // All out and then all in: each row that is taken from between others costs Chromium a millisecond.
    body.replaceChildren();
    for (const [, row] of keyed) body.append(row);
  };
  for (const table of document.querySelectorAll("table.sorts")) {
    Array.from(table.tHead.rows[0].cells).forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, head, at));
      head.append(button);
    });
  }
  search.addEventListener("input", show);
  document.getElementById("tools").hidden = false;
  // A browser that goes back keeps what was typed.
  show();
})();
