// Every key of the workspace, once. The sheet (?), the palette and the listener all read this table.
// Keys are matched by what they type (event.key), never with Alt or AltGr: on Czech, Danish, Finnish and Hungarian
// keyboards those type @ [ ] { }. Hence the twins of [ and ].
import type { MessageKey } from "../i18n/i18n.ts";

export interface Action {
  /** Alternatives; "g i" is one key after the other, "Mod+k" with Ctrl or Command. */
  keys: readonly string[];
  group: "go" | "list" | "ticket" | "write" | "help";
  label: MessageKey;
}

export const ACTIONS = {
  toSolve: { keys: ["w"], group: "go", label: "action.toSolve" },
  palette: { keys: ["Mod+k"], group: "go", label: "action.palette" },
  goWaiting: { keys: ["g i"], group: "go", label: "action.goWaiting" },
  goMine: { keys: ["g m"], group: "go", label: "action.goMine" },
  nextRow: { keys: ["j"], group: "list", label: "action.nextRow" },
  previousRow: { keys: ["k"], group: "list", label: "action.previousRow" },
  openRow: { keys: ["Enter", "o"], group: "list", label: "action.openRow" },
  toList: { keys: ["u", "Escape"], group: "ticket", label: "action.toList" },
  nextTicket: { keys: ["]", "g n"], group: "ticket", label: "action.nextTicket" },
  previousTicket: { keys: ["[", "g p"], group: "ticket", label: "action.previousTicket" },
  mine: { keys: ["i"], group: "ticket", label: "action.mine" },
  assign: { keys: ["a"], group: "ticket", label: "action.assign" },
  status: { keys: ["s"], group: "ticket", label: "action.status" },
  priority: { keys: ["p"], group: "ticket", label: "action.priority" },
  department: { keys: ["d"], group: "ticket", label: "action.department" },
  tags: { keys: ["t"], group: "ticket", label: "action.tags" },
  resolve: { keys: ["e"], group: "ticket", label: "action.resolve" },
  copyLink: { keys: ["."], group: "ticket", label: "action.copyLink" },
  reply: { keys: ["r"], group: "write", label: "action.reply" },
  note: { keys: ["n"], group: "write", label: "action.note" },
  send: { keys: ["Mod+Enter"], group: "write", label: "action.send" },
  sendResolve: { keys: ["Mod+Shift+Enter"], group: "write", label: "action.sendResolve" },
  undo: { keys: ["z"], group: "help", label: "action.undo" },
  keys: { keys: ["?"], group: "help", label: "action.keys" },
} as const satisfies Record<string, Action>;

export type ActionName = keyof typeof ACTIONS;
export const GROUPS = ["go", "list", "write", "help", "ticket"] as const;
