import type { JSX } from "preact";
import { set, settings } from "../state/settings.ts";

interface Props {
  name: "viewsWidth" | "listWidth";
  label: string;
  least: number;
  most: number;
}

/** The line between two panes: dragged, or moved by arrow keys. */
export function Resizer({ name, label, least, most }: Props): JSX.Element {
  const width = settings.value[name];
  const make = (next: number) => set(name, Math.round(Math.min(most, Math.max(least, next))));
  return (
    <div
      class={`resizer resizer-${name}`}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      onPointerDown={(event) => {
        const bar = event.currentTarget;
        const from = event.clientX - width;
        bar.setPointerCapture(event.pointerId);
        const drag = (moved: PointerEvent) => make(moved.clientX - from);
        bar.addEventListener("pointermove", drag);
        bar.addEventListener("lostpointercapture", () => bar.removeEventListener("pointermove", drag), { once: true });
        event.preventDefault();
      }}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
        if (!step) return;
        event.preventDefault();
        make(width + step);
      }}
    />
  );
}
