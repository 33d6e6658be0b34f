// A mail as its sender laid it out. The document comes from the desk with a policy of its own that allows no script, no
// form and no remote load; the frame takes away even its origin. Images come only when asked for.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Entry, Ticket } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { Icon } from "../ui/icon.tsx";

const REMOTE = /data-lippu-(src|srcset|background)=/;

export function Formatted({ ticket, entry }: { ticket: Ticket; entry: Entry }): JSX.Element {
  const [images, setImages] = useState(false);
  const document = `/api/tickets/${ticket.reference}/entries/${entry.id}/document${images ? "?images=true" : ""}`;
  return (
    <div class="formatted">
      {!images && entry.html && REMOTE.test(entry.html) && (
        <p class="formatted-blocked">
          <Icon name="eye" />
          <span>{t("entry.images")}</span>
          <button class="button button-small" type="button" onClick={() => setImages(true)}>
            {t("entry.loadImages")}
          </button>
        </p>
      )}
      <iframe
        key={document}
        class="formatted-frame"
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        referrerpolicy="no-referrer"
        loading="lazy"
        src={document}
        title={t("entry.formattedTitle", { name: entry.author.name })}
      />
    </div>
  );
}
