// What was said, oldest first. It opens at the newest message, or at the one that the address names.
import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Entry, Ticket } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { itemsOf, newestMessage } from "../pure/timeline.ts";
import { place } from "../state/route.ts";
import { Icon } from "../ui/icon.tsx";
import { Events } from "./events.tsx";
import { Message } from "./message.tsx";

interface Props {
  ticket: Ticket;
  entries: Entry[];
  earlier: (() => void) | undefined;
}

export function Timeline({ ticket, entries, earlier }: Props): JSX.Element {
  const items = useMemo(() => itemsOf(entries), [entries]);
  const scroller = useRef<HTMLDivElement>(null);
  const named = place.value.entry;
  const target = named && entries.some((entry) => entry.id === named) ? named : newestMessage(entries)?.id;

  useLayoutEffect(() => {
    const at = target && document.getElementById(target);
    const into = scroller.current;
    if (!at || !into) return;
    into.scrollTop += at.getBoundingClientRect().top - into.getBoundingClientRect().top - 12;
  }, [ticket.reference, named]);

  return (
    <div class="timeline" ref={scroller} role="region" aria-label={t("ticket.timeline")} tabIndex={0}>
      {earlier && (
        <button class="button button-quiet timeline-earlier" type="button" onClick={earlier}>
          <Icon name="up" />
          {t("ticket.earlier")}
        </button>
      )}
      {items.map((item) =>
        item.kind === "events" ? (
          <Events key={item.entries[0]?.id} entries={item.entries} />
        ) : (
          <Message key={item.entry.id} ticket={ticket} entry={item.entry} named={item.entry.id === named} />
        ),
      )}
    </div>
  );
}
