/* Keeps questions up to date while people ask: the queue, the desk, the screen in the room.

   A region has data-live (what to ask) and data-version (what it shows). It asks every few seconds,
   at moments of its own so that readers do not come all at once; nothing comes back while nothing is
   new. A page nobody looks at does not ask, but with data-always it does. Each part of the answer
   takes the place of the one with its id; focus, chosen boxes and opened folds stay. With data-quick
   (the desk) what is pressed is sent without leaving the page, and keys work on a question.

   The line with data-said is for those who listen; once the site was missed twice, it is there for
   everybody, until it answers again. Where a region has data-ended, whoever is led elsewhere is signed
   out: that ends the asking, and it is shown. */

const SECONDS = 4;
const JITTER_SECONDS = 2;
const LONGEST_SECONDS = 60;
const PATIENCE_SECONDS = 15; // for one answer, where a network swallows what is sent

const boxes = (root) => [...root.querySelectorAll("input[type=checkbox][id]")];

function replace(part) {
  const old = document.getElementById(part.id);
  if (!old) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const card = focused?.closest(".card")?.id;
  const cards = [...old.querySelectorAll(".card")].map((one) => one.id);
  const chosen = new Set(boxes(old).filter((box) => box.checked).map((box) => box.id));
  const open = new Set([...old.querySelectorAll("details[open][id]")].map((one) => one.id));
  old.replaceWith(part);
  for (const box of boxes(part)) box.checked = chosen.has(box.id);
  for (const fold of part.querySelectorAll("details[id]")) fold.open = open.has(fold.id);
  if (focused) {
    const after = cards.slice(cards.indexOf(card) + 1);
    const heir = [focused.id, card, ...after, ...cards]
      .map((id) => id && document.getElementById(id))
      .find(Boolean);
    focusOn(heir);
  }
}

function focusOn(element) {
  if (!element) return;
  const target = element.matches(".card") ? element.querySelector("button, a") : element;
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest" });
}

function take(region, page) {
  const fresh = page.querySelector("[data-version]");
  if (!fresh) throw new Error("this is another page");
  region.dataset.version = fresh.dataset.version;
  const outermost = (part) => !fresh.contains(part.parentElement.closest("[id]"));
  const parts = fresh.id ? [fresh] : [...fresh.querySelectorAll("[id]")].filter(outermost);
  const state = document.querySelector("[data-openness]")?.dataset.openness;
  parts.forEach(replace);
  const now = document.querySelector("[data-openness]")?.dataset.openness;
  if (state !== now && !hasTyped()) window.location.reload();
}

function hasTyped() {
  return [...document.querySelectorAll("form textarea")].some((field) => field.value.trim());
}

function say(region, sentence, isLost = false) {
  const line = region.querySelector("[data-said]");
  if (!line) return;
  line.classList.toggle("visually-hidden", !isLost);
  line.classList.toggle("lost-line", isLost);
  if (line.textContent !== sentence) line.textContent = sentence;
}

/* Take what is new; false once nothing more will come. */
async function look(region) {
  const url = new URL(region.dataset.live, window.location.href);
  url.searchParams.set("seen", region.dataset.version);
  const answer = await fetch(url, {
    cache: "no-store",
    headers: { Accept: "text/html" },
    signal: AbortSignal.timeout(PATIENCE_SECONDS * 1000),
  });
  const ended = region.querySelector("[data-ended]");
  if (answer.redirected && ended) {
    say(region, "");
    ended.hidden = false;
    return false;
  }
  if (!answer.ok) throw new Error(String(answer.status));
  if (answer.status === 204) say(region, "");
  else {
    take(region, new DOMParser().parseFromString(await answer.text(), "text/html"));
    say(region, region.dataset.new ?? "");
  }
  return true;
}

function watch(region) {
  let failures = 0;
  const seconds = () =>
    Math.min(SECONDS * 2 ** failures, LONGEST_SECONDS) + Math.random() * JITTER_SECONDS;
  const again = () => setTimeout(turn, seconds() * 1000);
  async function turn() {
    if (document.hidden && !("always" in region.dataset)) {
      document.addEventListener("visibilitychange", turn, { once: true });
      return;
    }
    try {
      if (!(await look(region))) return;
      failures = 0;
    } catch {
      failures += 1;
      if (failures > 1) say(region, region.dataset.lost ?? "", true);
    }
    again();
  }
  again();
}

/* the desk: a press is sent from here; without this script each is a form like any other */
async function send(region, form, button) {
  button?.setAttribute("aria-disabled", "true");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "text/html" },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    take(region, page);
    show(page.querySelector(".flashes"));
  } catch {
    HTMLFormElement.prototype.submit.call(form); // the page of the refusal says what to do
  }
}

function show(flashes) {
  document.querySelector(".flashes")?.remove();
  if (flashes) document.querySelector(".page-heading").before(flashes);
}

const within = (element, step) => {
  const cards = [...document.querySelectorAll(".desk .card")].filter((card) => card.checkVisibility());
  return cards[cards.indexOf(element) + step];
};

function press(event) {
  const card = event.target.closest?.(".card");
  const isTyping = event.target.matches?.("input:not([type=checkbox]), textarea, select");
  if (!card || isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") focusOn(within(card, key === "j" ? 1 : -1));
  else if (key === "x") card.querySelector("input[type=checkbox]")?.click();
  else {
    const target = card.querySelector(`[aria-keyshortcuts="${CSS.escape(key)}"]`);
    if (!target) return;
    target.focus({ preventScroll: true });
    target.click();
  }
  event.preventDefault();
}

for (const region of document.querySelectorAll("[data-live]")) {
  watch(region);
  if ("quick" in region.dataset) {
    region.addEventListener("keydown", press);
    region.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter?.getAttribute("aria-disabled") !== "true") {
        send(region, event.target, event.submitter);
      }
    });
  }
}

/* a second press while the first is on its way would only make the reader wait longer */
document.querySelector("form[data-ask]")?.addEventListener("submit", (event) => {
  const form = event.currentTarget;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});
window.addEventListener("pageshow", () => {
  const form = document.querySelector("form[data-ask]");
  if (form) delete form.dataset.sent;
});
