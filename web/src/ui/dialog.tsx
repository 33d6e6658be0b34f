// A modal window: the browser's own dialog keeps the focus inside and gives it back.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { Icon } from "./icon.tsx";

interface Props {
  label: string;
  /** Without it the window cannot be dismissed. */
  onClose?: () => void;
  kind?: "sheet" | "palette" | "gate";
  heading?: boolean;
  children: ComponentChildren;
}

export function Dialog({ label, onClose, kind = "sheet", heading = true, children }: Props): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={`dialog dialog-${kind}`}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onClick={(event) => event.target === element.current && onClose?.()}
    >
      <div class="dialog-box">
        {heading && (
          <header class="dialog-head">
            <h2>{label}</h2>
            {onClose && (
              <button class="button button-quiet button-icon" type="button" onClick={onClose} aria-label={t("app.close")}>
                <Icon name="cross" />
              </button>
            )}
          </header>
        )}
        {children}
      </div>
    </dialog>
  );
}
