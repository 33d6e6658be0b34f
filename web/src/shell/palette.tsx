// Everything that can be done or gone to right now, found by typing (Mod+K).
import type { InfiniteData } from "@tanstack/preact-query";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { client } from "../api/questions.ts";
import type { TicketRow } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { type Action, ACTIONS } from "../keys/actions.ts";
import { available } from "../keys/registry.ts";
import { asReference } from "../pure/place.ts";
import { uniqueRows } from "../pure/rows.ts";
import { departmentView, VIEWS } from "../pure/views.ts";
import { type Desk, useDesk } from "../state/desk.ts";
import { go, openTicket } from "../state/route.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";
import { Key } from "../ui/parts.tsx";
import { plain } from "../ui/picker.tsx";

interface Item {
  id: string;
  icon: IconName;
  name: string;
  kind: "palette.command" | "palette.view" | "palette.ticket";
  chord?: string | undefined;
  run: () => void;
}

const MOST = 12;

export function Palette({ onClose }: { onClose: () => void }): JSX.Element {
  const desk = useDesk();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const wanted = plain(typed);
  const found = [...byReference(typed), ...commands(), ...views(desk), ...(wanted ? tickets() : [])]
    .filter((item) => item.id.startsWith("ref:") || plain(item.name).includes(wanted))
    .slice(0, MOST);

  useEffect(() => document.getElementById(`palette-${at}`)?.scrollIntoView({ block: "nearest" }), [at]);

  function choose(item: Item | undefined): void {
    if (!item) return;
    onClose();
    // after the window gave the focus back, so that the command may place it
    requestAnimationFrame(item.run);
  }
  return (
    <Dialog label={t("palette.title")} kind="palette" heading={false} onClose={onClose}>
      <div class="palette-input">
        <Icon name="search" />
        <input
          class="panel-input"
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={found.length ? `palette-${at}` : undefined}
          aria-label={t("palette.placeholder")}
          placeholder={t("palette.placeholder")}
          autocomplete="off"
          spellcheck={false}
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (step) setAt((at + step + found.length) % Math.max(1, found.length));
            else if (event.key === "Enter") choose(found[at]);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <ul class="panel-list" role="listbox" id="palette-list" aria-label={t("palette.title")}>
        {found.map((item, index) => (
          <li
            key={item.id}
            id={`palette-${index}`}
            role="option"
            class={`option ${index === at ? "option-at" : ""}`}
            aria-selected={index === at}
            onPointerMove={() => setAt(index)}
            onClick={() => choose(item)}
          >
            <Icon name={item.icon} />
            <span class="option-name">{item.name}</span>
            {item.chord ? <Key chord={item.chord} /> : <span class="soft small">{t(item.kind)}</span>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="panel-none">{t("palette.none")}</p>}
    </Dialog>
  );
}

function byReference(typed: string): Item[] {
  const reference = asReference(typed);
  if (!reference) return [];
  const name = t("palette.open", { reference });
  return [{ id: `ref:${reference}`, icon: "inbox", name, kind: "palette.ticket", run: () => openTicket(reference) }];
}

function commands(): Item[] {
  return [...available.value]
    .filter(([name]) => name !== "palette")
    .map(([name, run]) => {
      const action: Action = ACTIONS[name];
      const label = t(action.label as "action.keys");
      return { id: name, icon: "play", name: label, kind: "palette.command", chord: action.keys[0], run };
    });
}

function views({ me }: Desk): Item[] {
  return [...VIEWS, ...me.departments.map(departmentView)].map((view) => ({
    id: `view:${view.id}`,
    icon: view.icon,
    name: typeof view.label === "string" ? t(view.label as "views.waiting") : view.label.name,
    kind: "palette.view",
    run: () => go({ view: view.id }),
  }));
}

/** Tickets of the lists that were loaded. */
function tickets(): Item[] {
  const lists = client.getQueriesData<InfiniteData<{ tickets: TicketRow[] }>>({ queryKey: ["list"] });
  const rows = uniqueRows(lists.flatMap(([, data]) => data?.pages.flatMap((page) => page.tickets) ?? []));
  return rows.map(({ reference, subject, requester_name }) => ({
    id: reference,
    icon: "inbox",
    name: `${subject} · ${requester_name || reference}`,
    kind: "palette.ticket",
    run: () => openTicket(reference),
  }));
}
