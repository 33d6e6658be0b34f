// The only door to the desk. Every answer is either data or a named refusal.
import createClient from "openapi-fetch";
import { signal } from "@preact/signals";
import type { paths } from "./api.d.ts";
import type { Problem } from "./types.ts";
import { noticeServerTime } from "../state/clock.ts";

/** The desk refused: `kind` is the name at the end of the problem's type, such as `stale-version`. */
export class Refused extends Error {
  readonly kind: string;
  constructor(readonly status: number, readonly problem: Problem) {
    super(problem.detail || problem.title);
    this.kind = problem.type.replace(/^.*[#/]/, "");
  }
}

/** No answer came: the network, or the desk itself, is away. Repeating is safe. */
export class Unreachable extends Error {}

/** True as soon as the desk said that no live session came with a request. */
export const signedOut = signal(false);
/** True from a request without an answer until the next with one. */
export const unreachable = signal(false);

export const api = createClient<paths>({
  baseUrl: location.origin,
  fetch: async (request) => {
    try {
      const answer = await fetch(request);
      unreachable.value = false;
      noticeServerTime(answer.headers.get("date"));
      return answer;
    } catch (error) {
      if (request.signal.aborted) throw error;
      unreachable.value = true;
      throw new Unreachable("no answer");
    }
  },
});

interface Answered<T> {
  data?: T | undefined;
  error?: unknown;
  response: Response;
}

/** The data of an answer. Throws Refused or Unreachable. */
export async function got<T>(asking: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await asking;
  if (response.ok) return data as T;
  const refused = new Refused(response.status, asProblem(error, response.status));
  if (refused.kind === "not-signed-in") signedOut.value = true;
  throw refused;
}

function asProblem(body: unknown, status: number): Problem {
  if (typeof body === "object" && body !== null && "title" in body && "type" in body) return body as Problem;
  return { type: "unexpected", title: `${status}`, status, detail: "", errors: [] };
}

/** Headers of a change. Browsers set `Origin` themselves; the description asks for it by name. */
export function change(key: string): { Origin: string; "Idempotency-Key": string } {
  return { Origin: location.origin, "Idempotency-Key": key };
}

/** Headers of a change that is based on a version. */
export function changeOf(version: number, key: string = newKey()): ReturnType<typeof change> & { "If-Match": string } {
  return { ...change(key), "If-Match": `"${version}"` };
}

export function newKey(): string {
  return crypto.randomUUID();
}
