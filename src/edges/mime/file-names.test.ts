import { expect, test } from "vitest";
import { defaultLimits } from "./limits.ts";
import { readMail } from "./read.ts";

const bounce = (...parts: readonly (readonly [type: string, body: string])[]): Buffer =>
  Buffer.from(
    [
      "From: mailer@relay.example",
      'Content-Type: multipart/report; boundary="b"',
      "",
      ...parts.flatMap(([type, body]) => ["--b", `Content-Type: ${type}`, "", body]),
      "--b--",
      "",
    ].join("\r\n"),
  );

test("parts that machines send without a name say what they are", async () => {
  const read = readMail(
    bounce(
      ["text/plain", "It could not be delivered."],
      ["message/delivery-status", "Reporting-MTA: dns; relay.example"],
      ["text/rfc822-headers", "Subject: Lamp"],
      ["message/feedback-report", "Feedback-Type: abuse"],
      ["message/rfc822", "From: a@b.example\r\n\r\nNo subject"],
      ["application/x-odd", "?"],
    ),
    defaultLimits,
  );
  expect(read.attachments.map(({ name }) => name)).toEqual([
    "delivery-status.txt",
    "original-headers.txt",
    "abuse-report.txt",
    "message.eml",
    expect.stringMatching(/^attachment-\d\./),
  ]);
});
