// A reply was stopped: what arrived while it was written, and the choice.
import type { JSX } from "preact";
import { t } from "../i18n/i18n.ts";
import { ago } from "../i18n/when.ts";
import { now } from "../state/clock.ts";
import { Icon } from "../ui/icon.tsx";
import type { Stopped } from "./sending.ts";

interface Props {
  stopped: Stopped;
  sendAnyway: () => void;
  keepWriting: () => void;
}

export function News({ stopped, sendAnyway, keepWriting }: Props): JSX.Element {
  return (
    <div class="news" role="alert">
      <p class="news-title">
        <Icon name="warning" />
        {t(stopped.news.length ? "write.stale" : "write.staleChanged")}
      </p>
      {stopped.news.map((entry) => (
        <blockquote key={entry.id} class="news-entry">
          <p class="news-who">
            <strong>{entry.author.name}</strong> <span class="soft">{ago(entry.at, now.value)}</span>
          </p>
          <p class="words">{entry.parts.filter((part) => part.kind === "reply").map((part) => part.text.trim()).join("\n")}</p>
        </blockquote>
      ))}
      <div class="buttons">
        <button class="button" type="button" onClick={keepWriting}>
          {t("write.keepWriting")}
        </button>
        <button class="button button-main" type="button" onClick={sendAnyway}>
          {t("write.sendAnyway")}
        </button>
      </div>
    </div>
  );
}
