/* Passkeys: lets one fill in the form it stands in, and sends the form. A region has data-passkey
   ("show" or "make"), data-options-url and the sentences of what may go wrong; its form has a hidden
   field whose name ends in "passkey". With data-offers the browser also offers passkeys where the
   address is typed. Where there are none, the region stays as it is without scripts. */

const REFRESH_MILLISECONDS = 4 * 60 * 1000; // a question is good for five minutes

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const withBytes = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

async function question(region) {
  const form = region.closest("form");
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(region.dataset.optionsUrl, { method: "POST", body });
  if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.status });
  const options = await answer.json();
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  if (options.excludeCredentials) {
    options.excludeCredentials = withBytes(options.excludeCredentials);
  }
  if (options.allowCredentials) options.allowCredentials = withBytes(options.allowCredentials);
  return options;
}

function written(credential) {
  const response = { clientDataJSON: toText(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
  });
}

function send(region, credential) {
  const form = region.closest("form");
  form.querySelector('input[name$="passkey"]').value = written(credential);
  form.submit();
}

function why(region, problem) {
  if (problem.status === 429) return region.dataset.tooOften;
  if (problem.name === "InvalidStateError") return region.dataset.known;
  if (problem.name === "NotAllowedError" || problem.name === "AbortError") {
    return region.dataset.cancelled;
  }
  return region.dataset.failed;
}

let offer = null;

function stopOffering() {
  if (offer) offer.abort();
  offer = null;
}

async function ask(region) {
  const button = region.querySelector("button");
  const said = region.querySelector('[role="alert"]');
  const form = region.closest("form");
  if (region.dataset.passkey === "make" && !form.reportValidity()) return;
  stopOffering();
  button.disabled = true;
  said.hidden = true;
  try {
    const publicKey = await question(region);
    const credential =
      region.dataset.passkey === "make"
        ? await navigator.credentials.create({ publicKey })
        : await navigator.credentials.get({ publicKey });
    send(region, credential);
  } catch (problem) {
    said.textContent = why(region, problem);
    said.hidden = false;
    button.disabled = false;
  }
}

/* The browser lists passkeys under the address field; its question is renewed before it lapses. */
async function offerWhileTyping(region) {
  stopOffering();
  const mine = new AbortController();
  offer = mine;
  const again = setTimeout(() => {
    if (offer === mine) offerWhileTyping(region);
  }, REFRESH_MILLISECONDS);
  try {
    const publicKey = await question(region);
    if (mine.signal.aborted) return;
    const credential = await navigator.credentials.get({
      publicKey,
      mediation: "conditional",
      signal: mine.signal,
    });
    send(region, credential);
  } catch {
    // Nothing was chosen; the button and the password are still there.
  } finally {
    if (offer !== mine) clearTimeout(again);
  }
}

for (const region of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const button = region.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => ask(region));
  const without = region.querySelector("[data-without]");
  if (without) without.hidden = true;
  if ("offers" in region.dataset && PublicKeyCredential.isConditionalMediationAvailable) {
    PublicKeyCredential.isConditionalMediationAvailable().then((can) => can && offerWhileTyping(region));
  }
}
