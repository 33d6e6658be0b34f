// What the workspace changes. Each request has a key, so that a repetition does nothing twice.
import type { InfiniteData } from "@tanstack/preact-query";
import { api, change, changeOf, got, newKey } from "./client.ts";
import { client } from "./questions.ts";
import type { Accepted, Entry, Me, Task, Ticket, TicketEdit, TicketPage, TicketRow } from "./types.ts";

export function signIn(email: string, password: string, newPassword?: string): Promise<Me> {
  const body = { email, password, ...(newPassword ? { new_password: newPassword } : {}) };
  return got(api.POST("/api/session", { body, params: { header: { Origin: location.origin } } }));
}

export function signOut(): Promise<unknown> {
  return got(api.DELETE("/api/session", { params: { header: { Origin: location.origin } } }));
}

export function editTicket(reference: string, version: number, edit: Partial<TicketEdit>): Promise<Ticket> {
  return got(
    api.PATCH("/api/tickets/{reference}", {
      params: { path: { reference }, header: changeOf(version) },
      body: edit as TicketEdit,
    }),
  );
}

export interface Sending {
  text: string;
  key: string;
  version: number;
  seen: string | undefined;
  status: "answered" | "resolved";
  to: "all" | "requester";
}

export function sendReply(reference: string, { text, key, version, seen, status, to }: Sending): Promise<Accepted> {
  const body = { text, status, to, ...(seen ? { seen } : {}) };
  return got(
    api.POST("/api/tickets/{reference}/replies", {
      params: { path: { reference }, header: changeOf(version, key) },
      body,
    }),
  );
}

/** Take back a reply that has not gone out yet. */
export function takeBack(reference: string, scheduled: string) {
  return got(
    api.POST("/api/tickets/{reference}/scheduled/{scheduled}/undo", {
      params: { path: { reference, scheduled }, header: change(newKey()) },
    }),
  );
}

export function addNote(reference: string, text: string, key: string): Promise<Accepted> {
  return got(
    api.POST("/api/tickets/{reference}/notes", {
      params: { path: { reference }, header: change(key) },
      body: { text },
    }),
  );
}

export function takeNext() {
  return got(api.POST("/api/queue/next", { params: { header: change(newKey()) } }));
}

export function addTask(reference: string, text: string) {
  return got(
    api.POST("/api/tickets/{reference}/checklist", {
      params: { path: { reference }, header: change(newKey()) },
      body: { text },
    }),
  );
}

export function tickTask(reference: string, task: Task, version: number, done: boolean) {
  return got(
    api.PATCH("/api/tickets/{reference}/checklist/{task}", {
      params: { path: { reference, task: task.id }, header: changeOf(version) },
      body: { done },
    }),
  );
}

export function linkAttachment(reference: string, entry: Entry, attachment: string) {
  return got(
    api.GET("/api/tickets/{reference}/entries/{entry}/attachments/{attachment}", {
      params: { path: { reference, entry: entry.id, attachment } },
    }),
  );
}

export function linkOriginal(reference: string, entry: Entry) {
  return got(
    api.GET("/api/tickets/{reference}/entries/{entry}/original", { params: { path: { reference, entry: entry.id } } }),
  );
}

/** Put a ticket as the desk answered it in every place that shows it. */
export function showTicket(ticket: Ticket): void {
  client.setQueryData<InfiniteData<TicketPage>>(["ticket", ticket.reference], (known) =>
    known && { ...known, pages: known.pages.map((page) => ({ ...page, ticket })) },
  );
  client.setQueriesData<InfiniteData<{ tickets: TicketRow[]; next: string | null }>>({ queryKey: ["list"] }, (known) =>
    known && {
      ...known,
      pages: known.pages.map((page) => ({
        ...page,
        tickets: page.tickets.map((row) => (row.reference === ticket.reference ? rowOf(row, ticket) : row)),
      })),
    },
  );
}

/** Ask again for a ticket and for what its change may have moved. */
export function refresh(reference: string): void {
  void client.invalidateQueries({ queryKey: ["ticket", reference] });
  void client.invalidateQueries({ queryKey: ["queue"] });
  void client.invalidateQueries({ queryKey: ["newer"] });
}

function rowOf(row: TicketRow, ticket: Ticket): TicketRow {
  const { subject, status, department, priority, assignee, moved_at, due_at, custom_status } = ticket;
  return { ...row, subject, status, department, priority, assignee, moved_at, due_at, custom_status };
}
