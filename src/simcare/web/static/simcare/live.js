// What happens elsewhere shows here: events name a subject, the page fetches its own partial anew.
// The stream carries no customer data, so a page shows only what its own session may read.
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const PATIENCE_MS = 10_000; // a stream that is back before is nobody's business
const ALONE = { "X-Unattended": "1" }; // nobody did this: it does not keep an idle session alive

let waitMs = FIRST_WAIT_MS;
let warning = 0;
let changed = new Set();
let heardLast = ""; // where a stream goes on that was lost: what it missed is told first

export function followEvents(url) {
  if (!url) return;
  const source = new EventSource(heardLast ? `${url}&after=${heardLast}` : url);
  source.addEventListener("open", () => {
    waitMs = FIRST_WAIT_MS;
    warn(false);
  });
  source.addEventListener("hello", (event) => (heardLast = event.lastEventId || heardLast));
  source.addEventListener("message", (event) => {
    heardLast = event.lastEventId;
    heed(JSON.parse(event.data));
  });
  source.addEventListener("beat", () => document.dispatchEvent(new CustomEvent("simcare:beat")));
  source.addEventListener("error", () => {
    source.close();
    warn(true);
    setTimeout(() => renew(url), waitMs * (0.5 + Math.random()));
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  });
}

// Whoever looks at a page that follows nothing any more is told so, until it does again.
function warn(isLost) {
  const words = document.getElementById("unlinked");
  if (isLost) warning ||= setTimeout(() => (words.hidden = false), PATIENCE_MS);
  else {
    clearTimeout(warning);
    warning = 0;
    words.hidden = true;
  }
}

// A token lives for minutes: a broken stream asks the page for a new one.
async function renew(url) {
  const answer = await fetch(document.body.dataset.pass ?? "/stream-pass/", { headers: ALONE }).catch(() => null);
  followEvents(answer?.ok ? (await answer.json()).url : url);
}

// "lost" means that events may have been missed: everything is looked at again.
function heed({ name = "", subject = "" }) {
  document.dispatchEvent(new CustomEvent("simcare:event", { detail: { name, subject } }));
  const [kind, id] = subject.split(":");
  const live = document.querySelector("[data-live]"); // of some subjects, parted by blanks, or of everything
  if (live && (name === "lost" || !live.dataset.live || live.dataset.live.split(" ").includes(subject))) refreshSoon("[data-live]");
  // all pages of an account hear of this, and shall not fetch at once
  if (subject === "cards:" && live?.dataset.live.startsWith("card:")) refreshSoon("[data-live]", LIVE_EVERY_MS * Math.random());
  if (kind === "card" && document.querySelector("#remedies")?.dataset.card === id) refreshSoon("#remedies");
  if (kind !== "ticket" && name !== "lost") return;
  if (document.getElementById("timeline") && (name === "lost" || isOpen(id))) refreshOpenTicket();
  if (name === "lost") return;
  changed.add(id);
  announce();
}

// Many events of one moment are one look.
const LIVE_EVERY_MS = 1_500;
let waiting = new Set();
function refreshSoon(selector, afterMs = LIVE_EVERY_MS) {
  if (!waiting.size) {
    setTimeout(() => {
      const wanted = [...waiting];
      waiting = new Set();
      refresh(wanted);
    }, afterMs);
  }
  waiting.add(selector);
}

function isOpen(id) {
  return document.querySelector(".ticket-row[aria-current]")?.dataset.ticket === id || location.pathname.endsWith(`/${id}/`);
}

function refreshOpenTicket() {
  refresh(["#timeline", "#verdicts", ".card-pane", "#composer"], { "HX-Target": "ticket" });
}

// What somebody is writing must not vanish. Asked when the fresh part is there: on its way it takes long enough to type.
function isInUse(part) {
  if (!part.matches("#composer, #remedies, [data-live]")) return false;
  if (part.contains(document.activeElement)) return true;
  return [...part.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue);
}

function announce() {
  const bar = document.getElementById("news");
  if (!bar) return;
  bar.querySelector("span").textContent = `${bar.dataset.words}: ${changed.size}`;
  bar.hidden = false;
  bar.onclick = () => {
    changed = new Set();
    refresh(["#list", "#queues"]);
  };
}

// One fetch of this page, or of a part of it; its parts take the places of ours.
async function refresh(selectors, headers = {}) {
  const answer = await fetch(location.href, { headers: { ...ALONE, ...headers } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const selector of selectors) {
    const [mine, theirs] = [document.querySelector(selector), fresh.querySelector(selector)];
    if (!mine || !theirs || isInUse(mine)) continue;
    mine.replaceWith(theirs);
    htmx.process(theirs);
  }
}
