import { expect, test } from "vitest";
import { defaultLifecycle, lifecycleOf } from "../../../../domain/lifecycle/index.ts";
import { drawn } from "./picture.ts";

test("each state has a box, each way an arrow, and all are within the picture", () => {
  const { boxes, arrows, width, height } = drawn(defaultLifecycle);
  expect(boxes.map(({ state }) => state)).toEqual(["new", "open", "hold", "closed"]);
  expect(arrows.map(({ from, to, itself }) => `${from} ${to} ${itself}`)).toEqual([
    ...["new open false", "new hold false", "new closed false", "open hold false", "open closed false"],
    ...["hold open false", "hold closed false", "closed open false", "closed hold false"],
  ]);
  for (const { path } of arrows) {
    const [ax = 0, ay = 0, cx = 0, cy = 0, bx = 0, by = 0] = (path.match(/-?[\d.]+/g) ?? []).map(Number);
    // Where it begins and ends, and its middle: a quadratic curve.
    for (const [x, y] of [
      [ax, ay],
      [ax / 4 + cx / 2 + bx / 4, ay / 4 + cy / 2 + by / 4],
      [bx, by],
    ] as const) {
      expect(x > 0 && x < width).toBe(true);
      expect(y > 0 && y < height).toBe(true);
    }
  }
});

test("boxes do not overlap, and arrows there and back are two curves", () => {
  const declared = ["a", "b", "c", "d", "e"].map((name) => ({
    ...{
      name,
      kind: name === "a" ? ("initial" as const) : null,
      ways: name === "a" ? ["b", "c", "d", "e"] : ["a"],
    },
    ...{ only: [], onMail: null, onReply: null, returns: null },
  }));
  const { boxes, arrows } = drawn(lifecycleOf(declared));
  for (const [n, one] of boxes.entries())
    for (const other of boxes.slice(n + 1))
      expect(Math.abs(one.x - other.x) >= one.width || Math.abs(one.y - other.y) >= one.height).toBe(true);
  expect(new Set(arrows.map(({ path }) => path)).size).toBe(arrows.length);
});
