// From a key press to the name of a chord, and from a row of chords to an action.

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** "j", "?", "Mod+k", "Mod+Shift+Enter"; null for anything with Alt or AltGr. */
export function chordOf(press: Press): string | null {
  if (press.altKey || press.key === "AltGraph") return null;
  const mod = press.ctrlKey || press.metaKey;
  const named = press.key.length > 1;
  const key = mod && !named ? press.key.toLowerCase() : press.key;
  // Shift is already in what a letter or sign looks like
  const shift = press.shiftKey && (mod || named);
  return `${mod ? "Mod+" : ""}${shift ? "Shift+" : ""}${key}`;
}

export type Found = { action: string } | "more" | "none";

/** What `pressed` (one or two chords) means among the bound keys. */
export function meaning(pressed: readonly string[], bound: Iterable<readonly [string, readonly string[]]>): Found {
  const text = pressed.join(" ");
  let more = false;
  for (const [action, keys] of bound) {
    if (keys.includes(text)) return { action };
    more ||= keys.some((each) => each.startsWith(`${text} `));
  }
  return more ? "more" : "none";
}

/** Whether a chord types something, so that it must not be taken away from a text field. */
export function types(chord: string): boolean {
  return !chord.startsWith("Mod+");
}
