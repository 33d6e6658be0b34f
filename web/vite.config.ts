import { defineConfig } from "vitest/config";

// Nothing may be inlined: the Content-Security-Policy allows no inline script, style or font.
export default defineConfig({
  base: "/agent/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: ["chrome125", "firefox128", "safari18"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
  },
  test: { include: ["tests/**/*.test.ts"] },
});
