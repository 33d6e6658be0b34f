// Addresses in plain text, found so that they can be clicked. Only http and https become links.

export type Piece = { text: string; href?: string };

const ADDRESS = /https?:\/\/[^\s<>"'`]{3,2000}/gi;
const TRAILING = /[.,;:!?)\]}»”’]+$/;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, "");
    if (!URL.canParse(address)) continue;
    if (match.index > at) found.push({ text: text.slice(at, match.index) });
    found.push({ text: address, href: address });
    at = match.index + address.length;
  }
  if (at < text.length) found.push({ text: text.slice(at) });
  return found;
}
