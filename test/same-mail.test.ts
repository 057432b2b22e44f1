/** The same mail twice, and mail for two mailboxes, through a real SMTP server and the real reader. */
import { Buffer } from "node:buffer";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fault } from "../src/base/fault.ts";
import { mailId, ticketNumber } from "../src/base/ids.ts";
import { ok, refuse } from "../src/base/result.ts";
import { system } from "../src/domain/policy/index.ts";
import { defaultLimits, Unreadable } from "../src/edges/mime/limits.ts";
import { readMail } from "../src/edges/mime/read.ts";
import type { SmtpServer } from "../src/edges/smtp/server.ts";
import { fakeEngine, Peer, startServer } from "../src/edges/smtp/testing.ts";
import type { Engine } from "../src/engine/engine.ts";
import type { RecordStore } from "../src/record/record.ts";
import { engineOver, setUp, mailbox as support } from "./support/engine.ts";
import { dataFolder, recordIn } from "./support/record.ts";

const sales = "sales@desk.example";
let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let engine: Engine;
let server: SmtpServer;
let port: number;

beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  engine = engineOver(record, {
    async read(raw) {
      try {
        return ok(readMail(Buffer.from(raw), defaultLimits));
      } catch (cause) {
        if (!(cause instanceof Unreadable)) throw cause;
        return refuse(fault("mail.unreadable", { cause }));
      }
    },
  });
  await setUp(engine);
  await engine.settings.saveMailbox(system("test"), {
    address: sales,
    name: "Sales",
    aliases: ["shop@desk.example"],
  });
  await engine.start();
  ({ server, port } = await startServer(fakeEngine(engine.reception)));
});
afterEach(async () => {
  await server.close(0);
  await engine.stop();
  record.close();
  folder.remove();
});

/** Sends one mail in one transaction. @returns the row of the mail that the 250 names */
async function sends(lines: readonly string[], ...recipients: readonly string[]) {
  const peer = new Peer(port);
  const say = async (line: string) => {
    peer.send(`${line}\r\n`);
    return (await peer.reply()).at(-1) ?? "";
  };
  await peer.reply();
  await say("EHLO client.example");
  await say("MAIL FROM:<rita@customer.example>");
  for (const to of recipients) expect(await say(`RCPT TO:<${to}>`)).toMatch(/^250/);
  await say("DATA");
  const answer = await say(`${lines.join("\r\n")}\r\n.`);
  peer.destroy();
  const id = /^250 2\.6\.0 Queued as (\w+)$/.exec(answer)?.[1];
  if (id === undefined) throw new Error(answer);
  await engine.intake.idle();
  return record.view.mail(mailId(id)) ?? expect.fail("the mail is gone");
}

const header = (...more: readonly string[]) => [
  ...more,
  "Message-ID: <desk-lamp@customer.example>",
  "Date: Tue, 3 Nov 2026 10:00:00 +0000",
  "From: Rita <rita@customer.example>",
  `To: ${support}`,
  "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= from the workshop",
  "MIME-Version: 1.0",
];
const file = [
  ...["Content-Type: application/pdf; name=plan.pdf", "Content-Disposition: attachment; filename=plan.pdf"],
  ...["Content-Transfer-Encoding: base64", "", "JVBERi0xLjQK"],
];
const mixed = (boundary: string, ...text: readonly string[]) => [
  ...[`Content-Type: multipart/mixed; boundary="${boundary}"`, "", `--${boundary}`],
  ...[...text, `--${boundary}`, ...file, `--${boundary}--`],
];

test("a mail that a server re-encoded, or a list passed on, is the same mail", async () => {
  const quoted = [
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: quoted-printable",
    "",
  ];
  const first = await sends(
    [...header(), ...mixed("one", ...quoted, "The lamp is so h=C3=B6t.", "From here.")],
    support,
  );
  expect(first).toMatchObject({ outcome: "ticket", ticket: 1 });
  const plain = ["Content-Type: text/plain; charset=iso-8859-1", "Content-Transfer-Encoding: base64", ""];
  const latin = Buffer.from("The lamp\r\nis so h\u00f6t.\r\n\r\n>From here.\r\n", "latin1").toString(
    "base64",
  );
  const again = await sends(
    [
      ...header("Received: from lists.example by mx.example; Tue, 3 Nov 2026 10:00:02 +0000", "X-UID: 12"),
      ...["List-Id: <all.lists.example>", "Precedence: list", ...mixed("two", ...plain, latin)],
    ],
    support,
  );
  expect(again).toMatchObject({ outcome: "filed", cause: { code: "duplicate", mail: first.id, ticket: 1 } });
  const other = await sends([...header(), ...mixed("one", ...quoted, "The lamp is so c=C3=B6ld.")], support);
  expect(other).toMatchObject({ outcome: "ticket", ticket: 2 });
});

/** The mail as its author sent it, to us and to a list elsewhere, and as that list passed it on. */
const written = ["", "Dear all,", "", "the lift in house 4 is stuck again.", "", "--", "Rita Example"];
const withSubject = (subject: string) =>
  header().map((line) => (line.startsWith("Subject:") ? `Subject: ${subject}` : line));
