// Rows of a list are selected: by their boxes, by `x`, by Shift for all between; Escape lets them go.
let last = null;

export function handlePicks() {
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.(".pick");
    if (!box) return;
    if (event.shiftKey && last) pickBetween(last, box);
    last = box;
    tell();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.target.closest("dialog, textarea, details[open]")) return;
    for (const box of boxes()) box.checked = false;
    tell();
  });
}

export function pickRow() {
  const row = document.activeElement?.closest(".pick-line") ?? document.querySelector(".pick-line:has([aria-current])");
  const box = row?.querySelector(".pick");
  if (!box) return;
  box.checked = !box.checked;
  last = box;
  tell();
}

function boxes() {
  return [...document.querySelectorAll(".pick")];
}

function pickBetween(one, other) {
  const all = boxes();
  const [from, to] = [all.indexOf(one), all.indexOf(other)].sort((a, b) => a - b);
  if (from < 0) return;
  for (const box of all.slice(from, to + 1)) box.checked = other.checked;
}

function tell() {
  const said = document.getElementById("picked-count");
  if (said) said.textContent = boxes().filter((box) => box.checked).length;
}
