// The list in the middle: only rows in sight exist, the cursor moves by j and k, and more pages come while scrolling.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { useNewer, useTickets, client } from "../api/questions.ts";
import type { TicketRow } from "../api/types.ts";
import { plural, t } from "../i18n/i18n.ts";
import { useAction } from "../keys/registry.ts";
import { newerOf, uniqueRows, updated } from "../pure/rows.ts";
import type { View } from "../pure/views.ts";
import { ROW, scrollFor, windowOf } from "../pure/window.ts";
import { useDesk } from "../state/desk.ts";
import { closeTicket, openTicket, place } from "../state/route.ts";
import { Icon } from "../ui/icon.tsx";
import { Empty, Key, Skeleton, Trouble } from "../ui/parts.tsx";
import { Row } from "./row.tsx";

const NONE: TicketRow[] = [];
const AHEAD = 15; // rows before the end at which the next page is asked for

export function List({ view, onViews }: { view: View; onViews: () => void }): JSX.Element {
  const { me } = useDesk();
  const list = useTickets(view, me.id);
  const newer = useNewer(view, me.id);
  const later = newer.data && newer.dataUpdatedAt > list.dataUpdatedAt ? newer.data.tickets : NONE;
  const rows = useMemo(
    () => updated(uniqueRows(list.data?.pages.flatMap((page) => page.tickets) ?? []), later),
    [list.data, later],
  );
  const fresh = list.isSuccess ? newerOf(later, rows, !list.hasNextPage).length : 0;
  const title = typeof view.label === "string" ? t(view.label as "views.waiting") : view.label.name;
  const [chosen, setChosen] = useState<string | null>(null);
  const open = place.value.ticket;
  const cursor = Math.max(0, rows.findIndex((row) => row.reference === (chosen ?? open)));
  const scroller = useRef<HTMLDivElement>(null);
  const { first, last } = useWindow(scroller, rows.length);

  useEffect(() => setChosen(null), [view.id]);
  useEffect(() => {
    if (open) setChosen(open);
  }, [open]);
  useEffect(() => {
    if (last > rows.length - AHEAD && list.hasNextPage && !list.isFetchingNextPage && !list.isError) void list.fetchNextPage();
  }, [last, rows.length, list.hasNextPage, list.isFetchingNextPage]);

  function moveTo(index: number, focus: boolean): TicketRow | undefined {
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
    if (!row || !scroller.current) return undefined;
    const at = rows.indexOf(row);
    setChosen(row.reference);
    const to = scrollFor(at, scroller.current.scrollTop, scroller.current.clientHeight);
    if (to !== null) scroller.current.scrollTop = to;
    if (focus) requestAnimationFrame(() => focusRow(at));
    return row;
  }
  const step = (by: number) => moveTo(chosen === null && !open ? 0 : cursor + by, true);
  const stepTicket = (by: number) => {
    const row = moveTo(cursor + by, false);
    if (row && row.reference !== open) openTicket(row.reference);
  };
  useAction("nextRow", () => step(1), rows.length > 0);
  useAction("previousRow", () => step(-1), rows.length > 0);
  useAction("openRow", () => rows[cursor] && openTicket(rows[cursor].reference), rows.length > 0);
  useAction("nextTicket", () => stepTicket(1), open !== null && rows.length > 0);
  useAction("previousTicket", () => stepTicket(-1), open !== null && rows.length > 0);
  useAction(
    "toList",
    () => {
      closeTicket();
      requestAnimationFrame(() => focusRow(cursor));
    },
    open !== null,
  );

  // one main heading: an open ticket's subject, else the list's name
  const Heading = open ? "h2" : "h1";
  const count = list.hasNextPage ? t("list.more", { n: rows.length }) : plural("list.shown", rows.length);
  return (
    <section class="pane list" aria-label={t("list.label")} id="list" tabIndex={-1}>
      <header class="pane-head">
        <button class="button button-quiet button-icon views-button" type="button" onClick={onViews} aria-label={t("views.open")}>
          <Icon name="menu" />
        </button>
        <div class="pane-title">
          <Heading>{title}</Heading>
          {list.isSuccess && <p class="soft">{count}</p>}
        </div>
      </header>
      {fresh > 0 && (
        <button
          class="pill"
          type="button"
          onClick={() => {
            void client.resetQueries({ queryKey: ["list", view.id] });
            if (scroller.current) scroller.current.scrollTop = 0;
          }}
        >
          <Icon name="up" />
          {plural("list.new", fresh)}
        </button>
      )}
      <div class="scroller" ref={scroller}>
        {list.isPending && <Skeleton rows={8} />}
        {list.isError && !rows.length && (
          <Trouble title={t("list.failed")} detail={list.error.message} retry={() => void list.refetch()} />
        )}
        {list.isSuccess && !rows.length && <NoRows view={view.id} />}
        <ul class="rows" style={{ height: `${rows.length * ROW}px` }}>
          {rows.slice(first, last).map((row, offset) => (
            <Row
              key={row.reference}
              row={row}
              index={first + offset}
              count={list.hasNextPage ? -1 : rows.length}
              view={view.id}
              open={row.reference === open}
              cursor={first + offset === cursor}
              names={me.departments.length > 1 && !view.id.startsWith("department-")}
            />
          ))}
        </ul>
        {list.isFetchNextPageError && (
          <Trouble title={t("list.failed")} retry={() => void list.fetchNextPage()} />
        )}
      </div>
    </section>
  );
}

function NoRows({ view }: { view: string }): JSX.Element {
  const mine = view === "mine";
  const words = t(mine ? "list.emptyMine" : view === "waiting" ? "list.emptyWaiting" : "list.emptyOther", { key: "\u0000" });
  const [before, after] = words.split("\u0000");
  return (
    <Empty icon={mine ? "person" : "check"} title={t("list.empty")}>
      <p class="soft">
        {before}
        {after !== undefined && <Key chord="w" />}
        {after}
      </p>
    </Empty>
  );
}

function useWindow(scroller: { current: HTMLDivElement | null }, count: number): { first: number; last: number } {
  const [seen, setSeen] = useState({ top: 0, height: 800 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => setSeen({ top: element.scrollTop, height: element.clientHeight });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  return windowOf(seen.top, seen.height, count);
}

function focusRow(index: number): void {
  document.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus({ preventScroll: true });
}
