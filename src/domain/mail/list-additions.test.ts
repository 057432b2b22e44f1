import { expect, test } from "vitest";
import { beforeFooters, beforeTags } from "./list-additions.ts";

test.each([
  ["[houses] Lift", [" Lift"]],
  ["Re: [houses] Lift", ["Re:  Lift"]],
  ["[houses] [board] Lift", [" [board] Lift", "  Lift"]],
  ["Lift [house 4]", []],
])("the tags of %s", (subject, before) => {
  expect(beforeTags(subject)).toEqual(before);
});

const lists = ["houses@lists.example", "houses.lists.example"];

test.each([
  ["Hello\n\n____________\nHouses mailing list\n", ["Hello\n\n"]],
  ["Hello\n-- \nYou are in the group houses@lists.example.", ["Hello\n"]],
  [
    "Hello\n-=-=-=-=-\nTo leave, unsubscribe at once.\n----\nhttps://lists.example/",
    ["Hello\n-=-=-=-=-\nTo leave, unsubscribe at once.\n", "Hello\n"],
  ],
  ["Hello\n-- \nRita Example\nExample Ltd", []],
  ["Hello\n\nTo unsubscribe, write to us.", []],
  [`Hello\n-----\n${"houses\n".repeat(30)}`, []],
  ["", []],
])("the footers of %j", (text, before) => {
  expect(beforeFooters(text, lists)).toEqual(before);
});
