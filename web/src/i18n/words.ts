export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Put values where {names} stand. A name without a value stays, so that it is seen. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? `${values[name]}` : whole));
}
