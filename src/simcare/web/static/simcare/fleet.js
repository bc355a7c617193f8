// A selection in a list: one box chooses the page, Shift chooses a range, and the bar says how many are chosen.
const form = document.querySelector("[data-selection]");
const boxes = () => [...form.querySelectorAll('input[name="card"]')];
let last = null;

function tell() {
  const count = boxes().filter((box) => box.checked).length;
  for (const part of form.querySelectorAll("[data-some]")) part.hidden = count === 0;
  for (const part of form.querySelectorAll("[data-none]")) part.hidden = count > 0;
  form.querySelector("[data-count]").textContent = count;
  const all = form.querySelector("[data-all]");
  all.checked = count === boxes().length;
  all.indeterminate = count > 0 && !all.checked;
}

function chooseRange(from, to) {
  const [start, end] = [boxes().indexOf(from), boxes().indexOf(to)].sort((a, b) => a - b);
  for (const box of boxes().slice(start, end + 1)) box.checked = to.checked;
}

form?.addEventListener("click", ({ target, shiftKey }) => {
  if (target.matches?.("[data-all]")) for (const box of boxes()) box.checked = target.checked;
  if (target.name === "card") {
    if (shiftKey && last) chooseRange(last, target);
    last = target;
  }
  tell();
});
if (form) tell();
