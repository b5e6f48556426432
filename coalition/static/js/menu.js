/* Menus are <details>; with scripts they also close on Escape, on leaving and on a press elsewhere. */
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
