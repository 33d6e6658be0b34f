// What is known about a ticket, and what can be changed in place.
import type { ComponentChildren, JSX } from "preact";
import type { CustomField, Ticket, TicketEdit, TicketPage } from "../api/types.ts";
import { formats, t } from "../i18n/i18n.ts";
import { exactly, moment } from "../i18n/when.ts";
import { departmentName, localName, priorityName, useDesk } from "../state/desk.ts";
import { PriorityMark, StatusMark } from "../ui/chips.tsx";
import { Face } from "../ui/parts.tsx";
import { type Option, Picker } from "../ui/picker.tsx";
import { Checklist } from "./checklist.tsx";
import { edit, valueOf } from "./editing.ts";
import { Promises } from "./promises.tsx";
import { statusEdit, statusOptions } from "./statuses.ts";

export function Sidebar({ page }: { page: TicketPage }): JSX.Element {
  const { ticket, participants, checklist, fields } = page;
  return (
    <aside class="side" aria-label={t("side.title")}>
      <Properties ticket={ticket} />
      <Customer ticket={ticket} participants={participants ?? []} />
      <Promises ticket={ticket} />
      <Checklist ticket={ticket} tasks={checklist ?? []} />
      <Fields values={fields ?? {}} />
    </aside>
  );
}

function Properties({ ticket }: { ticket: Ticket }): JSX.Element {
  const desk = useDesk();
  const { me, configuration } = desk;
  const can = (name: (typeof me.permissions)[number]) => me.permissions.includes(name);
  const make = (changes: Partial<TicketEdit>) => void edit(desk, ticket, changes);
  const agents = (configuration?.agents ?? [])
    .filter((agent) => agent.enabled && (agent.departments.includes(ticket.department) || agent.id === ticket.assignee))
    .sort((one, other) => Number(other.id === me.id) - Number(one.id === me.id) || formats.value.order.compare(one.name, other.name));
  const tags: Option[] = ticket.tags.map((tag) => ({ id: tag, name: tag }));
  return (
    <section class="side-part side-properties">
      <h2 class="sr">{t("side.title")}</h2>
      <Property label={t("side.status")}>
        <Picker
          name="status"
          label={t("side.status")}
          value={<StatusMark status={ticket.status} name={valueOf(desk, "status", ticket)} />}
          options={statusOptions(desk, ticket)}
          chosen={[ticket.custom_status ?? ticket.status]}
          onPick={(id) => make(statusEdit(desk, id))}
          disabled={!can("edit")}
        />
      </Property>
      <Property label={t("side.priority")}>
        <Picker
          name="priority"
          label={t("side.priority")}
          value={<PriorityMark priority={ticket.priority} />}
          options={(["critical", "high", "medium", "low"] as const).map((id) => ({ id, name: priorityName(id) }))}
          chosen={[ticket.priority]}
          onPick={(id) => make({ priority: id as Ticket["priority"] })}
          disabled={!can("edit")}
        />
      </Property>
      <Property label={t("side.assignee")}>
        <Picker
          name="assignee"
          label={t("side.assignee")}
          value={valueOf(desk, "assignee", ticket)}
          options={[...agents.map(({ id, name }) => ({ id, name, face: <Face name={name} /> })), { id: "-", name: t("list.nobody") }]}
          chosen={[ticket.assignee ?? "-"]}
          onPick={(id) => make({ assignee: id === "-" ? null : id })}
          disabled={!can("assign")}
        />
      </Property>
      <Property label={t("side.department")}>
        <Picker
          name="department"
          label={t("side.department")}
          value={departmentName(desk, ticket.department)}
          options={[...(configuration?.departments ?? [])].map(({ id, name }) => ({ id, name }))}
          chosen={[ticket.department]}
          onPick={(id) => id !== ticket.department && make({ department: id })}
          disabled={!can("transfer")}
        />
      </Property>
      <Property label={t("side.category")}>
        <Picker
          name="category"
          label={t("side.category")}
          value={valueOf(desk, "category", ticket)}
          options={[
            ...(configuration?.categories ?? [])
              .filter((each) => !each.retired || each.id === ticket.category)
              .map(({ id, names }) => ({ id, name: localName(names) })),
            { id: "-", name: t("side.none") },
          ]}
          chosen={[ticket.category ?? "-"]}
          onPick={(id) => make({ category: id === "-" ? "" : id })}
          disabled={!can("edit")}
        />
      </Property>
      <Property label={t("side.tags")}>
        <Picker
          name="tags"
          label={t("side.tags")}
          many
          value={
            ticket.tags.length ? (
              <span class="tags">
                {ticket.tags.map((tag) => (
                  <span class="tag">{tag}</span>
                ))}
              </span>
            ) : (
              <span class="soft">{t("side.none")}</span>
            )
          }
          options={tags}
          chosen={ticket.tags}
          onPick={(id) => make({ tags: ticket.tags.filter((tag) => tag !== id) })}
          onCreate={(text) => make({ tags: [...ticket.tags, text] })}
          disabled={!can("edit")}
        />
      </Property>
    </section>
  );
}

function Property({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="property">
      <span class="property-label">{label}</span>
      {children}
    </div>
  );
}

function Customer({ ticket, participants }: { ticket: Ticket; participants: NonNullable<TicketPage["participants"]> }): JSX.Element {
  const { name, email } = ticket.requester;
  const channel = ticket.channel === "form" || ticket.channel === "mail" ? ticket.channel : "other";
  return (
    <section class="side-part">
      <h2>{t("side.requester")}</h2>
      <div class="customer">
        <Face name={name || email} kind="customer" />
        <span>
          <strong>{name || t("side.nameless")}</strong>
          <span class="soft breaks">{email}</span>
        </span>
      </div>
      <dl class="facts">
        {ticket.language && (
          <>
            <dt>{t("side.language")}</dt>
            <dd>{formats.value.names.of(ticket.language)}</dd>
          </>
        )}
        <dt>{t("side.channel")}</dt>
        <dd>{t(`side.channel.${channel}`)}</dd>
        <dt>{t("side.opened")}</dt>
        <dd title={exactly(ticket.created_at)}>{moment(ticket.created_at)}</dd>
        {ticket.waiting_since && (
          <>
            <dt>{t("side.waiting")}</dt>
            <dd title={exactly(ticket.waiting_since)}>{moment(ticket.waiting_since)}</dd>
          </>
        )}
        {participants.length > 0 && (
          <>
            <dt>{t("side.participants")}</dt>
            <dd class="breaks">{formats.value.list.format(participants.map((each) => each.name || each.email))}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Fields({ values }: { values: NonNullable<TicketPage["fields"]> }): JSX.Element | null {
  const { configuration } = useDesk();
  const shown = (configuration?.fields ?? []).filter((field) => field.id in values);
  if (!shown.length) return null;
  return (
    <section class="side-part">
      <h2>{t("side.fields")}</h2>
      <dl class="facts">
        {shown.map((field) => (
          <>
            <dt>{localName(field.names)}</dt>
            <dd class="breaks">{fieldValue(field, values[field.id])}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}

function fieldValue(field: CustomField, value: unknown): string {
  if (typeof value === "boolean") return t(value ? "side.yes" : "side.no");
  if (typeof value === "number") return formats.value.number.format(value);
  const names = new Map(field.choices.map((choice) => [choice.id, localName(choice.names)]));
  if (Array.isArray(value)) return formats.value.list.format(value.map((each) => names.get(`${each}`) ?? `${each}`));
  return names.get(`${value}`) ?? `${value}`;
}
