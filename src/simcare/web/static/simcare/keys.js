// Keys of the console. The table is the sheet that `?` opens: each row names its key and what it does, so both agree.
// Off in fields, while an input method composes, with Ctrl, Alt or Meta held, and when switched off (a person's setting).
import { pickRow } from "simcare/picking";
import { openMacros } from "simcare/writing";

const WAIT_FOR_SECOND_KEY_MS = 1_000;

const deeds = {
  next: () => move(1),
  previous: () => move(-1),
  open: () => document.querySelector(".ticket-row:focus")?.click(),
  reply: () => write("reply"),
  note: () => write("note"),
  solve: () => document.getElementById("solve")?.click(),
  pick: pickRow,
  take: () => document.getElementById("take")?.click(),
  snooze: () => document.getElementById("snooze")?.click(),
  macros: openMacros,
  undo: () => document.querySelector("[data-undo]")?.click(),
  merge: () => document.getElementById("go-merge")?.click(),
  split: () => document.getElementById("go-split")?.click(),
  tag: () => document.getElementById("new-tag")?.focus(),
  link: () => document.getElementById("new-link")?.focus(),
  children: () => document.getElementById("go-children")?.click(),
  person: () => document.querySelector(".wrong-person > summary")?.click(),
  spam: () => document.getElementById("spam")?.click(),
  search: () => document.getElementById("search").focus(),
  sheet: () => document.getElementById("keys").showModal(),
  palette: () => document.dispatchEvent(new CustomEvent("simcare:palette")),
};

// What a row of the table does, by its key or from the palette.
export function perform({ url, does }) {
  if (url) location.assign(url);
  else deeds[does]();
}

export function listenForKeys() {
  const sheet = document.getElementById("keys");
  const rows = [...sheet.querySelectorAll("[data-key]")];
  const toggle = document.getElementById("keys-on");
  toggle.addEventListener("change", () => {
    document.body.dataset.keys = toggle.checked ? "on" : "off";
    fetch(toggle.form.action, { method: "POST", body: new FormData(toggle.form) });
  });
  for (const opener of document.querySelectorAll("[data-opens]")) {
    opener.addEventListener("click", () => document.getElementById(opener.dataset.opens).showModal());
  }

  let first = "";
  let forget = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return sendFrom(event.target);
    if (!isForUs(event)) return;
    const pressed = first + event.key;
    const row = rows.find((row) => row.dataset.key === pressed);
    clearTimeout(forget);
    first = "";
    if (row) {
      event.preventDefault();
      perform(row.dataset);
    } else if (rows.some((row) => row.dataset.key.startsWith(pressed))) {
      first = pressed;
      forget = setTimeout(() => (first = ""), WAIT_FOR_SECOND_KEY_MS);
    }
  });
}

function isForUs(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || document.body.dataset.keys === "off") return false;
  if (event.key === "Enter" && !event.target.matches(".ticket-row")) return false;
  return !event.target.closest("input, textarea, select, [contenteditable], dialog[open]");
}

function move(by) {
  const rows = [...document.querySelectorAll(".ticket-row, a[data-walk]")];
  const at = rows.findIndex((row) => row === document.activeElement);
  const from = at >= 0 ? at : rows.findIndex((row) => row.hasAttribute("aria-current"));
  const row = rows[Math.max(0, Math.min(rows.length - 1, from + by))];
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

function write(panel) {
  document.getElementById(`tab-${panel}`)?.click();
  const field = document.querySelector(`#${panel} textarea`);
  field?.focus();
  field?.scrollIntoView({ block: "center" });
}

function sendFrom(target) {
  target.closest?.("#composer form")?.requestSubmit();
}
