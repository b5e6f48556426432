/* Adds a copy button to every line marked data-copy, where the browser allows copying. */
if (navigator.clipboard) {
  for (const line of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button secondary small";
    button.textContent = line.dataset.copy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(line.querySelector("code, .copied-text").textContent.trim());
      button.textContent = line.dataset.copied;
      setTimeout(() => (button.textContent = line.dataset.copy), 2000);
    });
    line.append(button);
  }
}
