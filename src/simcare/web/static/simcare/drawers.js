// Drawers: a <details> that opens over the page. Escape closes it and gives the focus back to what opened it, as the
// browser does for dialogs and pop-ups; a click elsewhere closes it too.
const DRAWER = "details.drop[open], details.more-filters[open], details.ticket-menu[open]";

export function closeDrawers() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
    const drawer = event.target.closest?.(DRAWER) ?? document.querySelector(DRAWER);
    if (!drawer || document.querySelector("dialog[open]")) return;
    drawer.open = false;
    drawer.querySelector("summary").focus();
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    for (const drawer of document.querySelectorAll(DRAWER)) if (!drawer.contains(event.target)) drawer.open = false;
  });
}
