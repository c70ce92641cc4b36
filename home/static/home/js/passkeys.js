// Passkeys. A form with data-passkey holds a hidden field "credential"; its button asks the device and sends the answer.
//
//   data-passkey="create"  makes a passkey        data-passkey="get"  signs in with one
//   data-options           id of the element that holds what the server asks for, as JSON; or
//   data-options-url       where to fetch it, just before it is needed
//
// Without passkeys in the browser the form is taken away and [data-passkey-missing] says why; a style sheet does the same
// without JavaScript.
const canPasskeys = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

async function optionsFor(form) {
  if (!form.dataset.optionsUrl) {
    const text = document.getElementById(form.dataset.options).textContent;
    const options = JSON.parse(text);
    return options.creation_options ?? options.request_options;
  }
  const response = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`The site answered ${response.status}.`);
  return (await response.json()).request_options;
}

async function create(options, form) {
  const wanted = structuredClone(options.publicKey);
  const signsInAlone = form.elements.passwordless?.checked ?? false;
  wanted.authenticatorSelection = {
    ...wanted.authenticatorSelection,
    residentKey: signsInAlone ? "required" : "discouraged",
    requireResidentKey: signsInAlone,
    ...(signsInAlone ? { userVerification: "required" } : {}),
  };
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wanted) });
}

async function get(options) {
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey) });
}

function say(form, name) {
  const status = form.querySelector("[data-passkey-status]");
  status.textContent = name ? (status.dataset[name] ?? status.dataset.failed) : "";
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  form.hidden = !canPasskeys;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.setAttribute("aria-disabled", "true");
    say(form, "asking");
    try {
      const options = await optionsFor(form);
      const credential = form.dataset.passkey === "create" ? await create(options, form) : await get(options);
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch (error) {
      button.removeAttribute("aria-disabled");
      // Called off by the person or timed out; or the device has a passkey of this account already.
      say(form, { NotAllowedError: "cancelled", InvalidStateError: "known" }[error.name] ?? "failed");
    }
  });
}
for (const missing of document.querySelectorAll("[data-passkey-missing]")) {
  missing.classList.toggle("is-shown", !canPasskeys);
}
