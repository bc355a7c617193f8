// Light, dark or as the device says. The choice is a cookie, so that the server draws the first paint right.
const YEAR_SECONDS = 31_536_000;

export function chooseTheme() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    const choice = button.dataset.themeChoice;
    document.cookie = `theme=${choice}; path=/; max-age=${choice ? YEAR_SECONDS : 0}; samesite=lax`;
    if (choice) document.documentElement.dataset.theme = choice;
    else delete document.documentElement.dataset.theme;
    for (const other of document.querySelectorAll("[data-theme-choice]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });
}
