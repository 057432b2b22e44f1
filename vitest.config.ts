import { defineConfig } from "vitest/config";

const minute = 60_000;

export default defineConfig({
  test: {
    // The machines it must do on have two cores, and tests start servers and workers of their own.
    maxWorkers: 2,
    testTimeout: minute,
    hookTimeout: minute,
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
        // How the time grows with hostile input: measured by processor time, one file at a time.
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
        // Virtual machines without help of the processor; not part of `make test` but of `make test-image`.
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
