import { render } from "preact";
import { speakAsChosen, t } from "./i18n/i18n.ts";
import { listenToKeys } from "./keys/registry.ts";
import { App } from "./shell/app.tsx";
import { startClock } from "./state/clock.ts";
import { watchAddress } from "./state/route.ts";
import { watchTheme } from "./state/settings.ts";
import { toast } from "./state/toasts.ts";
import "./styles/index.css";

watchTheme();
watchAddress();
startClock();
listenToKeys();
// a part of an older version is no longer there: nothing is reloaded while somebody types
addEventListener("vite:preloadError", (event) => {
  event.preventDefault();
  toast(t("app.newVersion"), { action: { label: t("app.reload"), run: () => location.reload() } });
});
const root = document.getElementById("app");
if (root) void speakAsChosen().finally(() => render(<App />, root));
