// What a change of a ticket touches, how it will look, and what undoes it.
import type { Ticket, TicketEdit } from "../api/types.ts";

export const FIELDS = ["status", "priority", "assignee", "department", "tags", "category"] as const;
export type Field = (typeof FIELDS)[number];

export function fieldsOf(edit: Partial<TicketEdit>): Field[] {
  const named = FIELDS.filter((field) => field in edit);
  return "custom_status" in edit && !named.includes("status") ? ["status", ...named] : named;
}

/** Whether a field has the same value in both. The status counts with the desk's own name of it. */
export function sameIn(field: Field, one: Ticket, other: Ticket): boolean {
  if (field === "tags") return [...one.tags].sort().join("\n") === [...other.tags].sort().join("\n");
  if (field === "status") return one.status === other.status && one.custom_status === other.custom_status;
  return one[field] === other[field];
}

/** The ticket as it will be, until the desk says how it is. */
export function preview(ticket: Ticket, edit: Partial<TicketEdit>): Ticket {
  const { status, priority, assignee, department, tags, category, custom_status } = edit;
  return {
    ...ticket,
    status: status ?? ticket.status,
    custom_status: custom_status !== undefined ? custom_status || null : status ? null : ticket.custom_status,
    priority: priority ?? ticket.priority,
    assignee: assignee === undefined ? ticket.assignee : assignee,
    department: department ?? ticket.department,
    tags: tags ?? ticket.tags,
    category: category === undefined ? ticket.category : category || null,
  };
}

/** The edit that gives the fields their old values back. */
export function inverseOf(before: Ticket, edit: Partial<TicketEdit>): Partial<TicketEdit> {
  const back: Partial<TicketEdit> = {};
  for (const field of fieldsOf(edit)) {
    if (field === "category") back.category = before.category ?? "";
    else if (field === "status") Object.assign(back, statusOf(before));
    else Object.assign(back, { [field]: before[field] });
  }
  // another department may have taken the assignee away
  if (edit.department && !("assignee" in back)) back.assignee = before.assignee;
  return back;
}

function statusOf({ status, custom_status }: Ticket): Partial<TicketEdit> {
  if (custom_status) return { custom_status };
  return status === "trash" ? {} : { status };
}
