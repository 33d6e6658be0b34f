// One message or note: who, when, the words with quotes folded, files, and what became of the mail.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { linkAttachment, linkOriginal } from "../api/changes.ts";
import type { Attachment, Entry, TextPart, Ticket } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { ago, exactly, size } from "../i18n/when.ts";
import { pieces } from "../pure/links.ts";
import { addressOf } from "../pure/place.ts";
import { now } from "../state/clock.ts";
import { place } from "../state/route.ts";
import { toast } from "../state/toasts.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { Face } from "../ui/parts.tsx";
import { why } from "./editing.ts";
import { Formatted } from "./formatted.tsx";

interface Props {
  ticket: Ticket;
  entry: Entry;
  named: boolean;
}

export function Message({ ticket, entry, named }: Props): JSX.Element {
  const [formatted, setFormatted] = useState(false);
  const { author, kind } = entry;
  const note = kind === "note";
  return (
    <article id={entry.id} class={`message message-${kind} ${named ? "message-named" : ""}`} aria-label={`${author.name}, ${sayKind(kind)}`}>
      <header class="message-head">
        <Face name={author.name} kind={author.kind} />
        <span class="message-who">
          <strong>{author.name}</strong>
          <span class={note ? "note-label" : "soft"}>
            {note && <Icon name="note" />}
            {sayKind(kind)}
          </span>
        </span>
        <Verified entry={entry} />
        <a class="message-when" href={addressOf({ view: place.value.view, ticket: ticket.reference, entry: entry.id })} title={exactly(entry.at)}>
          <span class="sr">{t("entry.link")}: </span>
          <time dateTime={entry.at}>{ago(entry.at, now.value)}</time>
        </a>
      </header>
      {formatted ? (
        <Formatted ticket={ticket} entry={entry} />
      ) : (
        <div class="message-text" lang={kind === "message_in" ? (ticket.language ?? undefined) : undefined}>
          {entry.parts.length ? entry.parts.map((part) => <Part part={part} />) : <p class="soft">{t("entry.emptyText")}</p>}
        </div>
      )}
      {entry.attachments.length > 0 && (
        <ul class="files" aria-label={t("entry.attachments")}>
          {entry.attachments.map((file) => (
            <li key={file.id}>
              <File ticket={ticket} entry={entry} file={file} />
            </li>
          ))}
        </ul>
      )}
      <footer class="message-foot">
        {entry.html && (
          <button class="link" type="button" onClick={() => setFormatted(!formatted)}>
            {t(formatted ? "entry.plain" : "entry.formatted")}
          </button>
        )}
        {entry.mail && kind === "message_in" && (
          <button class="link" type="button" onClick={() => void fetchFile(linkOriginal(ticket.reference, entry))}>
            {t("entry.original")}
          </button>
        )}
        <Deliveries entry={entry} />
      </footer>
    </article>
  );
}

function sayKind(kind: Entry["kind"]): string {
  return t(kind === "note" ? "entry.note" : kind === "message_out" ? "entry.replied" : "entry.wrote");
}

function Part({ part }: { part: TextPart }): JSX.Element | null {
  if (!part.text.trim()) return null;
  const text = (
    <p class="words">
      {pieces(part.text.trim()).map(({ text, href }) =>
        href ? (
          <a href={href} target="_blank" rel="noopener noreferrer nofollow">
            {text}
          </a>
        ) : (
          text
        ),
      )}
    </p>
  );
  if (part.kind === "reply") return text;
  return (
    <details class="folded">
      <summary>{t(part.kind === "quote" ? "entry.quote" : "entry.signature")}</summary>
      {text}
    </details>
  );
}

function Verified({ entry }: { entry: Entry }): JSX.Element | null {
  const verdicts = entry.mail?.verdicts ?? {};
  if (entry.kind !== "message_in" || !Object.values(verdicts).includes("FAIL")) return null;
  return (
    <span class="unverified" title={Object.entries(verdicts).map(([name, said]) => `${name} ${said}`).join(", ")}>
      <Icon name="warning" />
      {t("entry.unverified")}
    </span>
  );
}

const DELIVERY = {
  pending: ["clock", "entry.state.pending"],
  sent: ["check", "entry.state.sent"],
  delivered: ["check", "entry.state.delivered"],
  failed: ["warning", "entry.state.failed"],
} as const satisfies Record<string, readonly [IconName, string]>;

/** What became of the answer's mails: the worst of them, and to whom. */
function Deliveries({ entry }: { entry: Entry }): JSX.Element | null {
  if (entry.kind !== "message_out" || !entry.deliveries.length) return null;
  const states = entry.deliveries.map(stateOf);
  const worst = (["failed", "pending", "sent", "delivered"] as const).find((state) => states.includes(state)) ?? "sent";
  const concerned = entry.deliveries.filter((_, index) => states[index] === worst).map((each) => each.recipient);
  const [icon, words] = DELIVERY[worst];
  return (
    <span class={`delivery delivery-${worst}`}>
      <Icon name={icon} />
      {t(words)} · {concerned.join(", ")}
    </span>
  );
}

function stateOf({ state, delivery }: Entry["deliveries"][number]): keyof typeof DELIVERY {
  if (state === "failed" || state === "suppressed" || delivery === "bounced" || delivery === "complained") return "failed";
  if (state === "pending" || state === "sending") return "pending";
  return delivery === "delivered" ? "delivered" : "sent";
}

function File({ ticket, entry, file }: { ticket: Ticket; entry: Entry; file: Attachment }): JSX.Element {
  return (
    <button
      class="file"
      type="button"
      aria-label={t("entry.download", { name: file.name })}
      onClick={() => void fetchFile(linkAttachment(ticket.reference, entry, file.id))}
    >
      <Icon name={file.content_type.startsWith("image/") ? "image" : "clip"} />
      <span class="file-name">{file.name}</span>
      <span class="soft">{size(file.size)}</span>
    </button>
  );
}

/** Links to files live for five minutes, so each is asked for when it is wanted. */
async function fetchFile(asking: Promise<{ url: string }>): Promise<void> {
  try {
    location.assign((await asking).url);
  } catch (error) {
    toast(why(error), { tone: "problem" });
  }
}
