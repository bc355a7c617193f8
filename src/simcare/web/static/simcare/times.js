// Ages and due clocks go on while the page stands. The words are CLDR's, as on the server.
const UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const TICK_MS = 30_000;

export function keepTimes() {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { style: "narrow" });
  setInterval(() => {
    for (const time of document.querySelectorAll("time[data-ago]")) {
      const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
      const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? [];
      if (unit) time.textContent = words.format(Math.round(seconds / length), unit);
    }
  }, TICK_MS);
}
