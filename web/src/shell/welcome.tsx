// Where a ticket would be: what to do next, and the keys worth knowing first.
import type { JSX } from "preact";
import { t } from "../i18n/i18n.ts";
import { ACTIONS, type ActionName } from "../keys/actions.ts";
import { Empty, Key } from "../ui/parts.tsx";

const FIRST: readonly ActionName[] = ["toSolve", "nextRow", "openRow", "reply", "keys"];

export function Welcome(): JSX.Element {
  return (
    <section class="pane ticket welcome" aria-label={t("ticket.none")} id="ticket" tabIndex={-1}>
      <Empty icon="inbox" title={t("ticket.none")}>
        <p class="soft">{t("ticket.noneLead")}</p>
        <h2 class="welcome-title">{t("ticket.keysTitle")}</h2>
        <dl class="key-list">
          {FIRST.map((name) => (
            <div key={name}>
              <dt>{t(ACTIONS[name].label)}</dt>
              <dd>
                <Key chord={ACTIONS[name].keys[0]} />
              </dd>
            </div>
          ))}
        </dl>
      </Empty>
    </section>
  );
}
