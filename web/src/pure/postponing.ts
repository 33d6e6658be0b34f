// Times that are likely to be meant by "later", in the agent's own time zone.

export interface Postponing {
  name: "later" | "tomorrow" | "monday" | "week";
  until: Date;
}

const MORNING = 9;

export function postponings(now: Date): Postponing[] {
  const untilMonday = (8 - now.getDay()) % 7 || 7;
  const later = new Date(now);
  later.setHours(now.getHours() + 3, 0, 0, 0);
  return [
    { name: "later", until: later },
    { name: "tomorrow", until: morningIn(now, 1) },
    ...(untilMonday > 1 ? [{ name: "monday" as const, until: morningIn(now, untilMonday) }] : []),
    ...(untilMonday < 7 ? [{ name: "week" as const, until: morningIn(now, 7) }] : []),
  ];
}

function morningIn(now: Date, days: number): Date {
  const then = new Date(now);
  then.setDate(now.getDate() + days);
  then.setHours(MORNING, 0, 0, 0);
  return then;
}
