// Small parts that appear everywhere: keys, faces, chips, and the three honest states.
import type { ComponentChildren, JSX } from "preact";
import { t } from "../i18n/i18n.ts";
import { initialsOf } from "../pure/timeline.ts";
import { Icon, type IconName } from "./icon.tsx";

export function Key({ chord }: { chord: string }): JSX.Element {
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  const names: Record<string, string> = { Mod: mac ? "⌘" : "Ctrl", Shift: "⇧", Enter: "↵", Escape: "Esc" };
  const strokes = chord.split(" ");
  return (
    <span class="keys">
      {strokes.map((stroke, index) => (
        <>
          {index > 0 && <span class="keys-then"> {t("keys.then")} </span>}
          {stroke.split("+").map((part) => (
            <kbd>{names[part] ?? part.toUpperCase()}</kbd>
          ))}
        </>
      ))}
    </span>
  );
}

export function Face({ name, kind = "agent" }: { name: string; kind?: "agent" | "customer" | "system" }): JSX.Element {
  return (
    <span class={`face face-${kind}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

/** Shown only when loading takes longer than 200 ms; the delay is in the style sheet. */
export function Skeleton({ rows = 6, tall = false }: { rows?: number; tall?: boolean }): JSX.Element {
  return (
    <div class={`skeleton ${tall ? "skeleton-tall" : ""}`} role="status">
      <span class="sr">{t("app.loading")}</span>
      {Array.from({ length: rows }, () => (
        <div class="skeleton-row" />
      ))}
    </div>
  );
}

export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} />
      </span>
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

export function Trouble({ title, detail, retry }: { title: string; detail?: string; retry: () => void }): JSX.Element {
  return (
    <div class="empty" role="alert">
      <span class="empty-icon empty-icon-problem">
        <Icon name="warning" />
      </span>
      <p class="empty-title">{title}</p>
      {detail && <p class="soft">{detail}</p>}
      <button class="button" type="button" onClick={retry}>
        {t("app.retry")}
      </button>
    </div>
  );
}
