/* Turns the file field of a form into a drop zone that sends each file by itself, with its progress.
   Made by the macro upload() of _parts/forms.html, which also gives every sentence and limit (data-…);
   sending.js does the sending. Without scripts the form is sent whole. */

const WINDOW_SECONDS = 8; // over which the rate is measured

const locale = document.documentElement.lang;

function inUnit(amount, unit, digits) {
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: digits }).format(amount);
}

function sizeOf(bytes) {
  const size = bytes < 1e6 ? inUnit(Math.ceil(bytes / 1e3), "kilobyte", 0) : inUnit(bytes / 1e6, "megabyte", 1);
  return size.replaceAll(" ", "\u00a0");
}

function timeOf(seconds) {
  return seconds < 90 ? inUnit(Math.ceil(seconds), "second", 0) : inUnit(Math.ceil(seconds / 60), "minute", 0);
}

function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
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
  progress.max = Math.max(file.size, 1);
  progress.value = 0;
  progress.setAttribute("aria-label", file.name);
  const cancel = make("button", "button secondary small", words.cancel);
  cancel.type = "button";
  cancel.setAttribute("aria-label", `${words.cancel}: ${file.name}`);
  const note = make("span", "upload-note", words.waiting);
  const name = make("bdi", "upload-name", `${file.name} · ${sizeOf(file.size)}`);
  row.append(name, cancel, progress, note);
  const upload = { file, row, name, progress, cancel, note, state: "waiting", abort: new AbortController() };
  if (file.size > Number(words.limitBytes)) end(upload, "refused", words.tooLarge);
  cancel.addEventListener("click", () => {
    upload.abort.abort();
    end(upload, "cancelled", words.cancelled);
  });
  return upload;
}

/* States: waiting, sending, received, failed (may be tried again), refused and cancelled (may not). */
function end(upload, state, sentence) {
  upload.state = state;
  upload.note.textContent = sentence;
  upload.row.classList.toggle("failed", state !== "received");
  if (state !== "failed") upload.cancel.remove();
  if (state === "cancelled" || state === "refused") upload.progress.remove();
}

function progressOf(upload, words) {
  let moments = [];
  return (sent, startedAt) => {
    const now = performance.now() / 1000;
    if (startedAt !== undefined) moments = []; // what was there before does not count as sent now
    moments = [...moments.filter(([at]) => now - at < WINDOW_SECONDS), [now, sent]];
    upload.progress.value = sent;
    const [[since, from]] = moments;
    const rate = (sent - from) / Math.max(now - since, 0.001);
    const values = { sent: sizeOf(sent), size: sizeOf(upload.file.size) };
    const left = rate > 0 && now - since > 1 ? timeOf((upload.file.size - sent) / rate) : "";
    const sentence = left ? words.sending : startedAt ? words.goingOn : words.begun;
    upload.note.textContent = filled(sentence, { ...values, rate: sizeOf(rate), left });
  };
}

async function sendOne(upload, form, input, words) {
  const { Refused, forget, send } = await import(words.sender);
  const where = { url: words.uploadsUrl, token: form.elements.csrf_token?.value };
  let key = null;
  upload.state = "sending";
  upload.row.classList.remove("failed");
  try {
    upload.url = await send(upload.file, form, input.name, {
      ...where,
      words,
      signal: upload.abort.signal,
      onKey: (given) => (key = given),
      onProgress: progressOf(upload, words),
      onWait: (seconds) => (upload.note.textContent = filled(words.interrupted, { left: timeOf(seconds) })),
      onSent: () => (upload.note.textContent = words.kept),
    });
    upload.progress.value = upload.progress.max;
    const link = make("a", "", upload.file.name);
    link.href = upload.url;
    upload.name.replaceChildren(link);
    end(upload, "received", words.done);
  } catch (problem) {
    if (problem.name === "AbortError") {
      if (key) forget(key, where);
    } else {
      end(upload, "failed", problem instanceof Refused ? problem.message : words.failed);
    }
  }
}

function enhance(zone) {
  const words = zone.dataset;
  const input = zone.querySelector('input[type="file"]');
  const form = input?.form;
  if (!form || !window.crypto?.subtle) return; // only where the connection is secure
  const list = make("ul", "uploads");
  const status = make("p", "visually-hidden");
  status.setAttribute("role", "status");
  zone.classList.add("drop-zone");
  zone.prepend(make("p", "drop-note", words.drop));
  zone.append(list, status);
  let uploads = [];
  let isSending = false;

  const show = () => {
    uploads = [...input.files].map((file) => rowOf(file, words));
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
    if (event.dataTransfer.files.length && !isSending) accept(event.dataTransfer.files);
  });
  input.addEventListener("change", show);
  window.addEventListener("beforeunload", (event) => {
    if (isSending) event.preventDefault();
  });

  form.addEventListener("submit", async (event) => {
    if (!uploads.length) return;
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    const button = event.submitter;
    if (button) button.disabled = true;
    for (const upload of uploads) {
      if (upload.state !== "waiting" && upload.state !== "failed") continue;
      await sendOne(upload, form, input, words);
      status.textContent = `${upload.file.name}: ${upload.note.textContent}`;
    }
    isSending = false;
    if (button) button.disabled = false;
    const received = uploads.filter((upload) => upload.state === "received");
    const left = uploads.filter((upload) => ["failed", "refused"].includes(upload.state));
    if (received.length && !left.length) {
      window.location.assign(received.length === 1 ? received[0].url : words.doneUrl || received[0].url);
    }
  });
  if (input.files.length) show();
}

for (const zone of document.querySelectorAll("[data-upload]")) enhance(zone);
