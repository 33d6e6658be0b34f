// A timeline as it is read: oldest first, what the desk did by itself folded between messages.
import type { Entry } from "../api/types.ts";

export type Item = { kind: "message"; entry: Entry } | { kind: "events"; entries: Entry[] };

/** `newestFirst` as the interface gives it. */
export function itemsOf(newestFirst: readonly Entry[]): Item[] {
  const items: Item[] = [];
  for (const entry of [...newestFirst].reverse()) {
    const before = items.at(-1);
    if (entry.kind !== "event") items.push({ kind: "message", entry });
    else if (before?.kind === "events") before.entries.push(entry);
    else items.push({ kind: "events", entries: [entry] });
  }
  return items;
}

/** The newest message: what an agent who opens the ticket wants to read. */
export function newestMessage(newestFirst: readonly Entry[]): Entry | undefined {
  return newestFirst.find((entry) => entry.kind !== "event");
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/[\s@._-]+/u).filter(Boolean);
  const [first = "?", last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return `${[...first][0] ?? "?"}${last ? ([...last][0] ?? "") : ""}`.toLocaleUpperCase();
}
