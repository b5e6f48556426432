/* Turns the file field of a form into a drop zone that sends each file by itself, with its progress.
   Made by the macro upload() of _parts/forms.html, which also gives every sentence (data-…). Each file
   is a POST of the whole form with that file alone, and asks for JSON: {"url": …} when received,
   {"error": …} when refused; a page in answer is understood too. Without scripts the form is sent whole. */

function sizeOf(file) {
  const style = { style: "unit", maximumFractionDigits: 1 };
  const locale = document.documentElement.lang;
  const [amount, unit] = file.size < 1e6 ? [Math.max(file.size, 100) / 1e3, "kilobyte"] : [file.size / 1e6, "megabyte"];
  return new Intl.NumberFormat(locale, { ...style, unit }).format(amount);
}

function make(tag, name, text = "") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

function rowOf(file, words) {
  const row = make("li", "upload");
  const progress = document.createElement("progress");
  progress.max = 100;
  progress.value = 0;
  progress.setAttribute("aria-label", file.name);
  const cancel = make("button", "button secondary small", words.cancel);
  cancel.type = "button";
  cancel.setAttribute("aria-label", `${words.cancel}: ${file.name}`);
  const note = make("span", "upload-note", words.waiting);
  const name = make("bdi", "upload-name", `${file.name} · ${sizeOf(file).replaceAll(" ", "\u00a0")}`);
  row.append(name, cancel, progress, note);
  return { file, row, name, progress, cancel, note, cancelled: false, url: null };
}

function sentenceIn(request, words) {
  if (request.getResponseHeader("Content-Type")?.startsWith("application/json")) {
    try {
      return JSON.parse(request.responseText).error || words.failed;
    } catch {
      return words.failed;
    }
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const found = page.querySelector(".field-error, .error-summary li, main .lede");
  return found ? found.textContent.trim() : words.failed;
}

function addressIn(request) {
  if (request.getResponseHeader("Content-Type")?.startsWith("application/json")) {
    return JSON.parse(request.responseText).url;
  }
  return request.responseURL;
}

function send(upload, form, input, words) {
  return new Promise((resolve) => {
    const data = new FormData(form);
    data.delete(input.name);
    data.append(input.name, upload.file);
    const request = new XMLHttpRequest();
    const end = (note, failed) => {
      upload.note.textContent = note;
      upload.row.classList.toggle("failed", failed);
      upload.cancel.remove();
      resolve();
    };
    request.open(form.method, form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) upload.progress.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("load", () => {
      if (request.status >= 400) return end(sentenceIn(request, words), true);
      upload.progress.value = 100;
      upload.url = addressIn(request);
      const link = make("a", "", upload.file.name);
      link.href = upload.url;
      upload.name.replaceChildren(link);
      return end(words.done, false);
    });
    request.addEventListener("error", () => end(words.failed, true));
    request.addEventListener("abort", () => end(words.cancelled, true));
    upload.cancel.addEventListener("click", () => request.abort());
    upload.note.textContent = words.sending;
    request.send(data);
  });
}

function enhance(zone) {
  const words = zone.dataset;
  const input = zone.querySelector('input[type="file"]');
  const form = input?.form;
  if (!form) return;
  const list = make("ul", "uploads");
  const status = make("p", "visually-hidden");
  status.setAttribute("role", "status");
  zone.classList.add("drop-zone");
  zone.prepend(make("p", "drop-note", words.drop));
  zone.append(list, status);
  let uploads = [];

  const show = () => {
    uploads = [...input.files].map((file) => rowOf(file, words));
    for (const upload of uploads) {
      upload.cancel.addEventListener("click", () => {
        upload.cancelled = true;
        upload.note.textContent = words.cancelled;
        upload.progress.remove();
        upload.cancel.remove();
      });
    }
    list.replaceChildren(...uploads.map((upload) => upload.row));
  };

  const accept = (files) => {
    const chosen = new DataTransfer();
    const kept = input.multiple ? [...input.files, ...files] : [...files].slice(0, 1);
    for (const file of kept) chosen.items.add(file);
    input.files = chosen.files;
    show();
  };

  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer.files.length) accept(event.dataTransfer.files);
  });
  input.addEventListener("change", show);

  form.addEventListener("submit", async (event) => {
    if (!uploads.length) return;
    event.preventDefault();
    const button = event.submitter;
    if (button) button.disabled = true;
    for (const upload of uploads) {
      if (upload.url || upload.cancelled) continue;
      await send(upload, form, input, words);
      status.textContent = `${upload.file.name}: ${upload.note.textContent}`;
    }
    if (button) button.disabled = false;
    const received = uploads.filter((upload) => upload.url);
    const left = uploads.filter((upload) => !upload.url && !upload.cancelled);
    if (received.length && !left.length) {
      window.location.assign(received.length === 1 ? received[0].url : words.doneUrl || received[0].url);
    }
  });
  if (input.files.length) show();
}

for (const zone of document.querySelectorAll("[data-upload]")) enhance(zone);
