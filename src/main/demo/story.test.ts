import fc from "fast-check";
import { expect, it } from "vitest";
import { createDirector, type Story } from "./story.ts";

it("tells all stories in the order of their times, and nothing after the end", async () => {
  const times = fc.integer({ min: 0, max: 100 });
  const plans = fc.array(fc.record({ at: times, pauses: fc.array(times, { maxLength: 5 }) }), {
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(plans, times, async (stories, end) => {
      const told: number[] = [];
      const director = createDirector(end);
      let now = 0;
      async function* tell(pauses: readonly number[]): Story {
        told.push(now);
        for (const pause of pauses) {
          yield pause;
          told.push(now);
        }
      }
      for (const { at, pauses } of stories) director.add(at, tell(pauses));
      await director.run(async (at) => {
        now = at;
      });
      const expected = stories
        .flatMap(({ at, pauses }) => {
          let time = at;
          return [at, ...pauses.map((pause) => (time += pause))];
        })
        .filter((time) => time <= end);
      expect(told).toEqual(expected.sort((a, b) => a - b));
    }),
  );
});

it("at one moment the one that was planned first is first; stories may add stories", async () => {
  const told: string[] = [];
  const director = createDirector(10);
  async function* tell(name: string): Story {
    told.push(name);
    if (name === "a") director.add(5, tell("added"));
    yield 0;
    told.push(`${name} again`);
  }
  for (const name of ["a", "b", "c"]) director.add(5, tell(name));
  await director.run(async () => {});
  expect(told).toEqual(["a", "b", "c", "added", "a again", "b again", "c again", "added again"]);
});

it("what a scene throws ends the telling", async () => {
  const director = createDirector(10);
  async function* fail(): Story {
    yield 1;
    throw new Error("curtain");
  }
  director.add(0, fail());
  await expect(director.run(async () => {})).rejects.toThrow("curtain");
});
