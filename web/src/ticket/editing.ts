// Changes in place: shown at once, taken back if refused. When somebody else changed the same field meanwhile, both
// values are shown and the agent decides; when they changed something else, ours is made on top of theirs.
import { signal } from "@preact/signals";
import { editTicket, refresh, showTicket } from "../api/changes.ts";
import { Refused, signedOut } from "../api/client.ts";
import type { StaleTicket, Ticket, TicketEdit } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { moment } from "../i18n/when.ts";
import { agentName, departmentName, type Desk, localName, priorityName, statusName } from "../state/desk.ts";
import { toast } from "../state/toasts.ts";
import { fieldsOf, inverseOf, preview, type Field, sameIn } from "../pure/edits.ts";

export interface Collision {
  field: Field;
  before: Ticket;
  theirs: Ticket;
  edit: Partial<TicketEdit>;
}

/** Edits that wait for a decision, by ticket. */
export const collisions = signal<ReadonlyMap<string, Collision>>(new Map());

const ATTEMPTS = 3;

export async function edit(desk: Desk, ticket: Ticket, changes: Partial<TicketEdit>, undoes = false): Promise<void> {
  const field = fieldsOf(changes)[0] ?? "status";
  showTicket(preview(ticket, changes));
  try {
    const changed = await onTop(ticket, changes);
    if (!changed) return;
    showTicket(changed);
    refresh(ticket.reference);
    const text = t("edit.done", { field: fieldName(field), value: valueOf(desk, field, changed) });
    const undo = { label: t("edit.undo"), run: () => void edit(desk, changed, inverseOf(ticket, changes), true) };
    const undoable = inverseOf(ticket, changes).status !== "spam" && ticket.status !== "postponed";
    toast(text, undoes || !undoable ? {} : { action: undo });
  } catch (error) {
    showTicket(ticket);
    refresh(ticket.reference);
    if (!signedOut.value) toast(`${t("edit.failed", { field: fieldName(field) })} ${why(error)}`, { tone: "problem" });
  }
}

/** The ticket after the change, null if the agent has to decide first. */
async function onTop(ticket: Ticket, changes: Partial<TicketEdit>): Promise<Ticket | null> {
  let version = ticket.version;
  for (let attempt = 1; ; attempt++) {
    try {
      return await editTicket(ticket.reference, version, changes);
    } catch (error) {
      if (!(error instanceof Refused) || error.kind !== "stale-version" || attempt === ATTEMPTS) throw error;
      const theirs = (error.problem as StaleTicket).current;
      const field = fieldsOf(changes).find((each) => !sameIn(each, ticket, theirs));
      if (field) {
        showTicket(theirs);
        collisions.value = new Map(collisions.value).set(ticket.reference, { field, before: ticket, theirs, edit: changes });
        return null;
      }
      version = theirs.version;
    }
  }
}

export function settle(reference: string): void {
  const rest = new Map(collisions.value);
  rest.delete(reference);
  collisions.value = rest;
}

export function fieldName(field: Field): string {
  return t(`side.${field}`);
}

/** A field's value in words. */
export function valueOf(desk: Desk, field: Field, ticket: Ticket): string {
  switch (field) {
    case "status":
      return ticket.postponed
        ? `${statusName(desk, ticket.status, ticket.custom_status)}, ${t("side.until", { when: moment(ticket.postponed.until) })}`
        : statusName(desk, ticket.status, ticket.custom_status);
    case "priority":
      return priorityName(ticket.priority);
    case "assignee":
      return agentName(desk, ticket.assignee);
    case "department":
      return departmentName(desk, ticket.department);
    case "tags":
      return ticket.tags.join(", ") || t("side.none");
    case "category": {
      const category = desk.configuration?.categories.find((each) => each.id === ticket.category);
      return category ? localName(category.names) : (ticket.category ?? t("side.none"));
    }
  }
}

/** What the desk said about a refusal, in its own words. */
export function why(error: unknown): string {
  if (!(error instanceof Refused)) return t("app.offline");
  const problems = error.problem.errors?.map((each) => each.message) ?? [];
  return problems.join(" ") || error.problem.detail || error.problem.title;
}
