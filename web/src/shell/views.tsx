// The left pane: what to solve, the views, and the agent's own menu.
import type { JSX } from "preact";
import { signOut } from "../api/changes.ts";
import { signedOut } from "../api/client.ts";
import { client } from "../api/questions.ts";
import type { QueueState } from "../api/types.ts";
import { LANGUAGES, plural, speakAsChosen, t, wanted } from "../i18n/i18n.ts";
import { addressOf } from "../pure/place.ts";
import { departmentView, type View, VIEWS } from "../pure/views.ts";
import { Logo } from "../session/sign-in.tsx";
import { useDesk } from "../state/desk.ts";
import { follow } from "../state/route.ts";
import { set, settings, type Theme } from "../state/settings.ts";
import { toast } from "../state/toasts.ts";
import { why } from "../ticket/editing.ts";
import { Icon } from "../ui/icon.tsx";
import { Face, Key } from "../ui/parts.tsx";
import { Resizer } from "./resizer.tsx";
import type { Solve } from "./workspace.tsx";

interface Props {
  view: View;
  queue: QueueState | undefined;
  solve: Solve;
  onKeys: () => void;
  onPalette: () => void;
  onClose: () => void;
}

export function Views({ view, queue, solve, onKeys, onPalette, onClose }: Props): JSX.Element {
  const { me } = useDesk();
  const waitingIn = new Map(queue?.departments.map((each) => [each.department, each.waiting]));
  return (
    <aside class="views" aria-label={t("views.title")}>
      <div class="views-head">
        <Logo />
        <button class="button button-quiet button-icon" type="button" onClick={onPalette} aria-label={t("action.palette")} title={t("action.palette")}>
          <Icon name="search" />
        </button>
        <button class="button button-quiet button-icon views-close" type="button" onClick={onClose} aria-label={t("app.close")}>
          <Icon name="cross" />
        </button>
      </div>
      <button class="solve" type="button" onClick={() => void solve.take()} disabled={solve.busy}>
        <span class="solve-name">
          <Icon name="play" />
          {t("solve.button")}
          <Key chord="w" />
        </span>
        <span class="solve-count">{queue ? plural("solve.waiting", queue.waiting, `${queue.waiting}${queue.more ? "+" : ""}`) : "\u00a0"}</span>
      </button>
      <nav class="views-nav" aria-label={t("views.title")}>
        <ul>
          {VIEWS.map((each) => (
            <ViewLink key={each.id} view={each} current={each.id === view.id} />
          ))}
        </ul>
        {me.departments.length > 1 && (
          <>
            <h2 class="views-title">{t("views.departments")}</h2>
            <ul>
              {me.departments.map((department) => {
                const each = departmentView(department);
                return <ViewLink key={each.id} view={each} current={each.id === view.id} count={waitingIn.get(department.id)} />;
              })}
            </ul>
          </>
        )}
      </nav>
      <div class="views-foot">
        <button class="me" type="button" popovertarget="my-menu" aria-haspopup="dialog">
          <Face name={me.name} />
          <span class="me-name">{me.name}</span>
        </button>
        <button class="button button-quiet button-icon" type="button" onClick={onKeys} aria-label={t("action.keys")} title={t("action.keys")}>
          <Icon name="keyboard" />
        </button>
        <MyMenu />
      </div>
      <Resizer name="viewsWidth" label={t("app.resizeViews")} least={180} most={320} />
    </aside>
  );
}

function ViewLink({ view, current, count }: { view: View; current: boolean; count?: number | undefined }): JSX.Element {
  const name = typeof view.label === "string" ? t(view.label as "views.waiting") : view.label.name;
  return (
    <li>
      <a class="view" href={addressOf({ view: view.id })} aria-current={current ? "page" : undefined} onClick={(event) => follow(event, { view: view.id })}>
        <Icon name={view.icon} />
        <span class="view-name">{name}</span>
        {count ? <span class="view-count">{count > 99 ? "99+" : count}</span> : null}
      </a>
    </li>
  );
}

function MyMenu(): JSX.Element {
  const { me } = useDesk();
  const { theme, language, singleKeys } = settings.value;
  return (
    <div id="my-menu" popover="auto" class="panel my-menu" role="dialog" aria-label={t("me.menu", { name: me.name })}>
      <p class="my-menu-who">
        <strong>{me.name}</strong>
        <span class="soft breaks">{me.email}</span>
      </p>
      <label class="field">
        {t("me.theme")}
        <select class="input" value={theme} onChange={(event) => set("theme", event.currentTarget.value as Theme)}>
          {(["system", "light", "dark"] as const).map((each) => (
            <option key={each} value={each}>
              {t(`me.theme.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        {t("me.language")}
        <select
          class="input"
          value={wanted(language, navigator.languages)}
          onChange={(event) => {
            set("language", event.currentTarget.value);
            void speakAsChosen();
          }}
        >
          {Object.entries(LANGUAGES).map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="task my-menu-check">
        <input type="checkbox" checked={singleKeys} onChange={(event) => set("singleKeys", event.currentTarget.checked)} />
        {t("me.singleKeys")}
      </label>
      <button class="button button-wide" type="button" onClick={() => void leave()}>
        {t("signIn.out")}
      </button>
    </div>
  );
}

async function leave(): Promise<void> {
  try {
    await signOut();
    signedOut.value = false;
    client.clear();
    location.assign("/agent/");
  } catch (error) {
    toast(why(error), { tone: "problem" });
  }
}
