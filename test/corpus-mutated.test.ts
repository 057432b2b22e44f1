import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { damagedMails } from "./support/damage.ts";
import { type WholeIntake, wholeIntake } from "./support/whole-intake.ts";

/** However a mail is damaged, intake neither fails nor hangs, and loses nothing. `make fuzz` does this for longer. */

let intake: WholeIntake;
beforeAll(async () => {
  intake = await wholeIntake();
});
afterAll(() => intake.close());

test("damaged mails are processed by intake, or held if they break a limit", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(damagedMails(), { minLength: 14, maxLength: 14 }), async (mails) => {
      expect((await intake.take(mails)).map(({ what }) => what)).toEqual([]);
    }),
    { numRuns: 100 },
  );
  expect(intake.derivesAlike()).toBe(true);
});
