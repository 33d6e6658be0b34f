import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { unreachable } from "../api/client.ts";
import { client } from "../api/questions.ts";
import { t } from "../i18n/i18n.ts";
import { Icon } from "../ui/icon.tsx";

/** Says when the desk cannot be reached, and what is safe meanwhile. */
export function Connection(): JSX.Element | null {
  const [offline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const look = () => {
      setOffline(!navigator.onLine);
      if (navigator.onLine) void client.invalidateQueries();
    };
    addEventListener("online", look);
    addEventListener("offline", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("offline", look);
    };
  }, []);
  if (!offline && !unreachable.value) return null;
  return (
    <div class="offline" role="status">
      <Icon name="cloud" />
      <span>
        <strong>{t("app.offline")}</strong> {t("app.offlineKept")}
      </span>
      <button class="link" type="button" onClick={() => void client.invalidateQueries()}>
        {t("app.retry")}
      </button>
    </div>
  );
}
