// One clock for the whole page, set by the desk's: countdowns agree with it on machines that run wrong.
import { signal } from "@preact/signals";

const STEP = 20_000;
let offset = 0;

/** Milliseconds, moved on every 20 seconds; everything that shows time reads this. */
export const now = signal(Date.now());

export function noticeServerTime(date: string | null): void {
  const server = date ? Date.parse(date) : NaN;
  // the header counts whole seconds, so a small difference says nothing
  if (!Number.isNaN(server) && Math.abs(server - Date.now() - offset) > 5_000) {
    offset = server - Date.now();
    tick();
  }
}

export function tick(): void {
  now.value = Date.now() + offset;
}

export function startClock(): void {
  setInterval(tick, STEP);
  document.addEventListener("visibilitychange", tick);
}
