// The composer: drafts are saved while somebody writes, `/` finds canned answers, held answers count down, macros.
import { pageName, token } from "simcare/presence";

const SAVE_AFTER_MS = 600;
const timers = new WeakMap();
const saving = new WeakMap();

export function helpWriting() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form) return;
    saveSoon(form);
    if (event.target.closest("#reply")) suggest(event.target);
  });
  document.addEventListener("submit", finishSaving, true);
  document.addEventListener("keydown", steer, true);
  document.addEventListener("click", (event) => {
    const option = event.target.closest("#suggestions li");
    if (option) take(option);
    const macro = event.target.closest("[data-macro]");
    if (macro) show(macro);
    if (event.target.closest("[data-take-theirs]")) settle(event.target, true);
    if (event.target.closest("[data-keep-mine]")) settle(event.target, false);
    for (const drop of document.querySelectorAll("details.drop[open]")) if (!drop.contains(event.target)) drop.open = false;
  });
  addEventListener("pagehide", () => {
    for (const form of document.querySelectorAll("form[data-draft]")) if (timers.has(form)) save(form);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  for (const held of document.querySelectorAll("[data-held]")) countDown(held);
}

export function openMacros() {
  const menu = document.getElementById("macros");
  if (!menu) return;
  menu.open = true;
  menu.querySelector("button")?.focus();
}

function saveSoon(form) {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), SAVE_AFTER_MS));
}

// One save at a time, so that the revisions come in order.
function save(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  const next = (saving.get(form) ?? Promise.resolve()).then(() => send(form));
  saving.set(form, next);
  return next;
}

async function send(form) {
  if (form.dataset.sent) return;
  const body = new FormData();
  const told = { csrfmiddlewaretoken: token(), kind: form.dataset.kind, page: pageName, revision: form.dataset.revision };
  for (const [name, value] of Object.entries(told)) body.set(name, value);
  body.set("text", form.elements.text.value);
  body.set("seen", form.elements.seen?.value ?? "");
  const answer = await fetch(form.dataset.draft, { method: "POST", body, keepalive: true }).catch(() => null);
  if (!answer) return saveSoon(form);
  const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
  if (answer.status === 409) return showElsewhere(form, said);
  if (!answer.ok) return;
  form.dataset.revision = said.revision;
  const note = form.querySelector("[data-saved]");
  if (note) note.textContent = said.revision ? note.dataset.words : "";
}

function showElsewhere(form, said) {
  const bar = form.querySelector("[data-elsewhere]");
  if (!bar) return;
  bar.hidden = false;
  bar.querySelector("[data-told]").textContent = said.told;
  Object.assign(bar.dataset, { text: said.text, revision: said.revision });
}

function settle(button, takesTheirs) {
  const form = button.closest("form");
  const bar = form.querySelector("[data-elsewhere]");
  form.dataset.revision = bar.dataset.revision;
  if (takesTheirs) form.elements.text.value = bar.dataset.text;
  bar.hidden = true;
  save(form);
}

// A save that is on its way must not arrive after the answer, or its words would stand in the composer once more.
async function finishSaving(event) {
  const form = event.target;
  if (!form.matches("form[data-draft]") || form.dataset.sent) return;
  clearTimeout(timers.get(form));
  timers.delete(form);
  form.dataset.sent = "1";
  if (!saving.has(form)) return;
  event.preventDefault();
  await saving.get(form);
  form.submit();
}

const SLASH = /(^|\s)\/([\p{L}\d-]*)$/u;

async function suggest(field) {
  const list = document.getElementById("suggestions");
  const asked = field.value.slice(0, field.selectionStart).match(SLASH);
  if (!asked) return close(list, field);
  const answer = await fetch(`${list.dataset.canned}?q=${encodeURIComponent(asked[2])}`);
  if (!answer.ok || !field.value.slice(0, field.selectionStart).endsWith(`/${asked[2]}`)) return;
  list.innerHTML = await answer.text();
  list.hidden = false;
  point(field, list.querySelector("li"));
}

function point(field, option) {
  for (const other of option.parentElement.children) other.setAttribute("aria-selected", String(other === option));
  option.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", option.id);
}

function close(list, field) {
  list.hidden = true;
  field.removeAttribute("aria-activedescendant");
}

function take(option) {
  const field = document.querySelector("#reply textarea");
  const list = option.parentElement;
  if (option.getAttribute("aria-disabled") === "true") return;
  const before = field.value.slice(0, field.selectionStart).replace(SLASH, "$1");
  const words = option.querySelector("[data-text]").textContent;
  field.setRangeText(words, before.length, field.selectionStart, "end");
  field.lang = option.dataset.lang;
  close(list, field);
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function steer(event) {
  const menu = document.getElementById("macros");
  if (menu?.open && /^[1-9]$/.test(event.key)) menu.querySelector(`[data-position="${event.key}"]`)?.click();
  const list = document.getElementById("suggestions");
  if (!list || list.hidden || !event.target.matches("#reply textarea") || event.isComposing) return;
  const at = list.querySelector('[aria-selected="true"]');
  const go = {
    ArrowDown: () => point(event.target, at?.nextElementSibling ?? list.firstElementChild),
    ArrowUp: () => point(event.target, at?.previousElementSibling ?? list.lastElementChild),
    Enter: () => at && take(at),
    Tab: () => at && take(at),
    Escape: () => close(list, event.target),
  }[event.key];
  if (!go || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  go();
}

async function show(button) {
  const sheet = document.getElementById("macro-sheet");
  const version = document.querySelector("#reply [name=version]")?.value ?? "";
  const answer = await fetch(`${button.dataset.macro}?version=${version}`);
  if (!answer.ok) return;
  sheet.innerHTML = await answer.text();
  button.closest("details").open = false;
  sheet.showModal();
}

function countDown(held) {
  const left = held.querySelector("[data-left]");
  const until = Date.now() + Number(held.dataset.held) * 1000;
  const timer = setInterval(() => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    if (left) left.textContent = Math.max(0, seconds);
    if (seconds > 0) return;
    clearInterval(timer);
    held.remove();
  }, 250);
}
