// The demo's clock: the server says what time it is, the page lets it tick on.

const language = document.documentElement.lang;
let anchor = { now: Date.now(), ticks: performance.now() };
let zone = "UTC";
let formats = {};

function format(options) {
  return new Intl.DateTimeFormat(language, { timeZone: zone, ...options });
}

export function setZone(name) {
  zone = name;
  formats = {
    time: format({ hour: "2-digit", minute: "2-digit" }),
    day: format({ year: "numeric", month: "2-digit", day: "2-digit" }),
    long: format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
    short: format({ day: "numeric", month: "long" }),
    dated: format({ day: "numeric", month: "long", year: "numeric" }),
    year: format({ year: "numeric" }),
  };
}

export function setNow(now) {
  anchor = { now, ticks: performance.now() };
}

export function now() {
  return anchor.now + performance.now() - anchor.ticks;
}

export const timeOf = (ms) => formats.time.format(ms);
export const dayOf = (ms) => formats.day.format(ms);
export const longDate = (ms) => formats.long.format(ms);

export function dateLabel(ms, word) {
  const day = dayOf(ms);
  if (day === dayOf(now())) return word("date.today");
  if (day === dayOf(now() - 86_400_000)) return word("date.yesterday");
  const sameYear = formats.year.format(ms) === formats.year.format(now());
  return (sameYear ? formats.short : formats.dated).format(ms);
}
