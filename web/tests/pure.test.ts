import { describe, expect, it } from "vitest";
import type { Entry, Ticket, TicketRow } from "../src/api/types.ts";
import { inverseOf, preview, sameIn } from "../src/pure/edits.ts";
import { pieces } from "../src/pure/links.ts";
import { addressOf, asReference, placeOf } from "../src/pure/place.ts";
import { postponings } from "../src/pure/postponing.ts";
import { newerOf, uniqueRows, updated } from "../src/pure/rows.ts";
import { spanOf, urgencyOf } from "../src/pure/sla.ts";
import { initialsOf, itemsOf } from "../src/pure/timeline.ts";
import { scrollFor, ROW, windowOf } from "../src/pure/window.ts";

const HOUR = 3_600_000;
const row = (reference: string, subject = "") => ({ reference, subject }) as TicketRow;

describe("a list's window", () => {
  it("never holds more than 60 rows, however long the list and high the screen", () => {
    for (const height of [300, 900, 100_000]) {
      const { first, last } = windowOf(5_000 * ROW, height, 10_000);
      expect(last - first).toBeLessThanOrEqual(60);
      expect(first).toBeLessThanOrEqual(5_000);
    }
  });
  it("ends with the list", () => expect(windowOf(0, 900, 3)).toEqual({ first: 0, last: 3 }));
  it("scrolls only as far as needed", () => {
    expect(scrollFor(2, 0, 10 * ROW)).toBeNull();
    expect(scrollFor(0, ROW, 10 * ROW)).toBe(0);
    expect(scrollFor(10, 0, 10 * ROW)).toBe(ROW);
  });
});

describe("rows", () => {
  it("appear once, though they moved between pages", () =>
    expect(uniqueRows([row("A"), row("B"), row("A")]).map((each) => each.reference)).toEqual(["A", "B"]));
  it("are kept up to date where they stand", () =>
    expect(updated([row("A"), row("B")], [row("B", "new"), row("C")])).toEqual([row("A"), row("B", "new")]));
  it("are new only before what was known, while the list goes on", () => {
    const beginning = [row("N"), row("A"), row("B"), row("moved up")];
    expect(newerOf(beginning, [row("A"), row("B")], false)).toEqual([row("N")]);
    expect(newerOf(beginning, [row("A"), row("B")], true)).toHaveLength(2);
  });
});

describe("a promise", () => {
  it("is soon in its last quarter, and overdue afterwards", () => {
    expect(urgencyOf(8 * HOUR, 0, 5 * HOUR)).toBe("calm");
    expect(urgencyOf(8 * HOUR, 0, 6.5 * HOUR)).toBe("soon");
    expect(urgencyOf(8 * HOUR, 0, 8 * HOUR)).toBe("overdue");
  });
  it("is soon in its last half hour, however short it was", () =>
    expect(urgencyOf(HOUR, 0.9 * HOUR, 0.95 * HOUR)).toBe("soon"));
  it("is counted in two units, rounded up", () => {
    expect(spanOf(1)).toEqual({ days: 0, hours: 0, minutes: 1 });
    expect(spanOf(26 * HOUR)).toEqual({ days: 1, hours: 2, minutes: 0 });
  });
});

describe("addresses", () => {
  it("of views, tickets and messages lead back to them", () => {
    const entry = "01M7Q90TXHTVZ80M5MXTVZWPRN";
    const address = addressOf({ view: "mine", ticket: "K7QF-3M2X", entry });
    const [path = "", hash = ""] = address.split("#");
    expect(placeOf(path, `#${hash}`)).toEqual({ view: "mine", ticket: "K7QF-3M2X", entry });
  });
  it("that are damaged lead to the first view", () =>
    expect(placeOf("/agent/%E0%A4%A/<script>", "#x")).toEqual({ view: "waiting", ticket: null, entry: null }));
  it("take any spelling of a reference", () => {
    expect(asReference(" k7qf3m2x ")).toBe("K7QF-3M2X");
    expect(asReference("printer")).toBeNull();
  });
});

describe("a timeline", () => {
  it("is read from the oldest, with events folded between messages", () => {
    const entries = ["event", "event", "message_in"].map((kind, id) => ({ id: `${id}`, kind }) as Entry);
    expect(itemsOf(entries).map((item) => item.kind)).toEqual(["message", "events"]);
  });
  it("names people by initials", () => expect(initialsOf("Jana Javorová")).toBe("JJ"));
});

describe("links in a text", () => {
  it("are web addresses alone, without the sentence around them", () => {
    expect(pieces("See https://a.example/x. Or javascript:alert(1)")).toEqual([
      { text: "See " },
      { text: "https://a.example/x", href: "https://a.example/x" },
      { text: ". Or javascript:alert(1)" },
    ]);
  });
});

describe("an edit", () => {
  const ticket = { status: "open", custom_status: null, priority: "low", tags: ["a", "b"], assignee: "jana" } as unknown as Ticket;
  it("shows at once how the ticket will be", () => expect(preview(ticket, { assignee: null }).assignee).toBeNull());
  it("is undone by the old values", () => {
    expect(inverseOf(ticket, { priority: "high" })).toEqual({ priority: "low" });
    expect(inverseOf({ ...ticket, custom_status: "own" }, { status: "resolved" })).toEqual({ custom_status: "own" });
  });
  it("compares tags without their order", () => expect(sameIn("tags", ticket, { ...ticket, tags: ["b", "a"] })).toBe(true));
});

describe("later", () => {
  it("is always in the future, in the morning of a day", () => {
    const sunday = new Date(2026, 10, 22, 20, 30);
    for (const { name, until } of postponings(sunday)) {
      expect(until.getTime()).toBeGreaterThan(sunday.getTime());
      if (name !== "later") expect(until.getHours()).toBe(9);
    }
  });
});
