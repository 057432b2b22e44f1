import { expect, test } from "vitest";
import { isTelling } from "./places.ts";

test("I-20, I-21: only a Message-ID with something on both sides of its @ is evidence", () => {
  for (const id of ["<a@b>", "<1.2@mail.customer.example>"]) expect(isTelling(id)).toBe(true);
  for (const id of ["<@>", "<a@>", "<@b>", "<ab>", ""]) expect(isTelling(id)).toBe(false);
});
