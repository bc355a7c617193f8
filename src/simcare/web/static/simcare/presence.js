// Says to the desk that this page is open, which ticket it shows, and whether somebody writes; shows who else is there.
// A goodbye on leaving; silence counts as gone. Beats of the stream keep hidden pages heard, whose timers are slowed.
const BEAT_MS = 10_000;
const STILL_WRITING_MS = 8_000;
const me = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;

let wroteAt = 0;
let told = "";

export const pageName = me;

export function sayPresence() {
  if (!document.body.dataset.presence) return;
  say();
  setInterval(say, BEAT_MS);
  document.addEventListener("simcare:beat", say);
  document.addEventListener("htmx:afterSettle", say);
  document.addEventListener("simcare:event", ({ detail }) => detail.subject === `presence:${openTicket()}` && say());
  document.addEventListener("input", (event) => {
    if (!event.target.closest("#composer")) return;
    const began = !isWriting();
    wroteAt = Date.now();
    if (began) say();
    setTimeout(() => isWriting() || say(), STILL_WRITING_MS + 100);
  });
  addEventListener("pagehide", () => navigator.sendBeacon(document.body.dataset.presence, form({ gone: "1" })));
  addEventListener("pageshow", (event) => event.persisted && say());
}

export function openTicket() {
  return location.pathname.match(/\/tickets\/(\d+)\//)?.[1] ?? "";
}

export function token() {
  return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}

function isWriting() {
  return Date.now() - wroteAt < STILL_WRITING_MS;
}

async function say() {
  const ticket = openTicket();
  const body = form({ ticket, writes: isWriting() ? "1" : "" });
  const answer = await fetch(document.body.dataset.presence, { method: "POST", body, headers: { "X-Unattended": "1" } }).catch(() => null);
  const place = document.getElementById("watchers");
  if (!answer?.ok || answer.redirected || !place || place.dataset.ticket !== ticket || openTicket() !== ticket) return;
  const words = await answer.text();
  if (words !== told || !place.innerHTML.trim()) place.innerHTML = words;
  told = words;
}

function form(values) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token(), page: me, ...values })) body.set(name, value);
  return body;
}
