import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { damagedMails } from "./support/damage.ts";
import { type WholeIntake, wholeIntake } from "./support/whole-intake.ts";

/** Whatever happens to a mail on its way, intake neither fails nor hangs, and loses none. `make fuzz` does this for long. */

let intake: WholeIntake;
beforeAll(async () => {
  intake = await wholeIntake();
});
afterAll(() => intake.close());

test("damaged mails go the whole way through intake, or are held for a limit that they break", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(damagedMails(), { minLength: 14, maxLength: 14 }), async (mails) => {
      expect((await intake.take(mails)).map(({ what }) => what)).toEqual([]);
    }),
    { numRuns: 100 },
  );
  expect(intake.derivesAlike()).toBe(true);
}, 120_000);
