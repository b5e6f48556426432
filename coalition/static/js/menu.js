/* Menus are <details>; with scripts they also close on Escape, on leaving and on a press elsewhere.
   What suggests while one types is fetched once a search box is entered; other scripts on pages that need
   them (templates/_parts/late_scripts.html). */
const menus = [...document.querySelectorAll("details.menu")];

function close(menu) {
  menu.open = false;
}

for (const menu of menus) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      close(menu);
      menu.querySelector("summary").focus();
    }
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(menu);
  });
}

document.addEventListener("pointerdown", (event) => {
  for (const menu of menus) {
    if (menu.open && !menu.contains(event.target)) close(menu);
  }
});

const suggest = document.getElementById("suggest")?.dataset;

document.addEventListener("focusin", function load(event) {
  if (!suggest || !event.target.matches('form.search-box input[name="q"]')) return;
  document.removeEventListener("focusin", load);
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = suggest.style;
  document.head.append(style);
  import(suggest.script).catch(() => {}); // the box works without
});

for (const [template, needs] of [
  ["clocks", ".when[data-times]"],
  ["own-script", "[data-choose], [data-own], [data-take]"],
]) {
  const script = document.getElementById(template)?.dataset.script;
  if (script && document.querySelector(needs)) import(script).catch(() => {}); // pages work without
}
