import type { TicketRow } from "../api/types.ts";

/** A ticket that moved between two pages while they were read is shown once, where it stood first. */
export function uniqueRows(rows: readonly TicketRow[]): TicketRow[] {
  const seen = new Set<string>();
  return rows.filter(({ reference }) => !seen.has(reference) && seen.add(reference));
}

/** The rows as a later look at the list's beginning saw them; each stays where it is. */
export function updated(rows: readonly TicketRow[], later: readonly TicketRow[]): TicketRow[] {
  const known = new Map(later.map((row) => [row.reference, row]));
  return rows.map((row) => known.get(row.reference) ?? row);
}

/**
 * Tickets of the list's beginning that the shown rows lack. Without `complete` there are more rows than are shown: what
 * follows the last known one has only moved up from there.
 */
export function newerOf(beginning: readonly TicketRow[], shown: readonly TicketRow[], complete: boolean): TicketRow[] {
  const known = new Set(shown.map((row) => row.reference));
  const end = complete ? beginning.length : beginning.findLastIndex((row) => known.has(row.reference));
  return beginning.slice(0, Math.max(0, end)).filter((row) => !known.has(row.reference));
}
