// Sending, once: the key of the request belongs to the text, so that a second try after a lost answer sends nothing
// twice. If the desk stops a reply because something came meanwhile, that is shown and the agent decides.
import { useState } from "preact/hooks";
import { addNote, refresh, sendReply, takeBack } from "../api/changes.ts";
import { newKey, Refused, signedOut } from "../api/client.ts";
import { client } from "../api/questions.ts";
import type { Accepted, Entry, StaleTicket, Ticket } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { moment } from "../i18n/when.ts";
import { available } from "../keys/registry.ts";
import { useDesk } from "../state/desk.ts";
import { keepDraft, type Kind, readDraft } from "../state/drafts.ts";
import { toast } from "../state/toasts.ts";
import { why } from "../ticket/editing.ts";
import type { Kept } from "./kept.ts";

type Becomes = "answered" | "resolved";

/** A reply that was not sent because of `news`, and what it would have done. */
export interface Stopped {
  news: readonly Entry[];
  version: number;
  status: Becomes;
}

interface Asked {
  ticket: Ticket;
  seen: string | undefined;
  kind: Kind;
  to: "all" | "requester";
  kept: Kept;
  done: () => void;
}

export interface Sending {
  busy: boolean;
  stopped: Stopped | null;
  send: (status: Becomes) => Promise<void>;
  sendAnyway: () => void;
  dismiss: () => void;
}

export function useSending({ ticket, seen, kind, to, kept, done }: Asked): Sending {
  const { me } = useDesk();
  const [busy, setBusy] = useState(false);
  const [stopped, setStopped] = useState<Stopped | null>(null);

  async function attempt(status: Becomes, version: number, read: string | undefined, key: string): Promise<void> {
    setBusy(true);
    setStopped(null);
    try {
      const { text } = kept;
      const accepted = await (kind === "note"
        ? addNote(ticket.reference, text, key)
        : sendReply(ticket.reference, { text, key, version, seen: read, status, to }));
      kept.set("");
      done();
      tell(accepted, kind, () => restore(me.id, ticket.reference, text));
      void client.invalidateQueries({ queryKey: ["list"], refetchType: "none" });
    } catch (error) {
      if (error instanceof Refused && error.kind === "stale-version") {
        const { current, news = [] } = error.problem as StaleTicket;
        setStopped({ news, version: current.version, status });
      } else if (!signedOut.value) toast(`${t("write.failed")} ${why(error)}`, { tone: "problem" });
    } finally {
      setBusy(false);
      refresh(ticket.reference);
    }
  }

  async function send(status: Becomes): Promise<void> {
    if (busy) return;
    if (!kept.text.trim()) {
      toast(t("write.empty"), { tone: "problem" });
      return;
    }
    // the key is the text's; another choice of what happens is another request
    const key = kept.keep()?.key ?? newKey();
    await attempt(status, ticket.version, seen, `${key}:${ticket.version}:${status}:${to}`);
  }

  function sendAnyway(): void {
    if (!stopped) return;
    const newest = stopped.news[0]?.id ?? seen;
    void attempt(stopped.status, stopped.version, newest, newKey());
  }
  return { busy, stopped, send, sendAnyway, dismiss: () => setStopped(null) };
}

/** What became of it. A reply that waits can still be taken back. */
function tell({ reference, scheduled }: Accepted, kind: Kind, restored: () => void): void {
  if (!scheduled) {
    toast(t(kind === "note" ? "write.noted" : "write.sent"));
    return;
  }
  const undo = async () => {
    try {
      await takeBack(reference, scheduled.id);
      restored();
    } catch (error) {
      toast(why(error), { tone: "problem" });
    } finally {
      refresh(reference);
    }
  };
  const words = t("write.scheduled", { when: moment(scheduled.send_at) });
  toast(words, { action: { label: t("edit.undo"), run: () => void undo() } });
}

/** The words are in the composer again, before what was written since. */
function restore(agent: string, reference: string, text: string): void {
  const since = readDraft(agent, reference, "reply")?.text;
  keepDraft(agent, reference, "reply", since ? `${text}\n\n${since}` : text);
  available.value.get("reply")?.();
}
