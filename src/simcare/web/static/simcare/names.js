// Naming a colleague in a note: after @, names that begin so are offered; arrows choose, Enter or Tab takes, Esc leaves.
const AFTER_AT = /(?:^|[\s(])@([\p{L}\p{N} ._-]{0,30})$/u;

export function nameColleagues() {
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-names]")) offer(event.target);
  });
  document.addEventListener("keydown", choose, true);
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.("textarea[data-names]")) setTimeout(() => close(event.target), 150);
  });
}

function offer(field) {
  const asked = begun(field);
  const names = asked === null ? [] : known(field).filter((name) => name.toLowerCase().includes(asked.toLowerCase())).slice(0, 6);
  close(field);
  if (!names.length) return;
  const list = document.createElement("ul");
  list.className = "names";
  list.id = "names-offered";
  list.setAttribute("role", "listbox");
  names.forEach((name, place) => list.append(row(field, name, place)));
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  mark(field, list, 0);
}

function row(field, name, place) {
  const item = document.createElement("li");
  item.id = `name-${place}`;
  item.setAttribute("role", "option");
  item.textContent = name;
  item.addEventListener("mousedown", (event) => {
    event.preventDefault();
    take(field, name);
  });
  return item;
}

function choose(event) {
  const list = document.getElementById("names-offered");
  const field = event.target;
  if (!list || !field.matches?.("textarea[data-names]") || event.isComposing) return;
  const items = [...list.children];
  const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) mark(field, list, (at + step + items.length) % items.length);
  else if (event.key === "Enter" || event.key === "Tab") take(field, items[at].textContent);
  else if (event.key === "Escape") close(field);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function mark(field, list, place) {
  [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === place)));
  field.setAttribute("aria-activedescendant", `name-${place}`);
}

function take(field, name) {
  const before = field.value.slice(0, field.selectionStart);
  const start = before.length - begun(field).length;
  field.setRangeText(`${name} `, start, field.selectionStart, "end");
  close(field);
}

function begun(field) {
  const found = field.value.slice(0, field.selectionStart).match(AFTER_AT);
  return found ? found[1] : null;
}

function known(field) {
  return [...document.querySelectorAll(`#${field.dataset.names} li`)].map((item) => item.textContent);
}

function close(field) {
  document.getElementById("names-offered")?.remove();
  field.removeAttribute("aria-activedescendant");
  field.removeAttribute("aria-controls");
}