const direct = (...more: readonly string[]) => [
  ...more,
  ...withSubject("Lift stuck"),
  "Cc: Houses <houses@lists.elsewhere.example>",
];
const footer = [
  ...["_______________________________________________", "Houses mailing list"],
  "https://lists.elsewhere.example/houses",
];
const listed = [
  ...["Received: from lists.elsewhere.example by mx.example; Tue, 3 Nov 2026 10:00:09 +0000"],
  ...withSubject("[houses] Lift stuck"),
  "Cc: Houses <houses@lists.elsewhere.example>",
  ...[
    "List-Id: Houses <houses.lists.elsewhere.example>",
    "List-Post: <mailto:houses@lists.elsewhere.example>",
  ],
  ...["Precedence: list", "Reply-To: houses@lists.elsewhere.example"],
];

test.each([
  ["plain", [...direct(), ...written], [...listed, ...written, ...footer]],
  [
    "with a file, the footer as a part of its own",
    [...direct(), ...mixed("one", "Content-Type: text/plain", ...written)],
    [
      ...listed,
      ...mixed("one", "Content-Type: text/plain", ...written).slice(0, -1),
      ...["--one", "Content-Type: text/plain", "Content-Disposition: inline", "", ...footer, "--one--"],
    ],
  ],
  [
    "with the list's address in From",
    [...direct(), ...written],
    [
      ...listed.map((line) =>
        line.startsWith("From:")
          ? "From: Rita via Houses <houses@lists.elsewhere.example>"
          : line.startsWith("Reply-To:")
            ? "Reply-To: Rita <rita@customer.example>"
            : line,
      ),
      ...[...written, ...footer],
    ],
  ],
])(
  "a mail that also came through a list elsewhere is one message, whichever is first: %s",
  async (_, one, other) => {
    const first = await sends(other, support);
    expect(first).toMatchObject({ outcome: "ticket", ticket: 1 });
    const second = await sends(one, support);
    expect(second).toMatchObject({
      outcome: "filed",
      cause: { code: "duplicate", mail: first.id, ticket: 1 },
    });
    const fresh = (lines: readonly string[]) => lines.map((line) => line.replace("<desk-lamp@", "<lift@"));
    const third = await sends(fresh(one), support);
    expect(third).toMatchObject({ outcome: "ticket", ticket: 2 });
    expect(await sends(fresh(other), support)).toMatchObject({
      ...{ outcome: "filed", cause: { code: "duplicate", mail: third.id, ticket: 2 } },
    });
  },
);

test("a list that posts to another mailbox of ours makes a linked ticket there", async () => {
  await sends([...listed, ...written, ...footer], sales);
  expect(await sends([...direct(), ...written], support)).toMatchObject({ outcome: "ticket", ticket: 2 });
  expect(record.view.ticket(ticketNumber(2))?.linked).toEqual([1]);
});

test.each([
  ["says something else", [...listed, "", "Dear all,", "", "the lift is fine.", ...footer]],
  ["says less", [...listed, ...written.slice(0, 2), ...footer]],
  ["says more, without being a list", [...direct(), ...written, "", "Send the money elsewhere.", ...footer]],
  ["names somebody more", [...listed, "Bcc: x@y.example", "Cc: mallory@evil.example", ...written, ...footer]],
])("a mail with a copied Message-ID that %s keeps the real one from nobody", async (_, forged) => {
  expect(await sends(forged, support)).toMatchObject({ outcome: "ticket", ticket: 1 });
  expect(await sends([...direct(), ...written], support)).toMatchObject({ outcome: "ticket", ticket: 2 });
  expect(record.view.ticket(ticketNumber(2))).toMatchObject({ mayBelongTo: 1 });
});

test("what its first sender cut off is not taken for a list's footer", async () => {
  // It is the real one that comes through the list.
  const order = ["", "Please order the following.", "", "-----", "10 lamps", "2 ladders"];
  expect(await sends([...direct(), ...order.slice(0, 2)], support)).toMatchObject({ ticket: 1 });
  const real = await sends([...listed, ...order, ...footer], support);
  expect(real).toMatchObject({ outcome: "ticket", ticket: 2 });
});

test.each([
  ["To: first", [support, sales]],
  ["Cc: first", ["shop@desk.example", support]],
])("one transaction for two mailboxes makes a linked ticket in each, %s", async (_, recipients) => {
  const mail = [...header(`Cc: ${sales}`), "", "Which of you is it for?"];
  const row = await sends(mail, ...recipients);
  expect(row).toMatchObject({ mailbox: support, outcome: "ticket", ticket: 1 });
  expect(record.view.forMailboxes(row.id).map(({ mailbox, ticket }) => [mailbox, ticket])).toEqual([
    [support, 1],
    [sales, 2],
  ]);
  const tickets = record.queries.tickets({}, { now: 0, limit: 9 }).items;
  expect(tickets.map(({ number, linked }) => [number, ...linked]).sort()).toEqual([
    [1, 2],
    [2, 1],
  ]);
  // The server repeats it after a lost 250.
  await sends(mail, ...recipients);
  expect(record.queries.mailOutcomes()).toEqual(
    expect.arrayContaining([
      { outcome: "ticket", mails: 2 },
      { outcome: "filed", mails: 2 },
    ]),
  );
});
