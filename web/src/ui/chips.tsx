// What a ticket's state looks like: always words with an icon or shape, never colour alone.
import type { JSX } from "preact";
import type { Priority, Status } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { brief, duration, moment } from "../i18n/when.ts";
import { urgencyOf } from "../pure/sla.ts";
import { now } from "../state/clock.ts";
import { priorityName } from "../state/desk.ts";
import { Icon, type IconName } from "./icon.tsx";

const STATUS_ICONS: Record<Status, IconName> = {
  new: "inbox",
  open: "reply",
  answered: "sent",
  postponed: "clock",
  resolved: "check",
  closed: "archive",
  spam: "shield",
  trash: "cross",
};
const PRIORITY_ICONS: Record<Priority, IconName> = { low: "down", medium: "equal", high: "up", critical: "flame" };

export function StatusMark({ status, name }: { status: Status; name: string }): JSX.Element {
  return (
    <span class={`status status-${status}`}>
      <Icon name={STATUS_ICONS[status]} />
      {name}
    </span>
  );
}

export function PriorityMark({ priority, quiet = false }: { priority: Priority; quiet?: boolean }): JSX.Element {
  return (
    <span class={`priority priority-${priority}`}>
      <Icon name={PRIORITY_ICONS[priority]} />
      <span class={quiet ? "sr" : ""}>{priorityName(priority)}</span>
    </span>
  );
}

/** The next promise: how long is left, or how long it is over. */
export function SlaChip({ due, since, short = false }: { due: string; since: string; short?: boolean }): JSX.Element {
  const left = Date.parse(due) - now.value;
  const urgency = urgencyOf(Date.parse(due), Date.parse(since), now.value);
  const time = short ? brief(left) : duration(left);
  const icon: IconName = urgency === "calm" ? "clock" : urgency === "soon" ? "warning" : "flame";
  return (
    <span class={`sla sla-${urgency}`} title={t("sla.dueAt", { when: moment(due) })}>
      <Icon name={icon} />
      {t(urgency === "overdue" ? "sla.overdue" : "sla.due", { time })}
    </span>
  );
}

export function SlaPaused(): JSX.Element {
  return (
    <span class="sla sla-paused">
      <Icon name="pause" />
      {t("sla.paused")}
    </span>
  );
}
