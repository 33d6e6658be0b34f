// Addresses: /agent/<view>/<ticket>#<entry>. Every view, ticket and message has one.

export interface Place {
  view: string;
  ticket: string | null;
  entry: string | null;
}

export const FIRST_VIEW = "waiting";
const BASE = "/agent/";
const REFERENCE = /^[0-9A-HJKMNP-TV-Z]{4}-?[0-9A-HJKMNP-TV-Z]{4}$/i;
const ENTRY = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

export function placeOf(path: string, hash: string): Place {
  const [view = "", ticket = ""] = path.startsWith(BASE) ? path.slice(BASE.length).split("/").map(decoded) : [];
  const entry = hash.replace(/^#/, "");
  const reference = asReference(ticket);
  return {
    view: /^[a-z0-9-]{1,64}$/.test(view) ? view : FIRST_VIEW,
    ticket: reference,
    entry: reference && ENTRY.test(entry) ? entry : null,
  };
}

export function addressOf({ view, ticket, entry }: Partial<Place> & { view: string }): string {
  const path = `${BASE}${view}${ticket ? `/${ticket}` : ""}`;
  return entry ? `${path}#${entry}` : path;
}

/** A ticket's reference in its usual spelling, or null if the text is none. */
export function asReference(text: string): string | null {
  const trimmed = text.trim().toUpperCase();
  if (!REFERENCE.test(trimmed)) return null;
  const bare = trimmed.replace("-", "");
  return `${bare.slice(0, 4)}-${bare.slice(4)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
