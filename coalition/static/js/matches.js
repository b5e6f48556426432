/* Goes from place to place of the words searched in a document: by two buttons, and by the keys n and p
   unless the reader turns these off. At the last place of the pages shown it goes on to the next page with
   places, if there is one. Made by the macro steps() of templates/library/_text.html. */

const bar = document.querySelector("[data-matches]");
const marks = [...document.querySelectorAll(".reading mark[id]")];
const KEYS = { n: 1, p: -1 };
const KEPT = "match-keys"; // in the browser: "off" where the reader does not want the keys

const position = bar?.querySelector("[data-position]");
const keys = bar?.querySelector("[data-keys]");
const words = bar?.dataset;
let at = -1;

function go(to) {
  marks[at]?.classList.remove("is-current");
  at = to;
  marks[at].classList.add("is-current");
  window.location.replace(`#${marks[at].id}`); // the address stays one step in the history
  position.textContent = words.said.replace("{number}", at + 1).replace("{count}", marks.length);
}

function step(by) {
  const to = at + by;
  if (marks[to]) return go(to);
  const beyond = by > 0 ? words.after : words.before;
  if (beyond) {
    return window.location.assign(beyond.replace(/#.*$/, by > 0 ? "#first-place" : "#last-place"));
  }
  position.textContent = by > 0 ? words.last : words.first;
  return undefined;
}

/** The place in front of what the address opens, so that the next step leads into it. */
function begin() {
  const hash = window.location.hash.slice(1);
  if (hash === "first-place") return go(0);
  if (hash === "last-place") return go(marks.length - 1);
  const target = hash && document.getElementById(hash);
  const here = target ? marks.indexOf(target) : -1;
  if (here >= 0) return go(here);
  const isAfter = (mark) => target.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING;
  at = target ? marks.filter((mark) => !isAfter(mark)).length - 1 : -1;
  position.textContent = words.said.replace("{number}", "–").replace("{count}", marks.length);
  return undefined;
}

function isTyping(element) {
  return element.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function recall() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

function remember() {
  try {
    localStorage.setItem(KEPT, keys.checked ? "on" : "off");
  } catch {
    // the choice then holds for this page
  }
}

if (bar && marks.length) {
  keys.checked = recall();
  keys.addEventListener("change", remember);
  for (const button of bar.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  }
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (!keys.checked || !KEYS[event.key] || isTyping(event.target)) return;
    event.preventDefault();
    step(KEYS[event.key]);
  });
  window.addEventListener("hashchange", () => {
    const here = marks.findIndex((mark) => `#${mark.id}` === window.location.hash);
    if (here >= 0 && here !== at) go(here);
  });
  bar.hidden = false;
  begin();
}
