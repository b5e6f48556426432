/* Saves a report while it is being written: two seconds after the last key, and when the page is left.
   The server answers the new revision, or a sentence; what two people changed is brought together by
   the button, which sends the whole form. Without scripts the button does all of it. */

const PAUSE = 2000; // milliseconds without a key
const AGAIN = 15000; // until the next try when the site could not be reached

const form = document.querySelector("form[data-autosave]");
const said = form?.querySelector("[data-saved]");
let waiting = 0;
let isDirty = false;
let isSending = false;
let isHeld = form?.hasAttribute("data-held"); // two texts are shown: only the button decides

function plan(pause) {
  clearTimeout(waiting);
  waiting = setTimeout(save, pause);
}

async function save() {
  if (isSending) return plan(PAUSE);
  if (isHeld || !isDirty) return;
  isSending = true;
  isDirty = false;
  said.textContent = form.dataset.saving;
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    if (answer.redirected || !(answer.headers.get("Content-Type") || "").includes("json")) throw new Error("no answer of ours");
    const told = await answer.json();
    said.textContent = told.said;
    if (answer.ok) form.elements.revision.value = told.revision;
    else isDirty = true; // goes on with the next key, or with the button
    isHeld = answer.status === 409;
  } catch {
    isDirty = true;
    said.textContent = form.dataset.failed;
    plan(AGAIN);
  } finally {
    isSending = false;
  }
}

if (form) {
  form.addEventListener("input", () => {
    isDirty = true;
    if (!isHeld) said.textContent = form.dataset.unsaved;
    plan(PAUSE);
  });
  form.addEventListener("submit", () => {
    isHeld = true;
    isDirty = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty) event.preventDefault(); // the browser asks whether to leave
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
}
