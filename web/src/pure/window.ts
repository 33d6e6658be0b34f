// Which rows of a long list exist in the document: those in sight and a few around them.

export interface Window {
  first: number;
  last: number;
}

export const ROW = 64;
const AROUND = 8;
const MOST = 58;

/** Rows `first` up to, not including, `last`. Never more than 58, however high the screen. */
export function windowOf(scrolled: number, height: number, count: number): Window {
  const first = Math.max(0, Math.floor(scrolled / ROW) - AROUND);
  const last = Math.min(count, Math.ceil((scrolled + height) / ROW) + AROUND, first + MOST);
  return { first: Math.min(first, last), last };
}

/** Where to scroll so that a row is in sight, or null if it is. */
export function scrollFor(row: number, scrolled: number, height: number): number | null {
  if (row * ROW < scrolled) return row * ROW;
  if ((row + 1) * ROW > scrolled + height) return (row + 1) * ROW - height;
  return null;
}
