// What this device remembers for its user: looks, language, widths, keys. Nothing of the desk's.
import { effect, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

export interface Settings {
  theme: Theme;
  language: string;
  viewsWidth: number;
  listWidth: number;
  singleKeys: boolean;
}

const KEY = "lippu:settings";
const DEFAULTS: Settings = { theme: "system", language: "", viewsWidth: 224, listWidth: 400, singleKeys: true };

export const settings = signal<Settings>(read());

export function set<K extends keyof Settings>(name: K, value: Settings[K]): void {
  settings.value = { ...settings.value, [name]: value };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings.value));
  } catch {
    // a full or forbidden storage: it holds until the page is left
  }
}

export function watchTheme(): void {
  effect(() => {
    const { theme } = settings.value;
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  });
}

function read(): Settings {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return DEFAULTS;
  }
}
