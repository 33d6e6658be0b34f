import { describe, expect, it } from "vitest";
import { cs } from "../src/i18n/cs.ts";
import { da } from "../src/i18n/da.ts";
import { en } from "../src/i18n/en.ts";
import { fi } from "../src/i18n/fi.ts";
import { hu } from "../src/i18n/hu.ts";
import { fill } from "../src/i18n/words.ts";

const forms = (words: string | object): string[] => (typeof words === "string" ? [words] : Object.values(words));
const names = (text: string): string => (text.match(/\{\w+\}/g) ?? []).sort().join();

describe.each(Object.entries({ cs, da, fi, hu }))("%s", (tag, words) => {
  it("has the same values in every text as English", () => {
    for (const [key, text] of Object.entries(en)) {
      const expected = names(forms(text)[0] ?? "");
      for (const form of forms(words[key as keyof typeof words])) expect(names(form), key).toBe(expected);
    }
  });
  it("has every plural form that the language uses", () => {
    const used = new Intl.PluralRules(tag).resolvedOptions().pluralCategories.toSorted();
    for (const text of Object.values(words)) if (typeof text !== "string") expect(Object.keys(text).toSorted()).toEqual(used);
  });
});

describe("a text", () => {
  it("shows values as they are, also those that look like names", () =>
    expect(fill("{a} of {b}", { a: "{b}", b: 2 })).toBe("{b} of 2"));
});
