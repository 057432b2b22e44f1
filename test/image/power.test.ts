/** Repeated power cuts at random moments under load: what was answered with 250 survives. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { askApi, callApi, patience, prepareServer, tokenOf, wanted } from "../support/box-guest.ts";
import { type Guest, startGuest } from "../support/guest.ts";
import { eventually, handOver, idIn, plainMail } from "../support/server.ts";

const root = resolve(import.meta.dirname, "../..");
const { version }: { version: string } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8"));

/** Number of power cuts under load. */
const CUTS = 10;
const SENDERS = 3;

/** Verifies the journal and the database while the program is running, and prints the result on the serial line. */
const verify = `[Unit]
After=mailmanager.service
[Service]
Type=oneshot
User=mailmanager
StandardOutput=journal+console
ExecStart=/usr/bin/mailmanager journal verify --json --data /var/lib/mailmanager
`;

let guest: Guest;
let token: string;
/** The subjects of all mails answered with 250. */
const taken: string[] = [];

beforeAll(async () => {
  guest = await startGuest({
    image: resolve(root, `dist/mailmanager-${version}.raw`),
    name: "power",
    // Without consoles, which slow down the start.
    commandLine:
      "console=ttyS0 systemd.mask=mailmanager-console@tty1.service systemd.mask=mailmanager-console@ttyS0.service",
    credentials: { "systemd.extra-unit.prepare.service": prepareServer, ...wanted("prepare.service") },
  });
  await guest.waitForGreeting(patience);
  token = await tokenOf(guest);
});
afterAll(() => guest?.remove());

test("it survives ten power cuts under load and some during the start", {
  timeout: 30 * 60_000,
}, async () => {
  for (let cut = 1; cut <= CUTS; cut++) {
    const before = taken.length;
    const load = sendMails(cut);
    await eventually("mail comes in", async () => taken.length > before, 120);
    await sleep(Math.random() * 6000);
    await guest.cutPower();
    await load.stop();
    if (cut % 3 === 0) {
      // And once before it serves: while it mounts, checks its file system or opens its database.
      await guest.start({});
      await sleep(8000 + Math.random() * 17_000);
      await guest.cutPower();
    }
    await guest.start(
      cut === CUTS ? { "systemd.extra-unit.verify.service": verify, ...wanted("verify.service") } : {},
    );
    await guest.waitForGreeting(patience);
  }
  console.log(`${taken.length} mails were answered 250 before a plug was pulled`);
});

test("every mail answered with 250 is one ticket", { timeout: 15 * 60_000 }, async () => {
  const tickets = new Set<number>();
  for (const id of taken) {
    await eventually(
      `mail ${id} is a ticket`,
      async () => {
        const { status, bytes } = await callApi(guest, token, "GET", `/mails/${id}`);
        if (status === 429) await sleep(2000);
        if (status !== 200) return false;
        const { ticket } = mail.parse(JSON.parse(bytes.toString("utf8")));
        if (ticket !== null) tickets.add(ticket);
        return ticket !== null;
      },
      120,
    );
  }
  expect(taken.length).toBeGreaterThan(CUTS);
  expect(tickets.size).toBe(taken.length);
});

test("the journal is intact, and no mail is left in the queue", async () => {
  await guest.waitForSerial(/"ok": ?true/, patience);
  for (const outcome of ["queued", "held", "rejected"]) {
    expect(await askApi(guest, token, "GET", `/mails?outcome=${outcome}`), outcome).toMatchObject({
      items: [],
    });
  }
});

const mail = z.object({ ticket: z.number().nullable() });

/** Sends mails concurrently, each from another sender, until stopped or disconnected. */
function sendMails(round: number): { stop(): Promise<void> } {
  let on = true;
  const send = async (sender: number) => {
    for (let number = 1; on; number++) {
      const reply = await handOver(
        guest.ports.smtp,
        plainMail(`round ${round} sender ${sender} mail ${number}`),
      ).catch(() => "");
      if (reply.startsWith("250 ")) taken.push(idIn(reply));
      else await sleep(200);
    }
  };
  const all = Promise.all(Array.from({ length: SENDERS }, (_, sender) => send(sender)));
  return {
    async stop() {
      on = false;
      await all;
    },
  };
}
