// Which actions can be done right now, and the one listener that does them.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { settings } from "../state/settings.ts";
import { ACTIONS, type ActionName } from "./actions.ts";
import { chordOf, meaning, types } from "./chords.ts";

type Run = () => void;

/** Actions of what is on the screen; the palette lists them. */
export const available = signal<ReadonlyMap<ActionName, Run>>(new Map());

/** The action can be done while the component is there and `when` holds. */
export function useAction(name: ActionName, run: Run, when = true): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    if (!when) return;
    const bound: Run = () => latest.current();
    available.value = new Map(available.value).set(name, bound);
    return () => {
      if (available.value.get(name) !== bound) return;
      const rest = new Map(available.value);
      rest.delete(name);
      available.value = rest;
    };
  }, [name, when]);
}

const PATIENCE = 1_200; // milliseconds for the second key of "g i"

export function listenToKeys(): void {
  let pressed: string[] = [];
  let waiting = 0;
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat && event.key === "Enter") return;
    const chord = chordOf(event);
    if (!chord || chord === "Shift") return;
    if (types(chord) && (inText(event.target) || !settings.value.singleKeys)) return;
    if (chord === "Enter" && event.target instanceof Element && event.target.closest("a, button, summary")) return;
    if (document.querySelector("dialog[open], [popover]:popover-open") && chord !== "Mod+k") return;
    clearTimeout(waiting);
    const bound = [...available.value.keys()].map((name) => [name, ACTIONS[name].keys] as const);
    let found = meaning([...pressed, chord], bound);
    if (found === "none" && pressed.length) found = meaning([chord], bound);
    if (found === "more") {
      pressed = [chord];
      waiting = window.setTimeout(() => (pressed = []), PATIENCE);
      return;
    }
    pressed = [];
    if (found === "none") return;
    event.preventDefault();
    available.value.get(found.action as ActionName)?.();
  });
}

function inText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
