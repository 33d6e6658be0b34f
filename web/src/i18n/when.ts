// Times as people say them.
import type { Span } from "../pure/sla.ts";
import { spanOf } from "../pure/sla.ts";
import { formats, locale } from "./i18n.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "5 min. ago", "3 days ago", "12 Oct". */
export function ago(iso: string, now: number, short = false): string {
  const passed = now - Date.parse(iso);
  const { ago: usual, brief, day } = formats.value;
  const relative = short ? brief : usual;
  if (passed < MINUTE) return usual.format(0, "second");
  if (passed < HOUR) return relative.format(-Math.floor(passed / MINUTE), "minute");
  if (passed < DAY) return relative.format(-Math.floor(passed / HOUR), "hour");
  if (passed < 14 * DAY) return relative.format(-Math.floor(passed / DAY), "day");
  return day.format(Date.parse(iso));
}

/** How long: "2 d 5 h", "45 min". */
export function duration(milliseconds: number): string {
  return sayspan(spanOf(milliseconds));
}

/** The largest unit alone, where room is short: "2 d", "5 h", "45 min". */
export function brief(milliseconds: number): string {
  const { days, hours, minutes } = spanOf(milliseconds);
  if (days) return unit(days, "day");
  return hours ? unit(hours, "hour") : unit(minutes, "minute");
}

function sayspan({ days, hours, minutes }: Span): string {
  const parts = [days && unit(days, "day"), hours && unit(hours, "hour"), minutes && unit(minutes, "minute")];
  return parts.filter(Boolean).join(" ") || unit(0, "minute");
}

function unit(count: number, name: "day" | "hour" | "minute"): string {
  return new Intl.NumberFormat(locale.value, { style: "unit", unit: name, unitDisplay: "short" }).format(count);
}

export function moment(iso: string): string {
  return formats.value.moment.format(Date.parse(iso));
}

export function exactly(iso: string): string {
  return formats.value.full.format(Date.parse(iso));
}

/** Files as people say their size. */
export function size(bytes: number): string {
  const [value, name] = bytes < 1000 ? [bytes, "byte"] : bytes < 1e6 ? [bytes / 1e3, "kilobyte"] : [bytes / 1e6, "megabyte"];
  const digits = name === "megabyte" ? 1 : 0;
  return new Intl.NumberFormat(locale.value, { style: "unit", unit: name, maximumFractionDigits: digits }).format(value);
}
