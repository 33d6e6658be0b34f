// The lists of the workspace. A view is a question to the interface with a name and an address.
import type { Status } from "../api/types.ts";
import type { MessageKey } from "../i18n/i18n.ts";
import type { IconName } from "../ui/icon.tsx";

export interface Filter {
  status?: Status[];
  assignee?: string;
  department?: string[];
  order?: "due" | "newest" | "oldest";
}

export interface View {
  id: string;
  icon: IconName;
  /** Either a text of ours or a name that the desk gave. */
  label: Extract<MessageKey, `views.${string}`> | { name: string };
  filter: (me: string) => Filter;
}

const withStatus = (status: Status) => (): Filter => ({ status: [status], order: "newest" });

export const VIEWS: readonly View[] = [
  { id: "waiting", icon: "inbox", label: "views.waiting", filter: () => ({ order: "due" }) },
  { id: "mine", icon: "person", label: "views.mine", filter: (me) => ({ assignee: me, order: "due" }) },
  { id: "answered", icon: "sent", label: "views.answered", filter: withStatus("answered") },
  { id: "postponed", icon: "clock", label: "views.postponed", filter: withStatus("postponed") },
  { id: "resolved", icon: "check", label: "views.resolved", filter: withStatus("resolved") },
  { id: "closed", icon: "archive", label: "views.closed", filter: withStatus("closed") },
  { id: "spam", icon: "shield", label: "views.spam", filter: withStatus("spam") },
];

export function departmentView(department: { id: string; name: string }): View {
  return {
    id: `department-${department.id}`,
    icon: "folder",
    label: { name: department.name },
    filter: () => ({ department: [department.id], order: "due" }),
  };
}

/** The view of an address; the first one where there is none of that name. */
export function viewOf(id: string, departments: readonly { id: string; name: string }[]): View {
  const known = [...VIEWS, ...departments.map(departmentView)].find((view) => view.id === id);
  return known ?? (VIEWS[0] as View);
}
