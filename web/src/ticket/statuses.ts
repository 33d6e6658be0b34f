// The statuses that a ticket can be given, with the desk's own names among them, and times to postpone it to.
import type { Status, Ticket, TicketEdit } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { moment } from "../i18n/when.ts";
import { type Postponing, postponings } from "../pure/postponing.ts";
import { now } from "../state/clock.ts";
import { type Desk, localName } from "../state/desk.ts";
import type { Option } from "../ui/picker.tsx";

const BUILT_IN = ["open", "answered", "postponed", "resolved", "closed", "spam"] as const satisfies Status[];
const LATER = "postpone:";

export function statusOptions({ me, configuration }: Desk, ticket: Ticket): Option[] {
  const ends = new Set<Status>(["resolved", "closed"]);
  const may = (status: Status) => !ends.has(status) || me.permissions.includes("resolve");
  const own = (configuration?.statuses ?? []).filter((each) => !each.retired || each.id === ticket.custom_status);
  return BUILT_IN.filter(may).flatMap((status): Option[] => [
    ...(status === "postponed" ? later() : [{ id: status, name: t(`status.${status}`) }]),
    ...own.filter((each) => each.behaves_as === status).map(({ id, names }) => ({ id, name: localName(names) })),
  ]);
}

export function statusEdit({ configuration }: Desk, chosen: string): Partial<TicketEdit> {
  if (chosen.startsWith(LATER)) {
    return { status: "postponed", postpone: { until: chosen.slice(LATER.length), waits_for: "customer" } };
  }
  const own = configuration?.statuses.some((each) => each.id === chosen);
  return own ? { custom_status: chosen } : { status: chosen as NonNullable<TicketEdit["status"]> };
}

function later(): Option[] {
  return postponings(new Date(now.value)).map(({ name, until }) => ({
    id: `${LATER}${until.toISOString()}`,
    name: `${t("status.postponed")}: ${t(WORDS[name])}`,
    hint: moment(until.toISOString()),
  }));
}

const WORDS = {
  later: "pick.later",
  tomorrow: "pick.tomorrow",
  monday: "pick.monday",
  week: "pick.week",
} as const satisfies Record<Postponing["name"], string>;
