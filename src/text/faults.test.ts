import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fault, faultCodes, faultKind } from "../base/fault.ts";
import { faultRemedy, faultText, inEnglish } from "./index.ts";

const help = readFileSync("src/edges/web/help/api.md", "utf8");

test.each(faultCodes)("%s is in the help with its text", (code) => {
  const { http, smtp } = faultKind(code);
  expect(help).toContain(`| \`${code}\` | ${http} | ${smtp.join(" ")} | ${inEnglish(fault(code))} |`);
});

test("the text of a fault is found by its reason, or else by its code", () => {
  expect(faultText("en", fault("ticket.unknown", { params: { number: 12_345 } }))).toBe(
    "There is no ticket 12345",
  );
  expect(faultText("en", fault("thing.not-found"))).toBe("Not found");
});

test("there is a remedy if the sentence does not include it", () => {
  expect(faultRemedy("en", fault("backup.running"))).toBe("Wait until it is complete");
  expect(faultRemedy("en", fault("auth.failed"))).toBe(null);
  const silent = fault("appliance.failed", { params: { text: "It broke", todo: "" } });
  expect([faultText("en", silent), faultRemedy("en", silent)]).toEqual(["It broke", null]);
});
