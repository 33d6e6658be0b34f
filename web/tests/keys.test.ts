import { describe, expect, it } from "vitest";
import { ACTIONS } from "../src/keys/actions.ts";
import { chordOf, meaning, types } from "../src/keys/chords.ts";

const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

describe("keys", () => {
  it("are never taken from Alt or AltGr, which type @ and [ on many keyboards", () => {
    expect(chordOf(press("@", { altKey: true, ctrlKey: true }))).toBeNull();
    expect(chordOf(press("[", { altKey: true }))).toBeNull();
  });
  it("are named by what they type", () => {
    expect(chordOf(press("?", { shiftKey: true }))).toBe("?");
    expect(chordOf(press("K", { metaKey: true }))).toBe("Mod+k");
    expect(chordOf(press("Enter", { ctrlKey: true, shiftKey: true }))).toBe("Mod+Shift+Enter");
  });
  it("that type something are left to text fields", () => {
    expect(types("j")).toBe(true);
    expect(types("Mod+Enter")).toBe(false);
  });
  it("wait for the second of two", () => {
    const bound = [["goMine", ["g m"]], ["nextRow", ["j"]]] as const;
    expect(meaning(["g"], bound)).toBe("more");
    expect(meaning(["g", "m"], bound)).toEqual({ action: "goMine" });
    expect(meaning(["x"], bound)).toBe("none");
  });
  it("mean one thing each", () => {
    const all = Object.values(ACTIONS).flatMap((action) => [...action.keys]);
    expect(new Set(all).size).toBe(all.length);
  });
});
