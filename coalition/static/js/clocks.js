/* The reader's own time beside the times of a meeting, on the first page a browser opens: it tells the site
   its time zone by a cookie, and later pages come with both. Whoever chose a zone on the site is not asked.
   Where a zone was guessed before and the device has moved to another, the times are put right here too.
   Times are "span.when[data-times]" with two <time>; the words stand on the template "clocks". */

const { dataset: words } = document.getElementById("clocks");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const { lang } = document.documentElement;
const language = lang === "en" ? "en-001" : lang; // the day before the month, as the site writes it
const YEAR_SECONDS = 31_536_000;

const format = (options) => new Intl.DateTimeFormat(language, { timeZone: zone, numberingSystem: "latn", ...options });
const hours = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const days = format({ weekday: "short", day: "numeric", month: "short" });
const dates = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
const offsets = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });

const minutesOf = (offset) => {
  const found = /([+\u2212-])(\d\d?):?(\d\d)?/.exec(offset);
  return found ? (found[1] === "+" ? 1 : -1) * (Number(found[2]) * 60 + Number(found[3] || 0)) : 0;
};
const offsetAt = (moment) =>
  minutesOf(offsets.formatToParts(moment).find((part) => part.type === "timeZoneName").value);

function offsetWords(moment) {
  const minutes = offsetAt(moment);
  const [hour, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const sign = minutes > 0 ? "+" : "\u2212";
  return minutes ? `UTC${sign}${hour}${rest ? `:${String(rest).padStart(2, "0")}` : ""}` : "UTC";
}

function zoneWords(...moments) {
  const offset = [...new Set(moments.map(offsetWords))].join(" → "); // where clocks change between them
  return zone.includes("/") ? `${zone.split("/").at(-1).replaceAll("_", " ")}, ${offset}` : offset;
}

function show(element) {
  element.querySelector(".when-reader")?.remove();
  const [first, last] = [...element.querySelectorAll("time")].map((time) => time.dateTime);
  const [begins, ends] = [new Date(first), new Date(last)];
  const isSame = [first, last].every(
    (shown) => minutesOf(shown.slice(16)) === offsetAt(new Date(shown)), // after YYYY-MM-DDTHH:MM
  );
  if (isSame) return;
  const own = document.createElement("span");
  const isOtherDay = dates.format(begins) !== first.slice(0, 10);
  const endsLater = dates.format(new Date(ends - 1)) !== dates.format(begins);
  const from = (isOtherDay ? `${days.format(begins)}, ` : "") + hours.format(begins);
  const until = (endsLater ? ` – ${days.format(ends)}, ` : "–") + hours.format(ends);
  own.className = "when-reader";
  own.textContent = words.yours.replace("{times}", from + until);
  if (element.querySelector(".when-zone")) own.textContent += ` (${zoneWords(begins, ends)})`;
  element.append(" ", own);
}

if (zone && zone !== words.zone) {
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `zone=~${zone}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`;
  for (const element of document.querySelectorAll(".when[data-times]")) show(element);
  for (const line of document.querySelectorAll("[data-zone-line]")) {
    const { zoneLine, zoneUntil = zoneLine } = line.dataset;
    line.textContent = words.line.replace("{zone}", zoneWords(new Date(zoneLine), new Date(zoneUntil)));
  }
}
