// All keys, made from the table that binds them.
import type { JSX } from "preact";
import { t } from "../i18n/i18n.ts";
import { type Action, ACTIONS, GROUPS } from "../keys/actions.ts";
import { settings } from "../state/settings.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Key } from "../ui/parts.tsx";

export function KeySheet({ onClose }: { onClose: () => void }): JSX.Element {
  const actions: readonly Action[] = Object.values(ACTIONS);
  return (
    <Dialog label={t("keys.title")} onClose={onClose}>
      {!settings.value.singleKeys && <p class="banner">{t("keys.off")}</p>}
      <div class="key-groups">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{t(`keys.group.${group}`)}</h3>
            <dl class="key-list">
              {actions
                .filter((action) => action.group === group)
                .map((action) => (
                  <div key={action.label}>
                    <dt>{t(action.label as "action.keys")}</dt>
                    <dd>
                      {action.keys.map((chord) => (
                        <Key key={chord} chord={chord} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
