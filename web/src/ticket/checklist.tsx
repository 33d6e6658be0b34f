// A ticket's to-do list: ticked in place, added to by typing.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { addTask, refresh, tickTask } from "../api/changes.ts";
import { client } from "../api/questions.ts";
import type { Task, Ticket } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { useDesk } from "../state/desk.ts";
import { toast } from "../state/toasts.ts";
import { Icon } from "../ui/icon.tsx";
import { why } from "./editing.ts";

export function Checklist({ ticket, tasks }: { ticket: Ticket; tasks: readonly Task[] }): JSX.Element | null {
  const { me } = useDesk();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const edits = me.permissions.includes("edit");
  if (!tasks.length && !edits) return null;

  async function make(change: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    try {
      await change();
      await client.invalidateQueries({ queryKey: ["ticket", ticket.reference] });
    } catch (error) {
      refresh(ticket.reference);
      toast(why(error), { tone: "problem" });
    } finally {
      setBusy(false);
    }
  }
  return (
    <section class="side-part">
      <h2>{t("side.checklist")}</h2>
      <ul class="tasks">
        {tasks.map((task) => (
          <li key={task.id}>
            <label class="task">
              <input
                type="checkbox"
                checked={task.done_by !== null}
                disabled={busy || !edits}
                onChange={(event) => {
                  const done = event.currentTarget.checked;
                  void make(() => tickTask(ticket.reference, task, ticket.version, done));
                }}
              />
              <span class={task.done_by ? "task-done" : ""}>{task.text}</span>
            </label>
          </li>
        ))}
      </ul>
      {edits && (
        <form
          class="task-add"
          onSubmit={(event) => {
            event.preventDefault();
            const wanted = text.trim();
            if (!wanted) return;
            setText("");
            void make(() => addTask(ticket.reference, wanted).catch((error: unknown) => {
              setText(wanted);
              throw error;
            }));
          }}
        >
          <input
            class="input input-quiet"
            value={text}
            maxLength={200}
            aria-label={t("side.addTask")}
            placeholder={t("side.taskPlaceholder")}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button class="button button-quiet button-icon" type="submit" aria-label={t("side.addTask")} disabled={!text.trim()}>
            <Icon name="plus" />
          </button>
        </form>
      )}
    </section>
  );
}
