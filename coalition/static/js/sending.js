/* Sends one file to the site in pieces, and goes on where it stopped: after a lost connection by itself,
   after a reload once the same file is chosen again. Then sends the form, which names the upload in place
   of the file. upload.js shows what happens. The site: coalition/library/views/uploading.py. */

const FIRST_BYTES = 256 * 1024; // what tells two files of one name and size apart
const LEAST_BYTES = 256 * 1024;
const PIECE_SECONDS = 4; // how long a piece should take, so that little is lost with one
const LONGEST_PAUSE = 30; // seconds
const MOST_TRIES = 30; // in a row: about a quarter of an hour
const PASSING = new Set([0, 408, 409, 425, 429, 500, 502, 503, 504]); // may be otherwise in a moment

/** What the site refused, with its sentence; `isGone` when the upload is not there any more. */
export class Refused extends Error {
  constructor(sentence, status = 0) {
    super(sentence);
    this.isGone = status === 404;
  }
}

function sentenceIn(text, type, otherwise) {
  if (type?.startsWith("application/json")) {
    try {
      return JSON.parse(text).error || otherwise;
    } catch {
      return otherwise;
    }
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  const found = page.querySelector(".field-error, .error-summary li, main .lede");
  return found ? found.textContent.trim() : otherwise;
}

/** Resolves to {status, type, text}; a lost connection has status 0. Rejects with AbortError. */
function ask(method, url, { body, token, signal, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch tells nothing of what was sent so far
    const abort = () => request.abort();
    const end = (status) => {
      signal.removeEventListener("abort", abort);
      resolve({ status, type: request.getResponseHeader("Content-Type"), text: request.responseText });
    };
    request.open(method, url);
    request.setRequestHeader("Accept", "application/json");
    if (token) request.setRequestHeader("X-CSRFToken", token);
    if (body instanceof ArrayBuffer) request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => onProgress?.(event.loaded));
    request.addEventListener("load", () => end(request.status));
    request.addEventListener("error", () => end(0));
    request.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    if (signal.aborted) return reject(new DOMException("", "AbortError"));
    signal.addEventListener("abort", abort);
    request.send(body);
  });
}

/** Waits, but no longer than until the machine is connected again. */
function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(end, seconds * 1000);
    function end() {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      signal.removeEventListener("abort", end);
      if (signal.aborted) reject(new DOMException("", "AbortError"));
      else resolve();
    }
    window.addEventListener("online", end);
    signal.addEventListener("abort", end);
  });
}

/** Asks until there is an answer that lasts, with growing pauses; gives the JSON of a good one. */
async function askUntilAnswered(method, url, options, { words, onWait, giveUp = () => false }) {
  for (let tries = 1; ; tries += 1) {
    const { status, type, text } = await ask(method, url, options);
    if (status >= 200 && status < 300) return JSON.parse(text);
    if (giveUp(status)) return null;
    if (!PASSING.has(status) || tries >= MOST_TRIES) {
      throw new Refused(status ? sentenceIn(text, type, words.failed) : words.lost, status);
    }
    const seconds = Math.min(2 ** (tries - 1), LONGEST_PAUSE);
    onWait(seconds);
    await pause(seconds, options.signal);
  }
}

async function read(blob, words) {
  try {
    return await blob.arrayBuffer();
  } catch {
    throw new Refused(words.unreadable); // moved or changed since it was chosen
  }
}

async function begin(file, { url, token, signal, ...more }) {
  const digest = await crypto.subtle.digest("SHA-256", await read(file.slice(0, FIRST_BYTES), more.words));
  const body = new FormData();
  body.set("name", file.name);
  body.set("size", file.size);
  body.set("modified", file.lastModified);
  body.set("first", Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join(""));
  return askUntilAnswered("POST", url, { body, token, signal }, more);
}

async function sendPieces(file, upload, { url, token, signal, onProgress, ...more }) {
  const address = `${url}/${upload.key}`;
  let { offset } = upload;
  let length = LEAST_BYTES;
  let failures = 0; // in a row
  onProgress(offset, offset);
  while (offset < file.size) {
    const began = performance.now();
    const body = await read(file.slice(offset, offset + length), more.words);
    const from = offset;
    const options = { body, token, signal, onProgress: (sent) => onProgress(from + Math.min(sent, body.byteLength)) };
    const giveUp = (status) => PASSING.has(status); // what came of the piece is asked instead
    const taken = await askUntilAnswered("POST", `${address}/pieces?offset=${from}`, options, { ...more, giveUp });
    if (taken) {
      failures = 0;
      const rate = body.byteLength / Math.max(performance.now() - began, 1);
      length = Math.max(LEAST_BYTES, Math.min(upload.piece_bytes, Math.round(rate * 1000 * PIECE_SECONDS)));
    } else {
      failures += 1;
      if (failures > MOST_TRIES) throw new Refused(more.words.lost);
      const seconds = Math.min(2 ** (failures - 1), LONGEST_PAUSE);
      more.onWait(seconds);
      await pause(seconds, signal);
    }
    ({ offset } = taken || (await askUntilAnswered("GET", address, { signal }, more)));
    if (!taken) onProgress(offset, offset);
  }
}

/** Sends a file and then its form; resolves to the address to go on to. Rejects with Refused or AbortError.
    how: {url, token, signal, words, onKey(key), onProgress(sent, startedAt), onWait(seconds), onSent()}. */
export async function send(file, form, field, how) {
  let upload = await begin(file, how);
  how.onKey(upload.key);
  try {
    await sendPieces(file, upload, how);
  } catch (problem) {
    if (!problem.isGone) throw problem;
    upload = await begin(file, how); // cleared away after a day, or sent from another window
    await sendPieces(file, upload, how);
  }
  how.onSent();
  const body = new FormData(form);
  body.delete(field);
  body.set("upload", upload.key);
  body.set("upload_name", file.name);
  const { url } = await askUntilAnswered("POST", form.action, { body, signal: how.signal }, how);
  return url;
}

/** Has the site forget what came of a file that is not wanted any more. */
export function forget(key, { url, token }) {
  const options = { token, signal: new AbortController().signal };
  return ask("POST", `${url}/${key}/cancel`, options);
}
