import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { problemOf } from "../base/failure.ts";
import { fault, faultCodes, faultKind, storedFault } from "../base/fault.ts";
import { faultRemedy, faultText, inEnglish } from "./index.ts";

const help = readFileSync("src/edges/web/help/api.md", "utf8");

test.each(faultCodes)("%s is in the help with its text", (code) => {
  const { http, smtp } = faultKind(code);
  expect(help).toContain(`| \`${code}\` | ${http} | ${smtp.join(" ")} | ${inEnglish(fault(code))} |`);
});

test("the text of a fault is found by its reason, or else by its code", () => {
  expect(faultText("en", fault("ticket.unknown", { params: { number: 12_345 } }))).toBe(
    "Ticket 12345 not found",
  );
  expect(faultText("en", fault("thing.not-found"))).toBe("Not found");
});

test("there is a remedy if the sentence does not include it", () => {
  expect(faultRemedy("en", fault("backup.running"))).toBe("Wait until it is complete");
  expect(faultRemedy("en", fault("auth.failed"))).toBe(null);
  const silent = fault("box.error", { params: { problem: "It broke" } });
  expect([faultText("en", silent), faultRemedy("en", silent)]).toEqual(["It broke", null]);
});

test("what lies behind a fault is said in its place", () => {
  const late = fault("server.late", { params: { seconds: 90 } });
  const opening = fault("imap.opening", { params: { folder: "INBOX", problem: late } });
  expect(faultText("en", opening)).toBe("opening the folder INBOX: no answer within 90 seconds");
  const both = fault("server.both", {
    params: { one: opening, other: problemOf(new Error("ECONNRESET\r\n")) },
  });
  expect(inEnglish(both)).toBe("opening the folder INBOX: no answer within 90 seconds; ECONNRESET");
});

test("what is stored of a fault has no cause at any depth", () => {
  const within = fault("server.closed", { cause: new Error("socket") });
  const whole = fault("server.tls", { params: { problem: within }, cause: new Error("TLS") });
  expect(storedFault(whole)).toEqual({
    code: "server.failed",
    reason: "server.tls",
    params: { problem: { code: "server.failed", reason: "server.closed" } },
  });
});
