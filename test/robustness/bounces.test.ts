/** Bounces: a reply is sent, and another server's delivery report comes in, exactly as servers write it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { Peer } from "../../src/edges/smtp/testing.ts";
import { mailbox } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";
import { type RunningServer, runServer } from "../support/server.ts";

const folder = dataFolder();
let desk: RunningServer;
beforeAll(async () => {
  desk = await runServer(folder.path);
});
afterAll(async () => {
  desk.api.close();
  const { status } = await desk.program.stop();
  folder.remove();
  expect(status).toBe(0);
});

const Events = z.object({
  items: z.array(z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) })),
});
const events = async (type: string) =>
  Events.parse(await desk.api.json("/api/v1/journal?limit=1000")).items.filter((one) => one.type === type);

/** Sends a mail with the null reverse-path. */
async function comesBack(to: string, raw: string): Promise<void> {
  const peer = await new Peer(desk.smtp).hello();
  expect(await peer.ask("MAIL FROM:<>")).toMatch(/^250 /);
  expect(await peer.ask(`RCPT TO:<${to}>`)).toMatch(/^250 /);
  expect(await peer.ask("DATA")).toMatch(/^354 /);
  expect(await peer.ask(`${raw.replaceAll("\n", "\r\n")}\r\n.`)).toMatch(/^250 /);
  peer.destroy();
}

const report = (recipient: string) => `From: Mail Delivery System <MAILER-DAEMON@mx.customer.example>
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; boundary="=_b"; report-type=delivery-status

--=_b
Content-Type: text/plain

I am sorry to have to inform you that your message could not be delivered.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.example

Final-Recipient: rfc822; ${recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <${recipient}>: User unknown

--=_b--`;

/** From a server that does not quote the mail and does not follow RFC 3464. */
const bare = (recipient: string) => `From: postmaster@mx.customer.example
Subject: Delivery Status Notification (Failure)

This is the mail system at host mx.customer.example.

<${recipient}>: host 192.0.2.1 said: 550 5.1.1 User unknown`;

test.each([
  ["with a delivery status", report],
  ["with words alone", bare],
])("a report %s marks the recipient of the reply it is about, and opens no ticket", async (_, write) => {
  const asked = { mailbox, subject: "x", requester: "ann@customer.example", text: "Hello" };
  const opened = await desk.api.post("/api/v1/tickets", asked);
  const { number } = z.object({ number: z.number() }).parse(JSON.parse(opened.bytes.toString()));
  const answer = { text: "Hello", to: ["ann@customer.example"], cc: ["gone@customer.example"] };
  expect((await desk.api.post(`/api/v1/tickets/${number}/replies`, answer)).status).toBe(201);
  await expect.poll(async () => (await events("DeliveryAttempted")).length).toBe(number);
  const sender = z.string().parse((await events("ReplyComposed")).at(-1)?.data.sender);
  expect(sender).toMatch(/^support\+b\d+\.[a-z2-7]{24}\.[0-9a-z]{10}@desk\.example$/);
  await comesBack(sender, write("gone@customer.example"));
  await expect.poll(async () => (await events("DeliveryBounced")).length).toBe(number);
  expect((await events("DeliveryBounced")).at(-1)?.data.results).toMatchObject([
    { recipient: "gone@customer.example", diagnostic: expect.stringContaining("User unknown") },
  ]);
  expect(await desk.api.json(`/api/v1/tickets/${number}`)).toMatchObject({
    messages: [
      {},
      {
        direction: "out",
        deliveries: [
          { address: "ann@customer.example", state: "delivered", attempts: 1 },
          { address: "gone@customer.example", state: "bounced", nextAt: null },
        ],
      },
      { direction: "in", automatic: "bounce", bounce: { permanent: true } },
    ],
  });
  expect(await desk.api.json("/api/v1/health")).toMatchObject({
    outbox: { bounced: number, failed: 0 },
    held: 0,
  });
  expect((await events("TicketOpened")).length).toBe(number);
});
