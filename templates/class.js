"use strict";
// Sorts and searches the table of students.  Without this script the page is whole, and the browser finds words in it.
(() => {
  const table = document.getElementById("students"), body = table.tBodies[0], search = document.getElementById("search");
  const found = document.getElementById("found"), order = new Intl.Collator(undefined, {numeric: true, sensitivity: "base"});
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const lines = Array.from(body.rows, (row) => ({row, text: plain(row.textContent)}));
  const show = () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const line of lines) {
      const fits = words.every((word) => line.text.includes(word));
      line.row.hidden = !fits;
      count += fits;
    }
    found.textContent = words.length ? count + " of " + lines.length + " students" : "";
  };
  const sort = (head, at) => {
    const isNumber = head.classList.contains("n"), before = head.getAttribute("aria-sort");
    // Of numbers the largest are wanted first, of names the first.
    const isDown = before ? before === "ascending" : isNumber;
    const key = (row) => isNumber ? Number(row.cells[at].dataset.v || 0) : row.cells[at].textContent;
    const keyed = lines.map((line) => [key(line.row), line]);
    keyed.sort(([a], [b]) => (isNumber ? a - b : order.compare(a, b)) * (isDown ? -1 : 1));
    for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
    lines.splice(0, lines.length, ...keyed.map(([, line]) => line));
    // All out and then all in: each row that is taken from between others costs Chromium a millisecond.
    body.replaceChildren();
    for (const line of lines) body.append(line.row);
  };
  Array.from(table.tHead.rows[0].cells).forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(head, at));
    head.append(button);
  });
  search.addEventListener("input", show);
  document.getElementById("tools").hidden = false;
  // A browser that goes back keeps what was typed.
  show();
})();
