// Where agents write. A reply goes to the customer, a note to colleagues; they look, read and are kept apart.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Ticket, TicketPage } from "../api/types.ts";
import { formats, t } from "../i18n/i18n.ts";
import { useAction } from "../keys/registry.ts";
import { useDesk } from "../state/desk.ts";
import { type Kind, readDraft } from "../state/drafts.ts";
import { toast } from "../state/toasts.ts";
import { Icon } from "../ui/icon.tsx";
import { Key } from "../ui/parts.tsx";
import { News } from "./news.tsx";
import { useSending } from "./sending.ts";
import { useKept } from "./kept.ts";

interface Props {
  ticket: Ticket;
  participants: NonNullable<TicketPage["participants"]>;
  /** The newest entry on the screen. */
  seen: string | undefined;
}

export function Composer(props: Props): JSX.Element | null {
  const { ticket } = props;
  const { me } = useDesk();
  const may = { reply: me.permissions.includes("reply"), note: me.permissions.includes("note") };
  const [kind, setKind] = useState<Kind | null>(() =>
    readDraft(me.id, ticket.reference, "reply") && may.reply ? "reply" : readDraft(me.id, ticket.reference, "note") && may.note ? "note" : null,
  );
  useAction("reply", () => setKind("reply"), may.reply);
  useAction("note", () => setKind("note"), may.note);
  if (!may.reply && !may.note) return null;
  if (!kind) {
    return (
      <div class="composer composer-closed">
        {may.reply && (
          <button class="button button-main" type="button" onClick={() => setKind("reply")}>
            <Icon name="reply" />
            {t("write.reply")}
            <Key chord="r" />
          </button>
        )}
        {may.note && (
          <button class="button button-note" type="button" onClick={() => setKind("note")}>
            <Icon name="note" />
            {t("write.note")}
            <Key chord="n" />
          </button>
        )}
      </div>
    );
  }
  return (
    <section class={`composer composer-${kind}`} aria-label={t(kind === "reply" ? "write.reply" : "write.noteTitle")}>
      <div class="composer-tabs" role="group" aria-label={t("keys.group.write")}>
        {(["reply", "note"] as const).filter((each) => may[each]).map((each) => (
          <button
            key={each}
            class={`composer-tab composer-tab-${each}`}
            type="button"
            aria-pressed={each === kind}
            onClick={() => setKind(each)}
          >
            <Icon name={each} />
            {t(`write.${each}`)}
          </button>
        ))}
        <button class="button button-quiet button-icon composer-close" type="button" onClick={() => setKind(null)} aria-label={t("write.closed")}>
          <Icon name="chevron" />
        </button>
      </div>
      <Editor key={kind} {...props} kind={kind} done={() => setKind(null)} />
    </section>
  );
}

function Editor({ ticket, participants, seen, kind, done }: Props & { kind: Kind; done: () => void }): JSX.Element {
  const { me } = useDesk();
  const box = useRef<HTMLTextAreaElement>(null);
  const kept = useKept(me.id, ticket.reference, kind);
  const [to, setTo] = useState<"all" | "requester">("all");
  const sending = useSending({ ticket, seen, kind, to, kept, done });
  const name = ticket.requester.name || ticket.requester.email;
  const reply = kind === "reply";

  useEffect(() => {
    const field = box.current;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }, []);
  useLayoutEffect(() => grow(box.current), [kept.text]);

  const resolves = reply && me.permissions.includes("resolve");
  useAction("send", () => void sending.send("answered"));
  useAction("sendResolve", () => void sending.send("resolved"), resolves);

  function discard(): void {
    const { text } = kept;
    kept.set("");
    done();
    toast(t("write.discarded"), { action: { label: t("edit.undo"), run: () => kept.set(text) } });
  }
  return (
    <>
      {reply ? (
        <div class="composer-to">
          <span class="soft">{t("write.to")}</span>
          <span class="composer-name">{name}</span>
          {participants.length > 0 && to === "all" && (
            <span class="soft">+ {formats.value.list.format(participants.map((each) => each.name || each.email))}</span>
          )}
          {participants.length > 0 && (
            <span class="switch" role="group" aria-label={t("write.to")}>
              <button type="button" aria-pressed={to === "all"} onClick={() => setTo("all")}>
                {t("write.all")}
              </button>
              <button type="button" aria-pressed={to === "requester"} onClick={() => setTo("requester")}>
                {t("write.requesterOnly", { name })}
              </button>
            </span>
          )}
        </div>
      ) : (
        <p class="composer-hint">
          <Icon name="note" />
          {t("write.noteHint")}
        </p>
      )}
      {sending.stopped && <News stopped={sending.stopped} sendAnyway={sending.sendAnyway} keepWriting={() => { sending.dismiss(); box.current?.focus(); }} />}
      <textarea
        ref={box}
        class="composer-text"
        aria-label={reply ? t("write.replyTo", { name }) : t("write.noteTitle")}
        placeholder={reply ? t("write.replyPlaceholder", { name }) : t("write.notePlaceholder")}
        lang={reply ? (ticket.language ?? undefined) : undefined}
        maxLength={50_000}
        spellcheck
        rows={4}
        value={kept.text}
        onInput={(event) => kept.set(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          event.currentTarget.blur();
          document.getElementById("ticket")?.focus();
        }}
      />
      <div class="composer-foot">
        <span class="composer-kept" role="status">
          {kept.savedAt ? `${t("write.kept")} · ${formats.value.time.format(kept.savedAt)}` : ""}
        </span>
        {kept.text && (
          <button class="button button-quiet" type="button" onClick={discard} disabled={sending.busy}>
            {t("write.discard")}
          </button>
        )}
        {resolves && (
          <button class="button" type="button" onClick={() => void sending.send("resolved")} disabled={sending.busy}>
            {t("write.sendResolve")}
          </button>
        )}
        <button
          class={`button ${reply ? "button-main" : "button-note-main"}`}
          type="button"
          onClick={() => void sending.send("answered")}
          disabled={sending.busy}
        >
          {t(sending.busy ? "write.sending" : reply ? "write.send" : "write.addNote")}
          {!sending.busy && <Key chord="Mod+Enter" />}
        </button>
      </div>
    </>
  );
}

/** As high as its text, up to what the style sheet allows. */
function grow(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}
