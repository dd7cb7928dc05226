// Times as Instagram shows them: a line of its own when the conversation paused, none between quick messages.

import { locale, say } from "./strings.js";

const PAUSE = 15 * 60 * 1000;
const DAY = 24 * 3600 * 1000;

const clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(locale, { weekday: "long" });
const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const dateOfYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });

const midnight = (at) => new Date(at).setHours(0, 0, 0, 0);

export function separates(previous, message) {
  return !previous || message.at - previous.at > PAUSE || midnight(message.at) !== midnight(previous.at);
}

export const timeOf = (at) => clock.format(at);

export function when(at, now = Date.now()) {
  const days = Math.round((midnight(now) - midnight(at)) / DAY);
  if (days <= 0) return clock.format(at);
  if (days === 1) return `${say("yesterday")} ${clock.format(at)}`;
  if (days < 7) return `${weekday.format(at)} ${clock.format(at)}`;
  const day = new Date(at).getFullYear() === new Date(now).getFullYear() ? date : dateOfYear;
  return `${day.format(at)}, ${clock.format(at)}`;
}
