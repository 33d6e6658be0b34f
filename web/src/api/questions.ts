// What the workspace asks the desk, and how long an answer is good for.
import { QueryClient, useInfiniteQuery, useQuery } from "@tanstack/preact-query";
import { api, got, Refused, signedOut } from "./client.ts";
import type { View } from "../pure/views.ts";

const SECOND = 1_000;

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10 * SECOND,
      gcTime: 10 * 60 * SECOND,
      // a refusal is an answer: only silence is worth another try
      retry: (count, error) => !(error instanceof Refused && error.status !== 503) && count < 2,
      refetchOnWindowFocus: true,
    },
  },
});

/** Polling rests while the page is hidden or signed out; TanStack asks again as soon as it is looked at. */
function every(seconds: number): () => number | false {
  return () => (signedOut.value ? false : seconds * SECOND);
}

export function useMe() {
  return useQuery({ queryKey: ["me"], queryFn: () => got(api.GET("/api/me")), staleTime: 5 * 60 * SECOND, retry: false });
}

export function useConfiguration() {
  return useQuery({
    queryKey: ["configuration"],
    queryFn: () => got(api.GET("/api/configuration")),
    staleTime: 5 * 60 * SECOND,
  });
}

export function useQueue() {
  return useQuery({ queryKey: ["queue"], queryFn: () => got(api.GET("/api/queue")), refetchInterval: every(30) });
}

const PAGE = 50;

export function useTickets(view: View, me: string) {
  return useInfiniteQuery({
    queryKey: ["list", view.id],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      got(
        api.GET("/api/tickets", {
          params: { query: { ...view.filter(me), limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 30 * SECOND,
    // rows must not jump while somebody reads them: newer ones are announced instead (useNewer)
    refetchOnWindowFocus: false,
  });
}

/** The beginning of a list as it is now. */
export function useNewer(view: View, me: string) {
  return useQuery({
    queryKey: ["newer", view.id],
    queryFn: ({ signal }) =>
      got(api.GET("/api/tickets", { params: { query: { ...view.filter(me), limit: PAGE } }, signal })),
    refetchInterval: every(20),
    staleTime: 15 * SECOND,
    initialData: undefined,
  });
}

export function useTicket(reference: string) {
  return useInfiniteQuery({
    queryKey: ["ticket", reference],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      got(
        api.GET("/api/tickets/{reference}", {
          params: { path: { reference }, query: pageParam ? { cursor: pageParam } : {} },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.older ?? undefined,
    refetchInterval: every(15),
  });
}

export function useSla(reference: string, version: number) {
  return useQuery({
    queryKey: ["sla", reference, version],
    queryFn: ({ signal }) =>
      got(api.GET("/api/tickets/{reference}/sla", { params: { path: { reference } }, signal })),
    staleTime: 60 * SECOND,
  });
}
