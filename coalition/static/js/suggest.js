/* Suggestions under every search box while one types: an ARIA combobox with a list in groups. Which
   addresses and words it uses stands on the template "suggest" (templates/layout.html). A title opens its
   document, anything else is searched for. When nothing comes back the box is what it is without scripts. */

const { dataset: words } = document.getElementById("suggest");

const PAUSE_MS = 120; // after a key, so that fast typing asks once
const GROUPS = ["title", "session", "news", "subject", "organisation", "word", "words"];
const OPENED = ["title", "session", "news"];
const SYLLABIC = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

let boxes = 0;

function make(tag, attributes, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

function isEnough(text) {
  return text.length >= 2 || SYLLABIC.test(text);
}

function combine(input) {
  const form = input.form;
  const id = `suggestions-${(boxes += 1)}`;
  const list = make("div", { id, role: "listbox", class: "suggestions", "aria-label": words.list, hidden: "" });
  const said = make("p", { role: "status", class: "visually-hidden" });
  form.append(list, said);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", id],
    ["autocomplete", "off"],
  ]) {
    input.setAttribute(name, value);
  }
  let options = [];
  let active = -1;
  let typed = input.value;
  let timer = null;
  let request = null;

  const askNoMore = () => {
    clearTimeout(timer);
    request?.abort();
  };

  const close = () => {
    askNoMore();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (at) => {
    askNoMore(); // an answer on its way would take the list away under the choice
    options[active]?.setAttribute("aria-selected", "false");
    active = at;
    const option = options[at];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
    input.value = option && !option.dataset.url ? option.dataset.text : typed;
  };

  const take = (option) => {
    if (option.dataset.url) {
      window.location.assign(option.dataset.url);
    } else {
      input.value = option.dataset.text;
      form.requestSubmit();
    }
    close();
  };

  const show = (found) => {
    list.replaceChildren();
    for (const source of GROUPS) {
      const members = found.filter((one) => one.source === source);
      if (!members.length) continue;
      const name = make("div", { class: "suggestions-name", id: `${id}-${source}` }, words[source]);
      const group = make("div", { role: "group", "aria-labelledby": name.id });
      name.setAttribute("role", "presentation");
      group.append(name);
      for (const one of members) {
        const option = make("div", { role: "option", "aria-selected": "false", dir: "auto" }, one.text);
        option.dataset.text = one.text;
        // Where an organisation or a subject is meant, its words are searched for.
        if (OPENED.includes(source) && one.url) option.dataset.url = one.url;
        group.append(option);
      }
      list.append(group);
    }
    options = [...list.querySelectorAll('[role="option"]')];
    options.forEach((option, at) => (option.id = `${id}-${at}`));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(Boolean(options.length)));
    said.textContent = options.length ? words.count.replace("{count}", options.length) : "";
  };

  const ask = async () => {
    const text = typed.trim();
    request?.abort();
    if (!isEnough(text)) return close();
    request = new AbortController();
    const { signal } = request;
    try {
      const url = `${words.url}?${new URLSearchParams({ q: text })}`;
      const answer = await fetch(url, { signal, headers: { Accept: "application/json" } });
      if (answer.ok && document.activeElement === input) show(await answer.json());
      else if (!answer.ok) close();
    } catch {
      if (!signal.aborted) close(); // the box still searches
    }
    return undefined;
  };

  const askSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  };

  input.addEventListener("input", (event) => {
    typed = input.value;
    if (!event.isComposing) askSoon();
  });
  input.addEventListener("compositionend", askSoon);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) {
        typed = input.value; // the browser may have put it there
        return void ask();
      }
      // One more than the options: between the last and the first stands what was typed.
      const places = options.length + 1;
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault(); // a search field would be emptied
      input.value = typed;
      close();
    } else if (event.key === "Enter" && isOpen && options[active]) {
      event.preventDefault();
      take(options[active]);
    }
    return undefined;
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) take(option);
  });
  form.addEventListener("submit", close);
  const isTypedIn = document.activeElement === input && input.value !== input.defaultValue;
  if (isTypedIn && isEnough(input.value)) ask(); // typed while this was on its way
}

for (const input of document.querySelectorAll('form.search-box input[name="q"]')) combine(input);
