/** The image as a customer meets it: it starts, takes mail, shows the ticket, and keeps it when the plug is pulled. */
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { eventually, handOver, idIn, plainMail } from "../support/desk.ts";
import { type Guest, plain, startGuest } from "../support/guest.ts";
import { mailbox } from "../support/program.ts";

const root = resolve(import.meta.dirname, "../..");
const { version }: { version: string } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8"));

/** Sets the desk up before it is served, prints a token on the serial line, and later what the start has cost. */
const prepare = `[Unit]
Before=mailmanager.service
RequiresMountsFor=/var/lib/mailmanager
[Service]
Type=oneshot
User=mailmanager
StateDirectory=mailmanager
StandardOutput=journal+console
ExecCondition=/usr/bin/mailmanager setup --data /var/lib/mailmanager --hostname desk.example --mailbox ${mailbox}
ExecStart=/usr/bin/mailmanager token create --data /var/lib/mailmanager --name test
`;
const measure = `[Unit]
After=mailmanager.service
[Service]
Type=oneshot
LoadCredential=stat:/proc/stat
LoadCredential=memory:/proc/meminfo
StandardOutput=journal+console
ExecStart=/usr/bin/systemd-creds cat stat
ExecStart=/usr/bin/systemd-creds cat memory
`;

let guest: Guest;
let token: string;

beforeAll(async () => {
  guest = await startGuest({
    image: resolve(root, `dist/mailmanager-${version}.raw`),
    name: "first",
    commandLine: "console=ttyS0",
    credentials: {
      "systemd.extra-unit.prepare.service": prepare,
      "systemd.extra-unit.measure.service": measure,
      "systemd.unit-dropin.multi-user.target": "[Unit]\nWants=prepare.service measure.service\n",
    },
  });
  await guest.waitForGreeting(600);
});

afterAll(() => guest?.remove());

test("a mail from outside becomes a ticket, which HTTPS shows", async () => {
  [, token = ""] = await guest.waitForSerial(/\b(mm_[A-Za-z0-9_-]{43})/, 60);
  const reply = await handOver(guest.ports.smtp, plainMail("the first mail"));
  expect(reply).toMatch(/^250 /);
  await expectTicket(idIn(reply));
});

test("what was answered 250 is there after the plug was pulled", async () => {
  const reply = await handOver(guest.ports.smtp, plainMail("just before the end"));
  expect(reply).toMatch(/^250 /);
  await guest.cutPower();
  await guest.start({});
  await guest.waitForGreeting(600);
  await expectTicket(idIn(reply));
});

test("the start and the rest are frugal", () => {
  const said = plain(guest.serial());
  const [, user = "0"] = /cpu +(\d+) /.exec(said) ?? [];
  const kilobytes = (name: string): number =>
    Number(new RegExp(`${name}: +(\\d+) kB`).exec(said)?.[1] ?? Number.NaN);
  const memory = (kilobytes("MemTotal") - kilobytes("MemAvailable")) / 1000;
  console.log(
    `guest user time to the service: ${(Number(user) / 100).toFixed(1)} s; memory in use: ${memory.toFixed(0)} MB`,
  );
  expect(Number(user)).toBeGreaterThan(0);
  expect(memory).toBeLessThan(500);
});

test("it turns itself off when the button is pressed", async () => {
  await guest.pressPower();
  await guest.waitForOff(180);
});

const mail = z.object({ outcome: z.string(), ticket: z.number().nullable() });

async function expectTicket(id: string): Promise<void> {
  await eventually(
    "the mail is a ticket",
    async () => {
      const { outcome, ticket } = mail.parse(await get(`/api/v1/mails/${id}`));
      return outcome === "ticket" && ticket !== null;
    },
    120,
  );
}

/** The JSON at a path. The box's certificate is its own, made at its first start. */
function get(path: string): Promise<unknown> {
  return new Promise((done, failed) => {
    const asked = request(
      {
        host: "127.0.0.1",
        port: guest.ports.https,
        path,
        rejectUnauthorized: false,
        headers: { authorization: `Bearer ${token}`, host: "desk.example" },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("error", failed);
        response.on("end", () => done(JSON.parse(text)));
      },
    );
    asked.on("error", failed);
    asked.end();
  });
}
