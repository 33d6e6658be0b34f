// An open ticket: what was said, what may be changed, and where to answer.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Refused } from "../api/client.ts";
import { useTicket } from "../api/questions.ts";
import type { Ticket } from "../api/types.ts";
import { Composer } from "../composer/composer.tsx";
import { t } from "../i18n/i18n.ts";
import { useAction } from "../keys/registry.ts";
import { statusName, useDesk } from "../state/desk.ts";
import { closeTicket, follow, place } from "../state/route.ts";
import { toast } from "../state/toasts.ts";
import { addressOf } from "../pure/place.ts";
import { PriorityMark, SlaChip, StatusMark } from "../ui/chips.tsx";
import { Icon } from "../ui/icon.tsx";
import { openPicker } from "../ui/picker.tsx";
import { Empty, Skeleton, Trouble } from "../ui/parts.tsx";
import { Conflict } from "./conflict.tsx";
import { edit } from "./editing.ts";
import { Sidebar } from "./sidebar.tsx";
import { Timeline } from "./timeline.tsx";

export function TicketPane({ reference }: { reference: string }): JSX.Element {
  const asked = useTicket(reference);
  const [details, setDetails] = useState(false);
  const first = asked.data?.pages[0];
  if (!first) {
    const gone = asked.error instanceof Refused && asked.error.status === 404;
    return (
      <section class="pane ticket" aria-label={reference} id="ticket" tabIndex={-1}>
        <header class="pane-head ticket-bar">
          <Back />
          <span class="reference">{reference}</span>
        </header>
        {asked.isPending && <Skeleton rows={4} tall />}
        {gone && (
          <Empty icon="search" title={t("ticket.gone")}>
            <p class="soft">{t("ticket.goneLead")}</p>
          </Empty>
        )}
        {asked.isError && !gone && (
          <Trouble title={t("ticket.failed")} detail={asked.error.message} retry={() => void asked.refetch()} />
        )}
      </section>
    );
  }
  const entries = asked.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <section class="pane ticket" aria-label={first.ticket.subject} id="ticket" tabIndex={-1}>
      <Head ticket={first.ticket} details={details} onDetails={setDetails} />
      <div class={`ticket-body ${details ? "has-details" : ""}`}>
        <div class="ticket-main">
          <Conflict reference={reference} />
          <Timeline
            ticket={first.ticket}
            entries={entries}
            earlier={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
          />
          <Composer
            key={reference}
            ticket={first.ticket}
            participants={first.participants ?? []}
            seen={entries[0]?.id}
          />
        </div>
        <Sidebar page={first} />
      </div>
    </section>
  );
}

interface HeadProps {
  ticket: Ticket;
  /** Whether the details are shown where there is no room for them beside the conversation. */
  details: boolean;
  onDetails: (shown: boolean) => void;
}

function Head({ ticket, details, onDetails }: HeadProps): JSX.Element {
  const desk = useDesk();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [ticket.reference]);
  useEffect(() => {
    document.title = `${ticket.subject} · ${ticket.reference} · Lippu`;
    return () => void (document.title = "Lippu");
  }, [ticket.subject]);

  const copy = () => void copyLink(ticket.reference);
  const can = (name: (typeof desk.me.permissions)[number]) => desk.me.permissions.includes(name);
  const pick = (name: string) => {
    onDetails(true);
    requestAnimationFrame(() => openPicker(name));
  };
  useAction("copyLink", copy);
  useAction("status", () => pick("status"), can("edit"));
  useAction("priority", () => pick("priority"), can("edit"));
  useAction("assign", () => pick("assignee"), can("assign"));
  useAction("department", () => pick("department"), can("transfer"));
  useAction("tags", () => pick("tags"), can("edit"));
  useAction("mine", () => void edit(desk, ticket, { assignee: desk.me.id }), can("assign") && ticket.assignee !== desk.me.id);
  useAction("resolve", () => void edit(desk, ticket, { status: "resolved" }), can("resolve") && ticket.status !== "resolved");

  return (
    <header class="pane-head ticket-head">
      <Back />
      <div class="pane-title">
        <h1 ref={heading} tabIndex={-1} lang={ticket.language ?? undefined}>
          {ticket.subject}
        </h1>
        <p class="ticket-facts">
          <StatusMark status={ticket.status} name={statusName(desk, ticket.status, ticket.custom_status)} />
          <PriorityMark priority={ticket.priority} />
          {ticket.due_at && <SlaChip due={ticket.due_at} since={ticket.waiting_since ?? ticket.created_at} />}
          <button class="reference" type="button" onClick={copy} aria-label={`${ticket.reference}: ${t("ticket.copyLink")}`}>
            {ticket.reference}
            <Icon name="link" />
          </button>
          {ticket.follows && <Related words="ticket.follows" reference={ticket.follows} />}
        </p>
        {ticket.merged_into && (
          <p class="banner">
            <Related words="ticket.merged" reference={ticket.merged_into} />
          </p>
        )}
      </div>
      <button class="button details-button" type="button" aria-expanded={details} onClick={() => onDetails(!details)}>
        {t("side.title")}
      </button>
    </header>
  );
}

function Related({ words, reference }: { words: "ticket.follows" | "ticket.merged"; reference: string }): JSX.Element {
  const to = { view: place.value.view, ticket: reference };
  return (
    <a href={addressOf(to)} onClick={(event) => follow(event, to)}>
      {t(words, { reference })}
    </a>
  );
}

function Back(): JSX.Element {
  return (
    <button class="button button-quiet button-icon ticket-back" type="button" onClick={closeTicket} aria-label={t("ticket.back")}>
      <Icon name="back" />
    </button>
  );
}

async function copyLink(reference: string): Promise<void> {
  await navigator.clipboard.writeText(location.origin + addressOf({ view: place.value.view, ticket: reference }));
  toast(t("ticket.copied"));
}
