import { Buffer } from "node:buffer";
import { afterEach, expect, test, vi } from "vitest";
import { mailId, messageKey } from "../../src/base/ids.ts";
import { agentText, decideIncoming } from "../../src/domain/intake/index.ts";
import { facts, following, opens, ticketFacts } from "../../src/domain/intake/testing.ts";
import {
  bareSubject,
  fetchedEnvelope,
  looksLikeMail,
  normalAddress,
  type ParsedMail,
  plainToHtml,
  previewOf,
  quoteText,
  withCrlf,
} from "../../src/domain/mail/index.ts";
import {
  claimInAddress,
  claimInMessageId,
  messageOf,
  notificationClaimIn,
} from "../../src/domain/ticket/index.ts";
import { checkMail } from "../../src/edges/authentication/check.ts";
import { DnsError } from "../../src/edges/authentication/lookup.ts";
import { relayedResults } from "../../src/edges/authentication/relayed.ts";
import { defaultLimits, Unreadable } from "../../src/edges/mime/limits.ts";
import { readMail } from "../../src/edges/mime/read.ts";
import { words } from "../../src/record/words.ts";
import { growthOf, MOST } from "./growth.ts";
import { type Hostile, pairs, runs } from "./hostile.ts";
import { htmlFloods } from "./hostile-html.ts";
import {
  bodies,
  floods,
  invitationWith,
  mailWithBodies,
  mailWithFields,
  mailWithParts,
  partFields,
  reports,
  reportWith,
} from "./hostile-mail.ts";

/** Without limits, which would hide the growth below them. */
const limits = { ...defaultLimits, parts: 1e6, headers: 1e6, headerBytes: 1e9 };

afterEach(() => vi.restoreAllMocks());

/** All processing of a mail's text: reading, the decision about it, the search index and a reply to it. */
function readWhole(raw: Buffer): void {
  const mail = readable(raw);
  if (mail === null) return;
  const from = mail.from ?? { name: "", address: "" };
  messageOf({ ...mail, from, authentication: null }, mailId("m"), messageKey("k"), null);
  for (const { address } of [from, ...mail.replyTo, ...mail.to, ...mail.cc]) {
    claimInAddress(normalAddress(address));
    notificationClaimIn(normalAddress(address));
  }
  for (const id of mail.references) claimInMessageId(id);
  decideIncoming({ ...facts(), read: { ok: true, mail } });
  const followUp = following(ticketFacts(), { opening: opens });
  decideIncoming({
    ...followUp,
    read: { ok: true, mail: { ...mail, inReplyTo: "<first@customer.example>" } },
  });
  derive(mail, from);
}

