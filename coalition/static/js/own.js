/* One's own programme. Signed out it is kept in this browser (localStorage "own-programme": numbers of
   sessions) and the page of it is fetched with them; signed in, buttons act without loading the page anew,
   and what the browser kept before is offered to be taken into the account. */

const KEY = "own-programme";
const keptForm = document.querySelector("[data-take]");
const region = document.querySelector("[data-own][data-url]"); // without an account
const numbers = (text) => (text || "").split(",").filter((part) => /^\d{1,10}$/.test(part));

function kept() {
  try {
    return numbers(localStorage.getItem(KEY));
  } catch {
    return []; // the browser keeps nothing
  }
}

function keep(ids) {
  try {
    if (ids.length) localStorage.setItem(KEY, [...new Set(ids)].join(","));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
}

function press(button, isChosen) {
  button.setAttribute("aria-pressed", String(isChosen));
  button.closest(".slot")?.classList.toggle("is-chosen", isChosen);
}

function showKept(root = document) {
  const ids = kept();
  for (const button of root.querySelectorAll('button[type="button"][data-choose]')) {
    button.hidden = false;
    press(button, ids.includes(button.dataset.choose));
  }
}

async function fetchOwn() {
  const ids = kept();
  if (!ids.length) return;
  const answer = await fetch(`${region.dataset.url}?sessions=${ids.join(",")}`);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(region.id);
  region.replaceChildren(...document.adoptNode(fresh).childNodes);
  showKept(region);
}

async function send(button) {
  const form = button.form;
  const wasChosen = button.getAttribute("aria-pressed") === "true";
  button.disabled = true;
  try {
    const answer = await fetch(button.formAction, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (answer.type !== "opaqueredirect") throw new Error(String(answer.status));
    press(button, !wasChosen);
    button.formAction = button.formAction.replace(/\/(un)?choose$/, wasChosen ? "/choose" : "/unchoose");
  } catch {
    button.disabled = false;
    form.requestSubmit(button); // the page of the answer says what was wrong
    return;
  }
  button.disabled = false;
  button.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-choose]");
  if (!button) return;
  if (button.type === "submit") {
    if (document.getElementById("own-programme")) return; // there the list itself changes
    event.preventDefault();
    send(button);
    return;
  }
  const ids = kept();
  const id = button.dataset.choose;
  const isChosen = ids.includes(id);
  if (keep(isChosen ? ids.filter((one) => one !== id) : [...ids, id])) press(button, !isChosen);
});

if (keptForm) {
  const known = new Set([...numbers(keptForm.dataset.mine), ...numbers(keptForm.dataset.taken)]);
  const left = kept().filter((id) => !known.has(id));
  keep(left);
  keptForm.elements.sessions.value = left.join(",");
  keptForm.hidden = !left.length;
  keptForm.querySelector("[data-drop]").addEventListener("click", () => {
    keep([]);
    keptForm.hidden = true;
  });
}
showKept();
if (region) fetchOwn().catch(() => {}); // the empty page stands, with the way to the schedule
window.addEventListener("storage", (event) => event.key === KEY && showKept());
