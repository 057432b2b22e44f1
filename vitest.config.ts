import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { patience } from "./test/support/patience.ts";

/** How long a test or hook may take, in milliseconds: only what hangs takes longer, on the slowest machine. */
const hang = 10 * 60_000;

export default defineConfig({
  test: {
    // It has to run on machines with two cores, and tests start servers and workers of their own.
    maxWorkers: 2,
    setupFiles: ["test/support/every-file.ts"],
    env: { NODE_COMPILE_CACHE: resolve(".cache/compiled") },
    testTimeout: hang,
    hookTimeout: hang,
    teardownTimeout: patience,
    expect: { poll: { timeout: patience } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // Most of these are short, and import much: files that run in one process share their modules.
          isolate: false,
          // Much of their time they wait: for servers, directories, consoles.
          maxWorkers: 3,
          include: [
            "src/**/*.test.{ts,tsx}",
            "appliance/**/*.test.{ts,tsx}",
            "test/*.test.ts",
            ".tools/*.test.ts",
            "image/*.test.ts",
          ],
        },
      },
      {
        extends: true,
        test: { name: "crash", include: ["test/crash/**/*.test.ts"], maxWorkers: 1 },
      },
      {
        extends: true,
        test: {
          name: "robustness",
          include: ["test/robustness/**/*.test.ts"],
        },
      },
      {
        // How time grows with hostile input: measured as processor time, one file at a time.
        extends: true,
        test: {
          name: "growth",
          include: ["test/growth/**/*.test.ts"],
          maxWorkers: 1,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
        },
      },
      {
        // Virtual machines, possibly emulated; part of `make test-image`, not of `make test`.
        extends: true,
        test: {
          name: "image",
          include: ["test/image/**/*.test.ts"],
          testTimeout: 1.5 * hang,
          hookTimeout: 1.5 * hang,
        },
      },
    ],
  },
});
