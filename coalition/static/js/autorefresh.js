/* Keeps a region of the page up to date while something is waiting. A region has an id,
   data-refresh-url and aria-live="polite"; the answer is a page or a part holding the same id. It is
   asked again, ever more slowly, until the answer's region has no data-refresh-url any more; with
   data-refresh-whole on it, the page is then loaded anew, and also when that attribute (the stage of
   the work) has another value than before, unless somebody has begun to fill in a form. */

const FIRST_SECONDS = 1.5;
const LONGEST_SECONDS = 15;

async function ask(region) {
  const answer = await fetch(region.dataset.refreshUrl, { headers: { Accept: "text/html" } });
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById(region.id);
}

function take(region, fresh) {
  if (fresh.innerHTML !== region.innerHTML && !region.contains(document.activeElement)) {
    region.replaceChildren(...fresh.childNodes);
  }
}

let typed = false;
document.addEventListener("input", () => {
  typed = true;
});

function watch(region, seconds = FIRST_SECONDS) {
  setTimeout(async () => {
    if (document.hidden) return watch(region, seconds);
    const fresh = await ask(region).catch(() => null);
    const whole = region.dataset.refreshWhole;
    if (fresh && whole !== undefined && fresh.dataset.refreshWhole !== whole && !typed) {
      return window.location.reload();
    }
    if (fresh && !fresh.dataset.refreshUrl) {
      region.replaceChildren(...fresh.childNodes);
      delete region.dataset.refreshUrl;
      return undefined;
    }
    if (fresh) take(region, fresh);
    return watch(region, Math.min(seconds * 1.3, LONGEST_SECONDS));
  }, seconds * 1000);
}

for (const region of document.querySelectorAll("[data-refresh-url][id]")) watch(region);
