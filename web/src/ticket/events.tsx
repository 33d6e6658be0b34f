// What the desk did by itself, and what colleagues changed: one quiet line, opened on request.
import type { JSX } from "preact";
import type { Entry, Priority, Status } from "../api/types.ts";
import { formats, isText, plural, t } from "../i18n/i18n.ts";
import { ago, exactly } from "../i18n/when.ts";
import { now } from "../state/clock.ts";
import { agentName, departmentName, type Desk, priorityName, statusName, useDesk } from "../state/desk.ts";

export function Events({ entries }: { entries: Entry[] }): JSX.Element {
  const desk = useDesk();
  const [only] = entries;
  if (entries.length === 1 && only) return <p class="event event-alone"><EventLine entry={only} desk={desk} /></p>;
  const summary = [...new Set(entries.map(nameOf))].join(", ");
  return (
    <details class="events">
      <summary>
        <span class="events-count">{plural("entry.events", entries.length)}</span>
        <span class="events-what">{summary}</span>
      </summary>
      <ul>
        {entries.map((entry) => (
          <li key={entry.id} class="event">
            <EventLine entry={entry} desk={desk} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function EventLine({ entry, desk }: { entry: Entry; desk: Desk }): JSX.Element {
  const said = entry.parts.map((part) => part.text).join("").trim();
  const changes = entry.changes.map((change) => changeOf(desk, change));
  return (
    <>
      <span class="event-name">{nameOf(entry)}</span>
      {changes.length > 0 && <span class="event-change">{formats.value.list.format(changes)}</span>}
      {said && <span class="event-said">“{said}”</span>}
      <time dateTime={entry.at} title={exactly(entry.at)}>
        {ago(entry.at, now.value)}
      </time>
    </>
  );
}

function nameOf(entry: Entry): string {
  const key = `event.${entry.event ?? "other"}`;
  return t(isText(key) ? key : "event.other", { name: entry.author.name });
}

function changeOf(desk: Desk, { field, before, after }: Entry["changes"][number]): string {
  const value = (raw: string) => valueIn(desk, field, raw) || "–";
  return `${fieldIn(field)} ${value(before)} → ${value(after)}`;
}

function fieldIn(field: string): string {
  switch (field) {
    case "status":
    case "priority":
    case "assignee":
    case "department":
    case "tags":
    case "category":
      return t(`side.${field}`);
    default:
      return field;
  }
}

function valueIn(desk: Desk, field: string, raw: string): string {
  if (!raw) return "";
  if (field === "status") return statusName(desk, raw as Status, null);
  if (field === "priority") return priorityName(raw as Priority);
  if (field === "assignee") return agentName(desk, raw);
  if (field === "department") return departmentName(desk, raw);
  return raw;
}
