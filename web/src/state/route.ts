import { signal } from "@preact/signals";
import { addressOf, type Place, placeOf } from "../pure/place.ts";

export const place = signal<Place>(placeOf(location.pathname, location.hash));

export function go(to: Partial<Place> & { view: string }, how: "push" | "replace" = "push"): void {
  const address = addressOf(to);
  if (address !== location.pathname + location.hash) history[how === "push" ? "pushState" : "replaceState"](null, "", address);
  place.value = placeOf(location.pathname, location.hash);
}

export function openTicket(reference: string, how: "push" | "replace" = "push"): void {
  go({ view: place.value.view, ticket: reference }, how);
}

export function closeTicket(): void {
  go({ view: place.value.view });
}

export function watchAddress(): void {
  const follow = () => (place.value = placeOf(location.pathname, location.hash));
  addEventListener("popstate", follow);
  addEventListener("hashchange", follow);
}

/** Follow a link within the page, unless the user asked for a tab of its own. */
export function follow(event: MouseEvent, to: Partial<Place> & { view: string }): void {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(to);
}
