// The three panes side by side: views, list, ticket. On a phone one at a time.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { takeNext } from "../api/changes.ts";
import { signedOut } from "../api/client.ts";
import { client, useQueue } from "../api/questions.ts";
import { t } from "../i18n/i18n.ts";
import { useAction } from "../keys/registry.ts";
import { List } from "../list/list.tsx";
import { viewOf } from "../pure/views.ts";
import { useDesk } from "../state/desk.ts";
import { go, openTicket, place } from "../state/route.ts";
import { settings } from "../state/settings.ts";
import { toast, undoLast } from "../state/toasts.ts";
import { why } from "../ticket/editing.ts";
import { TicketPane } from "../ticket/ticket.tsx";
import { Connection } from "./connection.tsx";
import { KeySheet } from "./key-sheet.tsx";
import { Palette } from "./palette.tsx";
import { Resizer } from "./resizer.tsx";
import { Views } from "./views.tsx";
import { Welcome } from "./welcome.tsx";

export function Workspace(): JSX.Element {
  const { me } = useDesk();
  const root = useRef<HTMLDivElement>(null);
  const [window, setWindow] = useState<"keys" | "palette" | null>(null);
  const [views, setViews] = useState(false);
  const { view: id, ticket } = place.value;
  const view = viewOf(id, me.departments);
  const queue = useQueue();
  const solve = useSolve();

  useAction("keys", () => setWindow("keys"));
  useAction("palette", () => setWindow("palette"));
  useAction("undo", undoLast);
  useAction("toSolve", () => void solve.take());
  useAction("goWaiting", () => go({ view: "waiting" }));
  useAction("goMine", () => go({ view: "mine" }));

  const { viewsWidth, listWidth } = settings.value;
  useEffect(() => {
    root.current?.style.setProperty("--views", `${viewsWidth}px`);
    root.current?.style.setProperty("--list", `${listWidth}px`);
  }, [viewsWidth, listWidth]);
  useEffect(() => setViews(false), [id, ticket]);

  return (
    <div class={`workspace ${ticket ? "has-ticket" : ""} ${views ? "has-views" : ""}`} ref={root}>
      <a class="skip" href="#list" onClick={(event) => jump(event, "list")}>
        {t("app.skipList")}
      </a>
      <a class="skip" href="#ticket" onClick={(event) => jump(event, "ticket")}>
        {t("app.skipTicket")}
      </a>
      <Connection />
      <Views view={view} queue={queue.data} solve={solve} onKeys={() => setWindow("keys")} onPalette={() => setWindow("palette")} onClose={() => setViews(false)} />
      <main class="work">
        <List key={view.id} view={view} onViews={() => setViews(true)} />
        <Resizer name="listWidth" label={t("app.resizeList")} least={320} most={640} />
        {ticket ? <TicketPane key={ticket} reference={ticket} /> : <Welcome />}
      </main>
      {window === "keys" && <KeySheet onClose={() => setWindow(null)} />}
      {window === "palette" && <Palette onClose={() => setWindow(null)} />}
    </div>
  );
}

export interface Solve {
  take: () => Promise<void>;
  busy: boolean;
}

/** Ask the desk for the one ticket that should be next. */
function useSolve(): Solve {
  const [busy, setBusy] = useState(false);
  async function take(): Promise<void> {
    if (busy) return;
    setBusy(true);
    try {
      const { ticket } = await takeNext();
      if (ticket) openTicket(ticket.reference);
      else toast(t("solve.none"));
      void client.invalidateQueries({ queryKey: ["queue"] });
    } catch (error) {
      if (!signedOut.value) toast(why(error), { tone: "problem" });
    } finally {
      setBusy(false);
    }
  }
  return { take, busy };
}

/** Skip links move the focus; the address keeps naming the ticket. */
function jump(event: Event, id: string): void {
  event.preventDefault();
  document.getElementById(id)?.focus();
}
