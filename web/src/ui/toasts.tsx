import type { JSX } from "preact";
import { t } from "../i18n/i18n.ts";
import { dismiss, toasts } from "../state/toasts.ts";
import { Icon } from "./icon.tsx";

export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, tone, action }) => (
        <div key={id} class={`toast toast-${tone}`}>
          <span>{text}</span>
          {action && (
            <button
              type="button"
              class="toast-action"
              onClick={() => {
                dismiss(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" class="toast-close" onClick={() => dismiss(id)} aria-label={t("app.close")}>
            <Icon name="cross" />
          </button>
        </div>
      ))}
    </div>
  );
}
