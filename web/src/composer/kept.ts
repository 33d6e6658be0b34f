// The text of an editor, kept on this device on each pause and when the page is left.
import { useEffect, useRef, useState } from "preact/hooks";
import { type Draft, keepDraft, type Kind, readDraft } from "../state/drafts.ts";

const PAUSE = 300;

export interface Kept {
  text: string;
  /** When the text was kept, null while it is not. */
  savedAt: number | null;
  set: (text: string) => void;
  /** Keep it now. The key names the request that sends exactly this text. */
  keep: () => Draft | null;
}

export function useKept(agent: string, ticket: string, kind: Kind): Kept {
  const [draft, setDraft] = useState(() => readDraft(agent, ticket, kind));
  const [text, setText] = useState(draft?.text ?? "");
  const latest = useRef(text);
  const waiting = useRef(0);

  function keep(): Draft | null {
    clearTimeout(waiting.current);
    const kept = keepDraft(agent, ticket, kind, latest.current);
    setDraft(kept);
    return kept;
  }
  function set(next: string): void {
    latest.current = next;
    setText(next);
    clearTimeout(waiting.current);
    if (!next) keep();
    else waiting.current = window.setTimeout(keep, PAUSE);
  }
  useEffect(() => {
    addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", keep);
    return () => {
      removeEventListener("pagehide", keep);
      document.removeEventListener("visibilitychange", keep);
      keep();
    };
  }, []);
  return { text, savedAt: draft && draft.text === text ? draft.savedAt : null, set, keep };
}
