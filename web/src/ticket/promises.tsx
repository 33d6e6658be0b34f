// What was promised about a ticket, what of it is used, and whether it was kept.
import type { JSX } from "preact";
import { useSla } from "../api/questions.ts";
import type { ExplainedClock, Ticket } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { duration, moment } from "../i18n/when.ts";
import { Icon, type IconName } from "../ui/icon.tsx";

const STATES: Record<ExplainedClock["state"], IconName> = {
  met: "check",
  breached: "flame",
  running: "clock",
  paused: "pause",
  not_running: "pause",
};

export function Promises({ ticket }: { ticket: Ticket }): JSX.Element | null {
  const { data } = useSla(ticket.reference, ticket.version);
  if (!data) return null;
  return (
    <section class="side-part">
      <h2>{t("sla.title")}</h2>
      {data.clocks.length === 0 && <p class="soft">{t("sla.none")}</p>}
      <ul class="promises">
        {data.clocks.map((clock) => (
          <li key={clock.target} class={`promise promise-${clock.state}`}>
            <span class="promise-name">{t(`sla.${clock.target}`)}</span>
            <span class="promise-state">
              <Icon name={STATES[clock.state]} />
              {t(`sla.state.${clock.state}`)}
            </span>
            <meter
              class="promise-bar"
              min={0}
              max={clock.promised_seconds}
              value={Math.min(clock.counted_seconds, clock.promised_seconds)}
              aria-label={t(`sla.${clock.target}`)}
            />
            <span class="promise-used">
              {t("sla.used", { used: duration(clock.counted_seconds * 1000), promised: duration(clock.promised_seconds * 1000) })}
            </span>
            {clock.due && <span class="promise-due">{t("sla.dueAt", { when: moment(clock.due) })}</span>}
          </li>
        ))}
      </ul>
      {data.policy && (
        <p class="soft small">
          {t("sla.policy", { policy: data.policy.name, hours: data.hours ? `${data.hours.name} (${data.hours.zone})` : "24/7" })}
        </p>
      )}
    </section>
  );
}
