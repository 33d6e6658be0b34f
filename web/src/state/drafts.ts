// Words that were typed and not sent yet. They are on this device within a moment of each pause, so that a reload, a
// crash or an expired session costs nothing. The key of the request is kept with them: sending the same words again after
// a lost answer does nothing twice.
import { newKey } from "../api/client.ts";

export type Kind = "reply" | "note";

export interface Draft {
  text: string;
  key: string;
  savedAt: number;
}

const PREFIX = "lippu:draft:";

export function readDraft(agent: string, ticket: string, kind: Kind): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(nameOf(agent, ticket, kind)) ?? "null") as Draft | null;
    return draft && typeof draft.text === "string" && draft.text ? draft : null;
  } catch {
    return null;
  }
}

/** Keep the words, or forget them when there are none. Returns what was kept; null as well where storage refuses. */
export function keepDraft(agent: string, ticket: string, kind: Kind, text: string): Draft | null {
  const name = nameOf(agent, ticket, kind);
  try {
    if (!text.trim()) {
      localStorage.removeItem(name);
      return null;
    }
    const known = readDraft(agent, ticket, kind);
    if (known?.text === text) return known;
    const draft = { text, key: newKey(), savedAt: Date.now() };
    localStorage.setItem(name, JSON.stringify(draft));
    return draft;
  } catch {
    return null;
  }
}

export function hasDraft(agent: string, ticket: string): boolean {
  return readDraft(agent, ticket, "reply") !== null || readDraft(agent, ticket, "note") !== null;
}

function nameOf(agent: string, ticket: string, kind: Kind): string {
  return `${PREFIX}${agent}:${ticket}:${kind}`;
}
