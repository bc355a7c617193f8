// Passkeys (WebAuthn): a form marked data-passkey asks the device first, then goes with what it said.
// The options come with the page, or from the address in data-options. Where no passkey can be, the forms stay hidden
// and data-no-passkey tells why: a browser must know them, and they belong to a name, never to an IP address.
const asks = {
  make: (options) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  use: (options) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};

const canBe = window.PublicKeyCredential?.parseRequestOptionsFromJSON && !/^([\d.]+|\[.*)$/.test(location.hostname);
for (const note of document.querySelectorAll("[data-no-passkey]")) note.hidden = canBe;
for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!canBe) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form).catch((trouble) => {
      if (trouble.name !== "AbortError") form.querySelector("[data-trouble]").hidden = false;
    });
  });
}

async function ask(form) {
  const passwordless = form.elements.namedItem("passwordless")?.value === "on";
  const options = strict(await optionsFor(form), passwordless);
  const credential = await asks[form.dataset.passkey](options);
  form.elements.namedItem("credential").value = JSON.stringify(credential.toJSON());
  form.submit();
}

async function optionsFor(form) {
  if (!form.dataset.options) {
    const told = JSON.parse(document.getElementById("passkey-options").textContent);
    return (told.creation_options ?? told.request_options).publicKey;
  }
  const answer = await fetch(form.dataset.options, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  return (await answer.json()).request_options.publicKey;
}

// A key that signs in alone must prove the person too, and live on the device.
function strict(options, passwordless) {
  if (!passwordless || !options.authenticatorSelection) return options;
  const selection = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  return { ...options, authenticatorSelection: { ...options.authenticatorSelection, ...selection } };
}
