// Passkeys: a form with data-passkey asks the browser for one, and is sent with the browser's answer.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const written = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (credentials) => (credentials ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

// Older browsers have neither parseCreationOptionsFromJSON nor toJSON.
async function made({ publicKey: wanted }) {
  const passkey = await navigator.credentials.create({
    publicKey: {
      ...wanted,
      challenge: bytes(wanted.challenge),
      user: { ...wanted.user, id: bytes(wanted.user.id) },
      excludeCredentials: named(wanted.excludeCredentials),
    },
  });
  const { clientDataJSON, attestationObject } = passkey.response;
  return described(passkey, {
    clientDataJSON: written(clientDataJSON),
    attestationObject: written(attestationObject),
    transports: passkey.response.getTransports?.() ?? [],
  });
}

async function shown({ publicKey: wanted }) {
  const passkey = await navigator.credentials.get({
    publicKey: { ...wanted, challenge: bytes(wanted.challenge), allowCredentials: named(wanted.allowCredentials) },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = passkey.response;
  return described(passkey, {
    clientDataJSON: written(clientDataJSON),
    authenticatorData: written(authenticatorData),
    signature: written(signature),
    userHandle: userHandle ? written(userHandle) : null,
  });
}

function described(passkey, response) {
  const { id, type, rawId, authenticatorAttachment } = passkey;
  const clientExtensionResults = passkey.getClientExtensionResults();
  return { id, type, rawId: written(rawId), authenticatorAttachment, response, clientExtensionResults };
}

async function optionsFor(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the options could not be had: ${answer.status}`);
  return answer.json();
}

async function ask(form) {
  const options = await optionsFor(form);
  const credential = form.dataset.passkey === "make" ? made(options.creation_options) : shown(options.request_options);
  form.elements.credential.value = JSON.stringify(await credential);
  form.submit();
}

function complain(form, kind) {
  for (const words of form.querySelectorAll("[data-problem]")) words.hidden = words.dataset.problem !== kind;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-passkey]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (button.getAttribute("aria-busy")) return;
  if (!window.PublicKeyCredential) return complain(form, "missing");
  complain(form, "");
  button.setAttribute("aria-busy", "true");
  try {
    await ask(form);
  } catch {
    complain(form, "refused");
  } finally {
    button.removeAttribute("aria-busy");
  }
});
