/** The image as a customer uses it: it starts, accepts mail, shows the ticket, and keeps it after a power cut. */
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { askApi, patience, prepareServer, tokenOf, wanted } from "../support/box-guest.ts";
import { type Guest, plain, startGuest } from "../support/guest.ts";
import { eventually, handOver, idIn, plainMail } from "../support/server.ts";

const root = resolve(import.meta.dirname, "../..");
const { version }: { version: string } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8"));

const image = resolve(root, `dist/mailmanager-${version}.raw`);

/** Prints on the serial line what the start cost. */
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
/** Seconds from power-on to the SMTP greeting. */
let tookToGreet: number;

beforeAll(async () => {
  guest = await startGuest({
    image,
    name: "first",
    commandLine: "console=ttyS0",
    closedPort: 587,
    credentials: {
      "systemd.extra-unit.prepare.service": prepareServer,
      ...wanted("prepare.service"),
    },
  });
  await guest.waitForGreeting(patience);
});

afterAll(() => guest?.remove());

test("the screen says how far the start is", () => {
  const said = plain(guest.serial());
  const lines = [
    `MailManager ${version} is starting...`,
    "Mounting the system...",
    "Mounting the data disk...",
    "Starting the network and MailManager...",
  ];
  const at = lines.map((line) => said.indexOf(line));
  expect(at).toEqual([...at].sort((a, b) => a - b));
  expect(at).not.toContain(-1);
});

test("a mail from outside becomes a ticket, shown over HTTPS", async () => {
  token = await tokenOf(guest);
  const reply = await handOver(guest.ports.smtp, plainMail("the first mail"));
  expect(reply).toMatch(/^250 /);
  await expectTicket(idIn(reply));
});

test("port 587 is opened in the settings, by a program without privileges", async () => {
  // QEMU accepts the connection, and closes it when the machine refuses it.
  expect(await handOver(guest.ports.closed, plainMail("too early"))).toBe("");
  expect(
    await askApi(guest, token, "PATCH", "/settings/service", {
      submission: true,
      trustedProxies: ["10.0.2.2"],
    }),
  ).toMatchObject({ submission: true, trustedProxies: ["10.0.2.2"], fixed: [], closed: [] });
  expect(await handOver(guest.ports.closed, plainMail("from a device"))).toMatch(/^250 /);
});

test("what was answered with 250 survives a power cut", async () => {
  const reply = await handOver(guest.ports.smtp, plainMail("just before the end"));
  expect(reply).toMatch(/^250 /);
  await guest.cutPower();
  const before = performance.now();
  await guest.start({ "systemd.extra-unit.measure.service": measure, ...wanted("measure.service") });
  await guest.waitForGreeting(patience);
  tookToGreet = (performance.now() - before) / 1000;
  await expectTicket(idIn(reply));
});

test("starting and idling need few resources", async () => {
  await guest.waitForSerial(/MemAvailable: +\d+ kB/, 120);
  const said = plain(guest.serial());
  const [, user = "0"] = /cpu +(\d+) /.exec(said) ?? [];
  const kilobytes = (name: string): number =>
    Number(new RegExp(`${name}: +(\\d+) kB`).exec(said)?.[1] ?? Number.NaN);
  const memory = (kilobytes("MemTotal") - kilobytes("MemAvailable")) / 1000;
  const sizes = ["raw", "qcow2", "update"].flatMap((format) => {
    const stat = statSync(`${image.replace(/raw$/, "")}${format}`, { throwIfNoEntry: false });
    return stat ? [`${format} ${(Math.min(stat.size, stat.blocks * 512) / 1e6).toFixed(0)} MB`] : [];
  });
  console.log(
    `image: ${sizes.join(", ")}\npower-on to 220: ${tookToGreet.toFixed(0)} s; guest user time to the service: ${(Number(user) / 100).toFixed(1)} s; memory in use: ${memory.toFixed(0)} MB`,
  );
  expect(Number(user)).toBeGreaterThan(0);
  expect(memory).toBeLessThan(300);
});

test("it turns off when the power button is pressed", async () => {
  await guest.pressPower();
  await guest.waitForOff(180);
});

const mail = z.object({ outcome: z.string(), ticket: z.number().nullable() });

async function expectTicket(id: string): Promise<void> {
  await eventually(
    "the mail is a ticket",
    async () => {
      const { outcome, ticket } = mail.parse(await askApi(guest, token, "GET", `/mails/${id}`));
      return outcome === "ticket" && ticket !== null;
    },
    120,
  );
}
