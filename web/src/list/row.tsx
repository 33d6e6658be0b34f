import type { JSX } from "preact";
import { memo } from "../ui/memo.ts";
import type { TicketRow } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { ago, exactly } from "../i18n/when.ts";
import { addressOf } from "../pure/place.ts";
import { ROW } from "../pure/window.ts";
import { now } from "../state/clock.ts";
import { agentName, departmentName, statusName, useDesk } from "../state/desk.ts";
import { hasDraft } from "../state/drafts.ts";
import { follow } from "../state/route.ts";
import { PriorityMark, SlaChip, StatusMark } from "../ui/chips.tsx";
import { Icon } from "../ui/icon.tsx";

interface Props {
  row: TicketRow;
  index: number;
  /** How many rows there are; -1 while more may come. */
  count: number;
  view: string;
  open: boolean;
  cursor: boolean;
  /** Whether to name departments: tickets of more than one are in the list. */
  names: boolean;
}

export const Row = memo(function Row({ row, index, count, view, open, cursor, names }: Props): JSX.Element {
  const desk = useDesk();
  const mine = row.assignee === desk.me.id;
  return (
    <li
      class={`row ${open ? "row-open" : ""} ${cursor ? "row-cursor" : ""}`}
      style={{ transform: `translateY(${index * ROW}px)` }}
      aria-setsize={count}
      aria-posinset={index + 1}
    >
      <a
        class="row-link"
        href={addressOf({ view, ticket: row.reference })}
        data-row={index}
        aria-current={open ? "true" : undefined}
        tabIndex={cursor ? 0 : -1}
        onClick={(event) => follow(event, { view, ticket: row.reference })}
      >
        <span class="row-top">
          {row.priority !== "medium" && <PriorityMark priority={row.priority} quiet />}
          <span class="row-subject">{row.subject}</span>
          {row.due_at && <SlaChip due={row.due_at} since={row.moved_at} short />}
        </span>
        <span class="row-bottom">
          <StatusMark status={row.status} name={statusName(desk, row.status, row.custom_status)} />
          <span class="row-who">
            {row.requester_name || t("side.nameless")}
            {names && <span class="row-dim"> · {departmentName(desk, row.department)}</span>}
          </span>
          {hasDraft(desk.me.id, row.reference) && <span class="row-draft">{t("list.draft")}</span>}
          <span class={`row-assignee ${mine ? "row-mine" : ""}`}>
            <Icon name="person" />
            {row.assignee ? firstName(agentName(desk, row.assignee)) : t("list.nobody")}
          </span>
          <time class="row-time" dateTime={row.moved_at} title={exactly(row.moved_at)}>
            {ago(row.moved_at, now.value, true)}
          </time>
        </span>
      </a>
    </li>
  );
});

function firstName(name: string): string {
  return name.split(" ", 1)[0] ?? name;
}
