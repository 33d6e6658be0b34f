// Names of what tickets refer to by id, in the agent's language.
import { useContext } from "preact/hooks";
import { createContext } from "preact";
import type { Configuration, Me, Priority, Status } from "../api/types.ts";
import { language, t } from "../i18n/i18n.ts";

export interface Desk {
  me: Me;
  configuration: Configuration | undefined;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("nobody is signed in");
  return desk;
}

export function agentName({ configuration, me }: Desk, id: string | null): string {
  if (!id) return t("list.nobody");
  if (id === me.id) return me.name;
  return configuration?.agents.find((agent) => agent.id === id)?.name ?? id;
}

export function departmentName({ configuration, me }: Desk, id: string): string {
  return [...(configuration?.departments ?? []), ...me.departments].find((each) => each.id === id)?.name ?? id;
}

export function priorityName(priority: Priority): string {
  return t(`priority.${priority}`);
}

/** The desk's own name of a custom status, else ours. */
export function statusName({ configuration }: Desk, status: Status, custom: string | null): string {
  const own = custom ? configuration?.statuses.find((each) => each.id === custom) : undefined;
  return own ? localName(own.names) : t(`status.${status}`);
}

/** A name in the agent's language, else in English, else in any. */
export function localName(names: Readonly<Record<string, string | undefined>>): string {
  return names[language.value] ?? names.en ?? Object.values(names)[0] ?? "";
}
