// Words of the workspace in the agent's language. English is the type: a key that another language lacks does not
// compile. Each language but English is a file of its own, loaded when it is chosen.
import { computed, signal } from "@preact/signals";
import { settings } from "../state/settings.ts";
import { en } from "./en.ts";
import { fill, type Plural } from "./words.ts";

export type MessageKey = keyof typeof en;
type Forms = { [K in MessageKey]: (typeof en)[K] extends string ? "text" : "plural" };
type TextKey = { [K in MessageKey]: Forms[K] extends "text" ? K : never }[MessageKey];
type PluralKey = Exclude<MessageKey, TextKey>;

/** What another language must say; `Form` are the plural forms it has. */
export type Catalogue<Form extends Intl.LDMLPluralRule> = {
  [K in MessageKey]: Forms[K] extends "text" ? string : Record<Form, string>;
};

export const LANGUAGES = { en: "English", cs: "Čeština", da: "Dansk", fi: "Suomi", hu: "Magyar" } as const;
export type Language = keyof typeof LANGUAGES;

const loaders: Record<Exclude<Language, "en">, () => Promise<Record<MessageKey, string | Plural>>> = {
  cs: async () => (await import("./cs.ts")).cs,
  da: async () => (await import("./da.ts")).da,
  fi: async () => (await import("./fi.ts")).fi,
  hu: async () => (await import("./hu.ts")).hu,
};

const loaded = signal<{ language: Language; words: Record<MessageKey, string | Plural> }>({ language: "en", words: en });

export const language = computed(() => loaded.value.language);

/** The chosen language, else the first of the browser's that there is. */
export function wanted(chosen: string, browser: readonly string[]): Language {
  const known = (tag: string): tag is Language => tag in LANGUAGES;
  return [chosen, ...browser.map((tag) => tag.slice(0, 2).toLowerCase())].find(known) ?? "en";
}

/** Load and show a language. If it cannot be loaded the present one stays. */
export async function speak(next: Language): Promise<void> {
  const words = next === "en" ? en : await loaders[next]();
  loaded.value = { language: next, words };
  document.documentElement.lang = next;
}

export function speakAsChosen(): Promise<void> {
  return speak(wanted(settings.value.language, navigator.languages));
}

/** Whether there are words for something that the desk may name, perhaps since yesterday. */
export function isText(key: string): key is TextKey {
  return key in en;
}

export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return fill(loaded.value.words[key] as string, values);
}

/** `count` chooses the form and stands for {n}, written as the language writes numbers. */
export function plural(key: PluralKey, count: number, shown = formats.value.number.format(count)): string {
  const forms = loaded.value.words[key] as Plural;
  return fill(forms[formats.value.plurals.select(count)] ?? forms.other, { n: shown });
}

/** The language with the region of the browser, where that is the same language: dates look as people there write them. */
export const locale = computed(
  () => navigator.languages.find((tag) => tag.slice(0, 2).toLowerCase() === language.value) ?? language.value,
);

export const formats = computed(() => {
  const tag = locale.value;
  return {
    plurals: new Intl.PluralRules(tag),
    number: new Intl.NumberFormat(tag),
    moment: new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "short" }),
    full: new Intl.DateTimeFormat(tag, { dateStyle: "full", timeStyle: "long" }),
    day: new Intl.DateTimeFormat(tag, { day: "numeric", month: "short" }),
    time: new Intl.DateTimeFormat(tag, { hour: "numeric", minute: "2-digit" }),
    ago: new Intl.RelativeTimeFormat(tag, { numeric: "auto", style: "short" }),
    brief: new Intl.RelativeTimeFormat(tag, { numeric: "always", style: "narrow" }),
    names: new Intl.DisplayNames(tag, { type: "language" }),
    order: new Intl.Collator(tag),
    list: new Intl.ListFormat(tag),
  };
});
