import { expect, it } from "vitest";
import { distance } from "./distance.ts";

it("counts insertions, deletions and changes", () => {
  expect([
    distance("", "abc"),
    distance("serve", "serve"),
    distance("serv", "serve"),
    distance("kitten", "sitting"),
  ]).toEqual([3, 0, 1, 3]);
});
