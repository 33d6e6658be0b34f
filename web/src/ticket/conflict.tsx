// Two people changed one thing: both values, and a choice.
import type { JSX } from "preact";
import { t } from "../i18n/i18n.ts";
import { preview } from "../pure/edits.ts";
import { useDesk } from "../state/desk.ts";
import { Icon } from "../ui/icon.tsx";
import { collisions, edit, fieldName, settle, valueOf } from "./editing.ts";

export function Conflict({ reference }: { reference: string }): JSX.Element | null {
  const desk = useDesk();
  const collision = collisions.value.get(reference);
  if (!collision) return null;
  const { field, before, theirs, edit: changes } = collision;
  return (
    <div class="conflict" role="alert">
      <p class="conflict-title">
        <Icon name="warning" />
        {fieldName(field)}: {t("edit.conflict")}
      </p>
      <dl class="conflict-values">
        <dt>{t("edit.before")}</dt>
        <dd>{valueOf(desk, field, before)}</dd>
        <dt>{t("edit.theirs")}</dt>
        <dd>{valueOf(desk, field, theirs)}</dd>
        <dt>{t("edit.yours")}</dt>
        <dd>{valueOf(desk, field, preview(before, changes))}</dd>
      </dl>
      <div class="buttons">
        <button class="button" type="button" onClick={() => settle(reference)}>
          {t("edit.keepTheirs")}
        </button>
        <button
          class="button button-main"
          type="button"
          onClick={() => {
            settle(reference);
            void edit(desk, theirs, changes);
          }}
        >
          {t("edit.useYours")}
        </button>
      </div>
    </div>
  );
}