/** Null if it breaks a limit, which ends processing. */
function readable(raw: Buffer): ParsedMail | null {
  try {
    return readMail(raw, limits);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

function derive(mail: ParsedMail, from: { readonly name: string; readonly address: string }): void {
  bareSubject(mail.subject);
  words(`${mail.subject}\n${mail.reply}`.slice(0, 100_000));
  for (const text of [mail.text, mail.reply]) {
    previewOf(text);
    plainToHtml(quoteText(`${from.name} wrote:`, text));
  }
}

/** Names of the header fields that the reader looks up in these mails, recorded from the code. */
function fieldsAskedFor(): readonly string[] {
  const asked = new Set<string>();
  const get = Map.prototype.get;
  vi.spyOn(Map.prototype, "get").mockImplementation(function (this: Map<unknown, unknown>, key: unknown) {
    if (typeof key === "string" && this.has("x-only-here")) asked.add(key);
    return get.call(this, key);
  });
  const samples = [
    "",
    "subject: Undelivered mail\r\n",
    "from: MAILER-DAEMON@mx.example\r\n",
    "content-type: multipart/mixed; boundary=b\r\n",
  ];
  for (const fields of samples)
    readMail(
      Buffer.from(
        `x-only-here: 1\r\n${fields}from: a@b.example\r\n\r\n--b\r\nx-only-here: 1\r\ncontent-type: image/png\r\n\r\nx`,
      ),
      limits,
    );
  vi.restoreAllMocks();
  return [...asked];
}

const fields = [
  ...new Set([
    ...fieldsAskedFor(),
    // Other code that reads a mail: fetching, and results of trusted relays.
    ...[
      "delivered-to",
      "x-original-to",
      "envelope-to",
      "x-envelope-to",
      "return-path",
      "authentication-results",
    ],
  ]),
];

/** The same with all hostile texts; runs of one unit at twice the size. */
async function slowOnesOfAll(...[size, places, make, work]: Rest): Promise<readonly string[]> {
  return [
    ...(await slowOnes(runs, 2 * size, places, make, work)),
    ...(await slowOnes(pairs, size, places, make, work)),
  ];
}

type Rest = Parameters<typeof slowOnes> extends readonly [unknown, ...infer Others] ? Others : never;

/** Texts that take more than linear time in some place of a mail, with that place. */
async function slowOnes(
  texts: readonly Hostile[],
  size: number,
  places: readonly string[],
  make: (places: readonly string[], text: string) => Buffer,
  work: (raw: Buffer) => unknown = readWhole,
): Promise<readonly string[]> {
  const slow: string[] = [];
  for (const { name, text } of texts) {
    const growth = (some: readonly string[], n: number) =>
      growthOf(n, (twice) => make(some, text(twice)), work);
    if ((await growth(places, size)).factor <= MOST) continue;
    // A few are enough to see the problem; the place is found at a larger size, one by one.
    if (slow.length >= 3) break;
    for (const place of places) {
      const { factor, once, twice } = await growth([place], size * 2);
      if (factor > MOST) slow.push(`${place}: ${name}: ${once.toFixed(0)} ms, then ${twice.toFixed(0)} ms`);
    }
  }
  return slow;
}

test("every header field that is read", async () => {
  expect(fields).toEqual(
    expect.arrayContaining([
      "from",
      "to",
      "cc",
      "reply-to",
      "subject",
      "date",
      "references",
      "content-type",
      "auto-submitted",
    ]),
  );
  expect(await slowOnesOfAll(7_000, fields, mailWithFields)).toEqual([]);
});

test("every field of a part's header", async () => {
  expect(await slowOnesOfAll(8_000, partFields, mailWithParts)).toEqual([]);
});

test("bodies in every encoding, charset and format", async () => {
  expect(await slowOnesOfAll(6_000, bodies, mailWithBodies)).toEqual([]);
});

test("reports of failed deliveries", async () => {
  for (const name of reports) {
    expect(await slowOnesOfAll(8_000, [name], (_, text) => reportWith(name, text))).toEqual([]);
  }
});

test("invitations without other text", async () => {
  expect(await slowOnesOfAll(8_000, ["invitation"], (_, text) => invitationWith(text))).toEqual([]);
});

test.each(Object.entries({ ...floods, ...htmlFloods }))("many %s", async (_, make) => {
  const { factor, once, twice } = await growthOf(3_000, make, readWhole);
  expect(factor, `${once} ms, then ${twice} ms`).toBeLessThanOrEqual(MOST);
});

const sentence = "Reply to this mail from this address, and they receive your text as your reply.";
const notification = {
  subject: "[#4] The kettle leaks",
  text: `Rita wrote in ticket 4.\n\nIt drips from the spout.\n\n${sentence}\n`,
  names: ["support@desk.example"],
};
const quotedText = notification.text.trimEnd().replace(/^/gm, "> ");
const attribution = "On Mon, 30 Nov 2026 at 10:00, Help Desk <support@desk.example> wrote:";
const replies: Readonly<Record<string, (n: number) => string>> = {
  "empty lines below": (n) => `Thanks.\n\n${attribution}\n${quotedText}\n${"\n".repeat(n)}Bye`,
  "empty lines above": (n) => `Thanks.${"\n".repeat(n)}${attribution}\n${quotedText}`,
  "empty quoted lines below": (n) => `${attribution}\n${quotedText}\n${">\n".repeat(n / 2)}Bye`,
  "quoted lines above": (n) => `${"> a\n".repeat(n / 4)}> ${attribution}\n${quotedText}`,
  "header lines above": (n) => `${"From: a\n".repeat(n / 8)}${quotedText}`,
  "parts of the quotation": (n) => `${notification.text.slice(0, -4)}\n`.repeat(n / 100),
  "parts of a sentence": (n) => sentence.slice(0, 20).repeat(n / 20),
};

test.each(Object.entries(replies))("an agent's reply with many %s", async (_, make) => {
  const { factor, once, twice } = await growthOf(100_000, make, (text) =>
    agentText(text, [notification], [sentence]),
  );
  expect(factor, `${once} ms, then ${twice} ms`).toBeLessThanOrEqual(MOST);
});

/** What a customer wrote, and as it is quoted: in the notification, its signs are as many as the customer likes. */
const quotations: Readonly<Record<string, (n: number) => readonly [ours: string, quoted: string]>> = {
  "signs that a charset does not have": (n) => [
    `${"\u2026".repeat(n / 2)}\u2013`,
    `${"...".repeat(n / 2)}\u2013`,
  ],
  "signs of several kinds": (n) => ["\u2026\u2013".repeat(n / 4), "!?".repeat(n / 4)],
  "links behind many signs": (n) => [
    `${"!".repeat(n / 2)}https://a.example/b`,
    `${"!".repeat(n / 2)}https://a.example/b${"<https://a.example/b>".repeat(n / 50)}`,
  ],
  "links that end in those before them": (n) => {
    const links = Array.from({ length: Math.sqrt(n / 8) }, (_, i) => `<https://${"a".repeat(3 * i + 1)}>`);
    const signs = "a!".repeat(n / 4);
    return [signs, signs + links.join("")];
  },
};

test.each(Object.entries(quotations))("an agent's reply that quotes %s", async (_, make) => {
  const mailOf = (n: number) => {
    const [ours, quoted] = make(n);
    const text = (of: string) => `Rita wrote in ticket 4.\n\n${of}\n\n${sentence}\n`;
    const reply = `Thanks.\n\n${attribution}\n${text(quoted).trimEnd().replace(/^/gm, "> ")}`;
    return JSON.stringify({ ours: text(ours), reply });
  };
  const { factor, once, twice } = await growthOf(200_000, mailOf, (mail) => {
    const { ours, reply } = JSON.parse(mail);
    agentText(reply, [{ ...notification, text: ours }], [sentence]);
  });
  expect(factor, `${once} ms, then ${twice} ms`).toBeLessThanOrEqual(MOST);
});

test("an agent's reply of hostile text", async () => {
  const slow: string[] = [];
  for (const { name, text } of [...runs, ...pairs]) {
    const make = (n: number) => `${text(n)}\n${attribution}\n${quotedText}\n${text(n)}`;
    const { factor, once, twice } = await growthOf(8_000, make, (one) =>
      agentText(one, [notification], [sentence]),
    );
    if (factor > MOST) slow.push(`${name}: ${once.toFixed(0)} ms, then ${twice.toFixed(0)} ms`);
  }
  expect(slow).toEqual([]);
});

test("what is read before a mail is parsed: envelope, line ends, results of a relay", async () => {
  const look = (raw: Buffer) => {
    fetchedEnvelope(raw);
    looksLikeMail(raw);
    withCrlf(raw);
    relayedResults(raw, "mx.example");
  };
  expect(await slowOnesOfAll(8_000, fields, mailWithFields, look)).toEqual([]);
  for (const make of Object.values({ ...floods, ...htmlFloods })) {
    expect((await growthOf(3_000, make, look)).factor).toBeLessThanOrEqual(MOST);
  }
});

/** Fields that SPF, DKIM, DMARC and ARC read. */
const signed = [
  "from",
  "to",
  "subject",
  "dkim-signature",
  "arc-seal",
  "arc-message-signature",
  "arc-authentication-results",
  "authentication-results",
  "received",
];

const authenticate = (raw: Buffer) =>
  checkMail(
    raw,
    { ip: "192.0.2.1", helo: "mx.example", sender: "ann@customer.example" },
    () => Promise.reject(new DnsError("ENOTFOUND")),
    "ann@customer.example",
  );

test("checks of the sender", async () => {
  expect(await slowOnes(runs, 10_000, signed, mailWithFields, authenticate)).toEqual([]);
  expect(await slowOnes(runs, 50_000, ["plain"], mailWithBodies, authenticate)).toEqual([]);
  const many: Record<string, (n: number) => Buffer> = {
    fields: floods["header fields"] ?? (() => Buffer.alloc(0)),
    ...Object.fromEntries(
      signed.map((name) => [
        name,
        (n: number) =>
          Buffer.from(
            `${`${name}: i=1; v=1; a=rsa-sha256; c=relaxed/relaxed; d=x.example; s=a; h=from; bh=AA==; b=AA==\r\n`.repeat(n)}\r\nHello`,
          ),
      ]),
    ),
  };
  for (const [name, make] of Object.entries(many)) {
    const { factor, once, twice } = await growthOf(2_000, make, authenticate);
    expect(factor, `${name}: ${once} ms, then ${twice} ms`).toBeLessThanOrEqual(MOST);
  }
});

const blanks: Readonly<Record<string, (n: number) => readonly string[]>> = {
  spaces: (n) => ["", `a${" ".repeat(n)}b`],
  newlines: (n) => ["", `a${"\n".repeat(n)}b`],
  "quoted-printable blanks": (n) => [
    "Content-Transfer-Encoding: quoted-printable",
    "",
    `a${"=20".repeat(n)}b`,
  ],
  "blanks of HTML": (n) => ["Content-Type: text/html", "", `<p>a${"&nbsp;".repeat(n)}b</p>`],
  "blanks in pre": (n) => ["Content-Type: text/html", "", `<pre>a${" ".repeat(n)}b</pre>`],
};

test.each(Object.entries(blanks))("200 KB of %s cost as much as any other text", async (_, make) => {
  const raw = (n: number) => Buffer.from(["From: ann@customer.example", ...make(n)].join("\r\n"));
  const { factor, once, twice } = await growthOf(200_000, raw, readWhole);
  expect(factor, `${once} ms, then ${twice} ms`).toBeLessThanOrEqual(MOST);
});
