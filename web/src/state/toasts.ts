// Short messages at the edge. Each change says what it did and offers to undo it.
import { signal } from "@preact/signals";

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "problem";
  action?: { label: string; run: () => void };
}

const LASTS = 8_000;
let last = 0;

export const toasts = signal<Toast[]>([]);

export function toast(text: string, more: Partial<Pick<Toast, "tone" | "action">> = {}): void {
  const id = ++last;
  toasts.value = [...toasts.value.slice(-2), { id, text, tone: "plain", ...more }];
  setTimeout(() => dismiss(id), LASTS);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}

/** Run the newest toast's action: the key for undo. */
export function undoLast(): void {
  const newest = toasts.value.findLast((each) => each.action);
  if (!newest?.action) return;
  dismiss(newest.id);
  newest.action.run();
}
