/** People who are new in a conversation, by SMTP and the API: what they may do with what they know, and what they get. */
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { Peer } from "../../src/edges/smtp/testing.ts";
import { mailbox } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";
import { idIn, outcomeOf, type RunningServer, runServer } from "../support/server.ts";

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

const person = z.object({ name: z.string(), address: z.string() });
const ticketShape = z.object({
  state: z.string(),
  requester: person,
  mayBelongTo: z.number().nullable(),
  participants: z.array(person),
  messages: z.array(
    z.object({
      messageId: z.string().nullable(),
      from: person.nullable(),
      to: z.array(person),
      cc: z.array(person),
      newParticipant: z.literal(true).optional(),
    }),
  ),
});
const ticket = async (number: number) => ticketShape.parse(await desk.api.json(`/api/v1/tickets/${number}`));

let sent = 0;
/** Sends a mail. @returns its outcome */
async function mail(from: string, header: readonly string[], to = mailbox) {
  sent += 1;
  const peer = await new Peer(desk.smtp).hello();
  try {
    expect(await peer.ask(`MAIL FROM:<${from}>`)).toMatch(/^250/);
    expect(await peer.ask(`RCPT TO:<${to}>`)).toMatch(/^250/);
    expect(await peer.ask("DATA")).toMatch(/^354/);
    const fields = [`From: <${from}>`, `Message-ID: <${sent}.${from}>`, "Subject: The boiler", ...header];
    const reply = await peer.ask(`${fields.join("\r\n")}\r\n\r\nText ${sent}.\r\n.`);
    return await outcomeOf(desk.api, idIn(reply));
  } finally {
    peer.destroy();
  }
}

/** Opens a ticket and replies to it. @returns its number, its first Message-ID, ours, and the address for answers */
async function answered(from: string) {
  const { ticket: number } = await mail(from, []);
  const theirs = `<${sent}.${from}>`;
  const path = `/api/v1/tickets/${number}`;
  expect(
    (await desk.api.post(`${path}/replies`, { text: "We are looking at it.", close: true })).status,
  ).toBe(201);
  const reply = (await ticket(number ?? 0)).messages.at(-1);
  const ours = reply?.messageId ?? "";
  const [, token = ""] = /<(t\d+\.[a-z0-9]+)\./.exec(ours) ?? [];
  return { number: number ?? 0, path, theirs, ours, address: mailbox.replace("@", `+${token}@`) };
}

test("by our Message-ID or the address for answers a stranger joins, marked, and never gets a reply", async () => {
  const { number, path, ours, address } = await answered("rosa@farm.example");
  const stranger = "stan@elsewhere.example";
  const joined = await mail(stranger, [`In-Reply-To: ${ours}`, "Cc: <mallory@elsewhere.example>"]);
  expect(joined).toMatchObject({ outcome: "reply", ticket: number });
  expect(await mail("tom@elsewhere.example", [], address)).toMatchObject({
    outcome: "reply",
    ticket: number,
  });
  const now = await ticket(number);
  expect(now).toMatchObject({ state: "open", requester: { address: "rosa@farm.example" } });
  expect(now.participants.map((one) => one.address)).toEqual(["rosa@farm.example"]);
  expect(now.messages.map((one) => one.newParticipant ?? false)).toEqual([false, false, true, true]);

  expect((await desk.api.post(`${path}/replies`, { text: "Done.", all: true })).status).toBe(201);
  expect((await ticket(number)).messages.at(-1)).toMatchObject({
    to: [{ address: "rosa@farm.example" }],
    cc: [],
  });
  expect((await desk.api.post(`${path}/participants`, { address: stranger })).status).toBe(200);
  expect((await desk.api.post(`${path}/replies`, { text: "For both.", all: true })).status).toBe(201);
  expect((await ticket(number)).messages.at(-1)).toMatchObject({
    to: [{ address: "rosa@farm.example" }],
    cc: [{ address: stranger }],
  });
});

test("who knows only a participant's Message-ID gets a ticket of their own, unless they are known", async () => {
  const { number, theirs } = await answered("olga@mill.example");
  const before = await ticket(number);
  const alone = await mail("stan@elsewhere.example", [`References: ${theirs}`]);
  expect(alone.outcome).toBe("ticket");
  expect(await ticket(alone.ticket ?? 0)).toMatchObject({ mayBelongTo: number });
  expect(await ticket(number)).toEqual(before);
  const colleague = await mail("otto@mill.example", [`References: ${theirs}`, "Cc: <pam@elsewhere.example>"]);
  expect(colleague).toMatchObject({ outcome: "reply", ticket: number });
  const named = await mail("pam@elsewhere.example", [`References: ${theirs}`]);
  expect(named).toMatchObject({ outcome: "reply", ticket: number });
  expect((await ticket(number)).messages.slice(-2)).toMatchObject([
    { newParticipant: true },
    { newParticipant: true },
  ]);
});

test("a Message-ID without an @ matches nothing", async () => {
  const first = await mail("ugo@barn.example", ["References: <monday>"]);
  const second = await mail("ugo@barn.example", ["In-Reply-To: <monday>"]);
  expect([first.outcome, second.outcome]).toEqual(["ticket", "ticket"]);
  expect(await ticket(second.ticket ?? 0)).toMatchObject({ mayBelongTo: null });
});
