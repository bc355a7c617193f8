// The bell counts what waits for its person, live; and a browser is asked for pushes only when the person wants them.
const ALONE = { "X-Unattended": "1" }; // nobody did this: it does not keep an idle session alive

export function ringBell() {
  const bell = document.getElementById("bell");
  if (!bell) return;
  document.addEventListener("simcare:event", (event) => {
    const { name, subject } = event.detail;
    if (name === "lost" || subject === `user:${bell.dataset.person}`) recount(bell);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-push]");
    if (button) takePushes(button).catch(() => (document.getElementById("push-trouble").hidden = false));
  });
}

async function recount(bell) {
  const answer = await fetch(bell.dataset.countAt, { headers: ALONE }).catch(() => null);
  if (!answer?.ok) return;
  const { unread } = await answer.json();
  const count = document.querySelector("#bell .count");
  count.textContent = unread;
  count.hidden = unread === 0;
}

async function takePushes(button) {
  const form = button.closest("form");
  const worker = await navigator.serviceWorker.register(button.dataset.push);
  const key = bytes(button.dataset.key);
  const known = await worker.pushManager.getSubscription();
  const isOurs = known && sameBytes(new Uint8Array(known.options.applicationServerKey), key);
  if (known && !isOurs) await known.unsubscribe(); // made for a key that the desk has no more
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const taken = isOurs ? known : await worker.pushManager.subscribe(options);
  const { endpoint, keys } = taken.toJSON();
  form.elements.endpoint.value = endpoint;
  form.elements.public_key.value = keys.p256dh;
  form.elements.secret.value = keys.auth;
  form.submit();
}

function sameBytes(some, others) {
  return some.length === others.length && some.every((byte, place) => byte === others[place]);
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}
