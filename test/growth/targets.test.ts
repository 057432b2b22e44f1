import { expect, test } from "vitest";
import { randomFrom } from "../../src/domain/calendar/testing.ts";
import { comparedOver } from "../../src/domain/target/testing.ts";

const seed = Number(process.env.SEED ?? Math.floor(Date.now() / 86_400_000));

test(`T-10 to T-22: in every zone, over the days of March and October on which clocks shift (SEED=${seed})`, () => {
  const pick = randomFrom(seed);
  for (const zone of Intl.supportedValuesOf("timeZone"))
    for (const month of [2, 9]) {
      const { clocks, counted, what } = comparedOver(pick, zone, month);
      expect(clocks, what).toEqual(counted);
    }
});
