import { expect, test } from "vitest";
import { type StatusFacts, statusOf } from "./index.ts";

const well: StatusFacts = {
  ...{ disk: { free: 100 }, reserve: 100, journal: null },
  ...{ scanners: [{ problem: null }], fetching: [{ state: "waiting" }] },
};

test.each<[string, Partial<StatusFacts>, "ok" | "degraded"]>([
  ["all is well, to the last byte of the reserve", {}, "ok"],
  ["nothing is configured", { scanners: [], fetching: [] }, "ok"],
  ["a platform that does not tell what is free", { disk: { free: Number.POSITIVE_INFINITY } }, "ok"],
  ["the disk is nearly full", { disk: { free: 99 } }, "degraded"],
  ["the journal is away", { journal: { is: "away", since: 0 } }, "degraded"],
  ["one of two scanners fails", { scanners: [{ problem: null }, { problem: "silent" }] }, "degraded"],
  ["one of two accounts fails", { fetching: [{ state: "waiting" }, { state: "failing" }] }, "degraded"],
])("%s", (_, more, status) => {
  expect(statusOf({ ...well, ...more })).toBe(status);
});
