// How urgent a promise is. The chip says it by words, icon and colour.

export type Urgency = "calm" | "soon" | "overdue";

/** A quarter of the time, or what is left of the last half hour, makes it soon. All in milliseconds. */
export function urgencyOf(due: number, since: number, now: number): Urgency {
  if (due <= now) return "overdue";
  const whole = Math.max(0, due - since);
  return due - now < Math.max(whole / 4, 30 * 60_000) ? "soon" : "calm";
}

export interface Span {
  days: number;
  hours: number;
  minutes: number;
}

/** A stretch of time in its two largest units; minutes are rounded up, so that nothing is over before it is. */
export function spanOf(milliseconds: number): Span {
  const minutes = Math.ceil(Math.abs(milliseconds) / 60_000);
  const days = Math.floor(minutes / 1440);
  if (days) return { days, hours: days < 7 ? Math.floor((minutes % 1440) / 60) : 0, minutes: 0 };
  return { days: 0, hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}
