/* Keeps what is on now right while a schedule is open: the part #now is fetched again when a session in it
   begins or ends, and sessions of the schedule are marked while they are on. Looks once a minute. */

const MINUTE = 60_000;
const label = document.querySelector("[data-now]")?.dataset.now;

async function renew() {
  const region = document.getElementById("now");
  const changesAt = region?.dataset.changesAt;
  if (!changesAt || Date.now() < Date.parse(changesAt)) return;
  const answer = await fetch(region.dataset.nowUrl, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("now");
  if (!fresh) return window.location.reload(); // the meeting is over
  if (!region.contains(document.activeElement)) region.replaceWith(fresh);
}

function mark() {
  const moment = Date.now();
  for (const slot of document.querySelectorAll(".slot:not(.is-cancelled, .is-proposed)")) {
    const [begins, ends] = [...slot.querySelectorAll(".slot-time time")].map((time) => Date.parse(time.dateTime));
    const isOn = begins <= moment && moment < ends;
    const badge = slot.querySelector(".now-badge");
    slot.classList.toggle("is-on", isOn);
    if (!isOn) badge?.remove();
    if (isOn && !badge) {
      const fresh = document.createElement("span");
      fresh.className = "badge good now-badge";
      fresh.textContent = label;
      slot.querySelector(".slot-time").append(" ", fresh);
    }
  }
}

function look() {
  if (document.hidden) return;
  renew().catch(() => {}); // tried again in a minute
  if (label) mark();
}

setInterval(look, MINUTE);
document.addEventListener("visibilitychange", look);
