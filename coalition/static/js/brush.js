/* Lets a range of years be chosen on a histogram: drawn across with mouse, pen or finger, or with Shift
   and the arrow keys, then Enter. The form around it (data-brush) holds the fields "from" and "to" and,
   in data-range, how a range is said. Without scripts each bar is a link and the fields are typed into. */

const LEAST_PIXELS = 6; // less is a press, which follows the link of the bar

function brush(form) {
  const chart = form.querySelector("svg");
  const said = form.querySelector("[data-brush-said]");
  const bars = [...chart.querySelectorAll("[data-first]")];
  const links = bars.filter((bar) => bar.localName === "a");
  let range = null; // the two bars between which all are chosen
  let startedAt = null; // where a pointer went down

  const ends = () => {
    const [one, other] = range.map((bar) => bars.indexOf(bar)).sort((a, b) => a - b);
    return [bars[one], bars[other]];
  };

  const show = () => {
    const [first, last] = range ? ends() : [];
    bars.forEach((bar, at) => {
      bar.classList.toggle("is-brushed", Boolean(range) && at >= bars.indexOf(first) && at <= bars.indexOf(last));
    });
    said.textContent = range
      ? form.dataset.range.replace("{first}", first.dataset.first).replace("{last}", last.dataset.last)
      : "";
  };

  const choose = () => {
    const [first, last] = ends();
    form.elements.from.value = first.dataset.first;
    form.elements.to.value = last.dataset.last;
    form.requestSubmit();
  };

  const forget = () => {
    range = null;
    startedAt = null;
    show();
  };

  // The nearest bar, also for a pointer beside the chart, in either direction of reading.
  const barAt = (x) =>
    bars.find((bar) => {
      const box = (bar.querySelector(".years-touch") || bar).getBoundingClientRect();
      return x >= box.left && x < box.right;
    });

  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    forget(); // a range of before, perhaps of a page that was left and came back
    startedAt = event.clientX;
  });
  chart.addEventListener("pointermove", (event) => {
    if (startedAt === null) return;
    if (!(event.buttons & 1)) return forget(); // let go beside the chart
    if (!range && Math.abs(event.clientX - startedAt) < LEAST_PIXELS) return;
    const from = range ? range[0] : barAt(startedAt);
    const to = barAt(event.clientX) || range?.[1];
    if (!from || !to) return;
    if (!range) chart.setPointerCapture(event.pointerId);
    range = [from, to];
    show();
  });
  chart.addEventListener("pointerup", () => {
    if (range && startedAt !== null) choose();
    startedAt = null;
  });
  chart.addEventListener("pointercancel", forget);
  window.addEventListener("pagehide", forget);
  chart.addEventListener("dragstart", (event) => event.preventDefault()); // of a link
  chart.addEventListener("click", (event) => range && event.preventDefault());

  // One stop of the tab key for all bars; the arrow keys go from one to the next.
  const stopAt = (link) => links.forEach((one) => one.setAttribute("tabindex", one === link ? "0" : "-1"));
  const isMirrored = document.documentElement.dir === "rtl";
  const steps = { ArrowLeft: isMirrored ? 1 : -1, ArrowRight: isMirrored ? -1 : 1 };
  stopAt(links.find((link) => link.hasAttribute("aria-current")) || links[0]);

  chart.addEventListener("keydown", (event) => {
    const link = event.target.closest("a");
    if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = links.indexOf(link);
    const target = { Home: links[0], End: links.at(-1) }[event.key] || links[at + (steps[event.key] || NaN)];
    if (target) {
      event.preventDefault();
      range = event.shiftKey ? [range ? range[0] : link, target] : null;
      stopAt(target);
      target.focus();
      show();
    } else if (event.key === "Enter" && range) {
      event.preventDefault();
      choose();
    } else if (event.key === "Escape" && range) {
      forget();
    }
  });

  form.querySelector("[data-brush-hint]").hidden = false;
}

for (const form of document.querySelectorAll("form[data-brush]")) brush(form);
