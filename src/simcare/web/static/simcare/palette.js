// The command palette (Ctrl or Cmd with K): pages, deeds on the open ticket, and records, found as one types.
// A combobox by WAI-ARIA: focus stays in the field, the arrows move through the list, Enter takes, Escape leaves.
// Pages and deeds come from the table of keys, so that palette, sheet and keys never disagree.
import { perform } from "simcare/keys";

const ALONE = { "X-Unattended": "1" };
const WAIT_MS = 120;
const ON_A_TICKET = new Set(["reply", "note", "solve", "take", "snooze", "macros", "undo"]);
const NEVER = new Set(["next", "previous", "open", "pick", "palette"]);

let shown = [];
let at = 0;
let asked = 0;

export function openPalette() {
  const dialog = document.getElementById("palette");
  const field = document.getElementById("palette-ask");
  const open = () => {
    if (document.querySelector("dialog[open]")) return;
    field.value = "";
    dialog.showModal();
    draw(dialog, commands(""));
  };
  document.addEventListener("simcare:palette", open);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });
  field.addEventListener("input", () => find(dialog, field.value.trim()));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(at + step);
    else if (event.key === "Enter") take(dialog, shown[at]);
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) return dialog.close();
    const option = event.target.closest("[role=option]");
    if (option) take(dialog, shown[Number(option.dataset.at)]);
  });
}

// What is known here is shown at once; records follow when the desk has looked. A late answer to an old question is dropped.
async function find(dialog, words) {
  const mine = ++asked;
  const known = commands(words);
  draw(dialog, known);
  if (!words) return;
  await new Promise((done) => setTimeout(done, WAIT_MS));
  if (mine !== asked) return;
  const address = `${dialog.dataset.finds}?q=${encodeURIComponent(words)}`;
  const answer = await fetch(address, { headers: ALONE }).catch(() => null);
  if (mine !== asked || !answer?.ok) return;
  const { found } = await answer.json();
  draw(dialog, [...known.slice(0, 6), ...found]);
}

function commands(words) {
  const { goes, does } = document.getElementById("palette").dataset;
  const rows = [...document.querySelectorAll("#keys [data-key]")].map((row) => ({
    kind: row.dataset.url ? goes : does,
    name: row.querySelector("dt").textContent,
    more: row.querySelector("dd").textContent,
    url: row.dataset.url,
    does: row.dataset.does,
  }));
  const places = [...document.querySelectorAll("#side .side-link")].map((link) => ({
    kind: goes,
    name: link.querySelector(".cut").textContent.trim(),
    more: "",
    url: link.href,
  }));
  const isOpen = Boolean(document.getElementById("talk"));
  const able = rows.filter(({ does }) => !NEVER.has(does) && (isOpen || !ON_A_TICKET.has(does)));
  const known = new Set(able.filter(({ url }) => url).map(({ url }) => new URL(url, location.href).href));
  const all = [...able, ...places.filter(({ url }) => !known.has(url))];
  if (!words) return all;
  return all
    .map((row) => [fits(words.toLowerCase(), row.name.toLowerCase()), row])
    .filter(([fit]) => fit > 0)
    .sort(([one], [other]) => other - one)
    .map(([, row]) => row);
}

// Fuzzy: all letters in their order. A beginning counts most, then the beginning of a word, then letters side by side.
export function fits(words, name) {
  const found = name.indexOf(words);
  if (found === 0) return 1_000;
  if (found > 0) return name[found - 1] === " " ? 800 : 600;
  let place = -1;
  let fit = 100;
  for (const letter of words.replaceAll(" ", "")) {
    const next = name.indexOf(letter, place + 1);
    if (next < 0) return 0;
    fit -= place < 0 ? next : next - place - 1;
    place = next;
  }
  return Math.max(fit, 1);
}

function draw(dialog, rows) {
  shown = rows;
  const list = dialog.querySelector("[role=listbox]");
  list.replaceChildren(...rows.map(option));
  document.getElementById("palette-none").hidden = rows.length > 0;
  const count = document.getElementById("palette-count");
  count.textContent = `${count.dataset.words}: ${rows.length}`;
  choose(0);
}

function option({ kind, name, more }, number) {
  const row = document.createElement("li");
  row.role = "option";
  row.id = `palette-${number}`;
  row.dataset.at = number;
  for (const [css, text] of [["kind", kind], ["name", name], ["hint", more]]) {
    const part = document.createElement(css === "kind" ? "span" : "bdi");
    part.className = css;
    part.textContent = text;
    row.append(part);
  }
  return row;
}

function choose(next) {
  const rows = document.querySelectorAll("#palette-list [role=option]");
  at = rows.length ? (next + rows.length) % rows.length : 0;
  rows.forEach((row, number) => row.setAttribute("aria-selected", String(number === at)));
  const field = document.getElementById("palette-ask");
  if (rows[at]) field.setAttribute("aria-activedescendant", rows[at].id);
  else field.removeAttribute("aria-activedescendant");
  rows[at]?.scrollIntoView({ block: "nearest" });
}

function take(dialog, row) {
  if (!row) return;
  dialog.close();
  perform(row);
}
