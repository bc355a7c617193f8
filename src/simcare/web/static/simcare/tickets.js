// The ticket pane: which row is open, the tabs of the composer, mails as they were sent.
export function handleTickets() {
  document.addEventListener("click", (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) show(tab);
    const html = event.target.closest("[data-html]");
    if (html) frame(html);
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    markOpenRow();
    if (event.target.id === "list") document.querySelector(".ticket-row[aria-current]")?.scrollIntoView({ block: "nearest" });
  });
  for (const toast of document.querySelectorAll("[data-toast]")) setTimeout(() => toast.remove(), 5_000);
}

function show(tab) {
  for (const other of tab.parentElement.querySelectorAll('[role="tab"]')) {
    other.setAttribute("aria-selected", String(other === tab));
    document.getElementById(other.getAttribute("aria-controls")).hidden = other !== tab;
  }
  tab.closest(".composer").classList.toggle("note", tab.id === "tab-note");
}

function frame(button) {
  const bubble = button.closest(".bubble");
  const shown = bubble.querySelector("iframe");
  const closes = shown?.dataset.of === button.dataset.html;
  for (const other of bubble.querySelectorAll("[data-html]")) {
    other.setAttribute("aria-expanded", String(other === button && !closes));
    if (other.dataset.second !== undefined) other.hidden = closes;
  }
  shown?.remove();
  if (closes) return;
  const iframe = document.createElement("iframe");
  iframe.className = "html-body";
  iframe.title = button.textContent.trim();
  iframe.sandbox = "";
  iframe.referrerPolicy = "no-referrer";
  iframe.dataset.of = button.dataset.html;
  iframe.src = button.dataset.html;
  bubble.append(iframe);
}

function markOpenRow() {
  const number = location.pathname.match(/(\d+)\/?$/)?.[1];
  const inbox = document.querySelector(".inbox");
  if (!inbox) return;
  inbox.classList.toggle("reads", Boolean(number));
  for (const row of inbox.querySelectorAll(".ticket-row")) {
    if (row.dataset.ticket === number) {
      row.setAttribute("aria-current", "true");
      row.classList.remove("unread");
    } else row.removeAttribute("aria-current");
  }
}
