import { defineConfig } from "vitest/config";

const minute = 60_000;

export default defineConfig({
  test: {
    // It has to run on machines with two cores, and tests start servers and workers of their own.
    maxWorkers: 2,
    testTimeout: minute,
    hookTimeout: minute,
    // What a test waits for comes in time on a fast machine; on a slow one, it comes later.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
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
        test: { name: "crash", include: ["test/crash/**/*.test.ts"], testTimeout: 5 * minute, maxWorkers: 1 },
      },
      {
        extends: true,
        test: {
          name: "robustness",
          include: ["test/robustness/**/*.test.ts"],
          testTimeout: 2 * minute,
          maxWorkers: 1,
        },
      },
      {
        // How time grows with hostile input: measured as processor time, one file at a time.
        extends: true,
        test: {
          name: "growth",
          include: ["test/growth/**/*.test.ts"],
          testTimeout: 10 * minute,
          maxWorkers: 1,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 4 * minute,
          maxWorkers: 1,
        },
      },
      {
        // Virtual machines, possibly emulated; part of `make test-image`, not of `make test`.
        extends: true,
        test: {
          name: "image",
          include: ["test/image/**/*.test.ts"],
          testTimeout: 15 * minute,
          hookTimeout: 15 * minute,
        },
      },
    ],
  },
});
