/* Adds a button below each password that shows what was typed; it is hidden again before it is sent. */
for (const masked of document.querySelectorAll(".masked")) {
  const input = masked.querySelector("input");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button plain small";
  button.setAttribute("aria-controls", input.id);
  const show = (isShown) => {
    input.type = isShown ? "text" : "password";
    button.textContent = isShown ? masked.dataset.hide : masked.dataset.show;
  };
  show(false);
  button.addEventListener("click", () => show(input.type === "password"));
  input.form?.addEventListener("submit", () => show(false));
  masked.append(button);
}
