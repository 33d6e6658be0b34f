// A value that is changed in place: a button that opens a list one can type into (ARIA combobox with listbox).
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { Icon } from "./icon.tsx";

export interface Option {
  id: string;
  name: string;
  face?: ComponentChildren;
  hint?: string;
}

interface Props {
  label: string;
  value: ComponentChildren;
  options: Option[];
  chosen: readonly string[];
  onPick: (id: string) => void;
  /** Stay open: more than one can be chosen. */
  many?: boolean;
  /** What was typed and is not among the options may be added. */
  onCreate?: (text: string) => void;
  disabled?: boolean;
  /** Where a key finds this picker. */
  name: string;
}

export function openPicker(name: string): void {
  document.querySelector<HTMLButtonElement>(`[data-picker="${name}"]`)?.click();
}

export function Picker({ label, value, options, chosen, onPick, many, onCreate, disabled, name }: Props): JSX.Element {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);

  const wanted = plain(typed);
  const found = options.filter((option) => plain(option.name).includes(wanted));
  const creates = onCreate && typed.trim() && !options.some((option) => plain(option.name) === wanted);
  const rows: Option[] = creates ? [...found, { id: "", name: t("pick.create", { text: typed.trim() }) }] : found;

  useEffect(() => {
    const element = panel.current;
    if (!open || !element || !button.current) return;
    element.showPopover();
    moveBeside(element, button.current);
    input.current?.focus();
    const away = () => close(false);
    addEventListener("resize", away);
    return () => removeEventListener("resize", away);
  }, [open]);
  useEffect(() => document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" }), [at]);

  function show(): void {
    setTyped("");
    setAt(Math.max(0, options.findIndex((option) => chosen.includes(option.id))));
    setOpen(true);
  }
  function close(back = true): void {
    setOpen(false);
    if (back) button.current?.focus();
  }
  function pick(option: Option | undefined): void {
    if (!option) return;
    if (option.id === "" && creates) onCreate(typed.trim());
    else onPick(option.id);
    setTyped("");
    if (!many) close();
  }
  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((at + step + rows.length) % Math.max(1, rows.length));
    else if (event.key === "Enter") pick(rows[at]);
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.stopPropagation();
    event.preventDefault();
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        class="picker"
        data-picker={name}
        disabled={disabled}
        aria-haspopup="listbox"
        aria-expanded={open}
        onClick={() => (open ? close() : show())}
      >
        <span class="picker-value">
          <span class="sr">{label}: </span>
          {value}
        </span>
        <Icon name="chevron" />
      </button>
      {open && (
        <div
          ref={panel}
          popover="auto"
          class="panel"
          onToggle={(event) => event.newState === "closed" && setOpen(false)}
        >
          <input
            ref={input}
            class="panel-input"
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={rows.length ? `${id}-${at}` : undefined}
            aria-label={label}
            placeholder={t("pick.search")}
            autocomplete="off"
            value={typed}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              setAt(0);
            }}
            onKeyDown={onKeyDown}
          />
          <ul class="panel-list" role="listbox" id={`${id}-list`} aria-label={label} aria-multiselectable={many}>
            {rows.map((option, index) => (
              <li
                key={option.id}
                id={`${id}-${index}`}
                role="option"
                class={`option ${index === at ? "option-at" : ""}`}
                aria-selected={chosen.includes(option.id)}
                onPointerMove={() => setAt(index)}
                onClick={() => pick(option)}
              >
                {option.face}
                <span class="option-name">{option.name}</span>
                {option.hint && <span class="soft">{option.hint}</span>}
                {chosen.includes(option.id) && <Icon name="check" />}
              </li>
            ))}
          </ul>
          {rows.length === 0 && <p class="panel-none">{t("pick.none")}</p>}
        </div>
      )}
    </>
  );
}

/** Below the button, or above where there is more room; never outside of the window. */
function moveBeside(panel: HTMLElement, button: HTMLElement): void {
  const gap = 4;
  const at = button.getBoundingClientRect();
  const width = Math.min(Math.max(at.width, 320), innerWidth - 2 * gap);
  panel.style.width = `${width}px`;
  const height = panel.offsetHeight;
  const below = at.bottom + gap + height <= innerHeight || at.top < innerHeight - at.bottom;
  panel.style.top = `${below ? at.bottom + gap : Math.max(gap, at.top - gap - height)}px`;
  panel.style.left = `${Math.max(gap, Math.min(at.left, innerWidth - width - gap))}px`;
}

/** Without case and accents, so that "jana javorova" finds Jana Javorová. */
export function plain(text: string): string {
  return text.trim().normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}
