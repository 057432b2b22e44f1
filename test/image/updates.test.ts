/**
 * Releases in the booted image: an update from a URL, a manual rollback, a damaged slot, a release that does not work
 * and is rolled back automatically. The tests use one appliance, so each begins where the last one ended.
 */
import { execFileSync } from "node:child_process";
import { createReadStream, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { verbs } from "../../appliance/protocol.ts";
import { askApi, patience, prepareServer, tokenOf, wanted } from "../support/box-guest.ts";
import { type Guest, startGuest } from "../support/guest.ts";
import { eventually, handOver, idIn, plainMail } from "../support/server.ts";

const root = resolve(import.meta.dirname, "../..");
const folder = resolve(root, ".cache/test/updates");
const { version: own }: { version: string } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8"));
const [newer, broken] = [`${own}.1`, `${own}.2`];

/** A release whose program exits at once. */
const extraOfBroken = {
  "usr/lib/systemd/system/mailmanager.service.d/90-test.conf":
    "[Service]\nExecStart=\nExecStart=/usr/bin/mailmanager serve --data /var/lib/nowhere\n",
};

/** Milliseconds between queries; the appliance is busy enough. */
const PAUSE = 3000;

let guest: Guest;
let token: string;
let server: Server;
let address: string;
const mails: string[] = [];

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  makeRelease(newer, {});
  makeRelease(broken, extraOfBroken);
  tamper(join(folder, `mailmanager-${newer}.update`));
  address = await serveFolder();
  guest = await startGuest({
    image: resolve(root, `dist/mailmanager-${own}.raw`),
    name: "updates",
    // Without consoles, which slow down the start. The log helps with failures.
    commandLine:
      "console=ttyS0 systemd.journald.forward_to_console=1 systemd.mask=mailmanager-console@tty1.service systemd.mask=mailmanager-console@ttyS0.service",
    credentials: {
      "systemd.extra-unit.prepare.service": prepareServer,
      ...wanted("prepare.service"),
    },
  });
  await guest.waitForGreeting(patience);
  token = await tokenOf(guest);
  await sendMail("before all updates");
});
afterAll(async () => {
  await guest?.remove();
  server?.close();
});

test("an update without a valid signature, or with other contents, is refused, and nothing changes", async () => {
  for (const [file, problem] of [
    [`mailmanager-${newer}-unsigned.update`, /sign/i],
    [`mailmanager-${newer}-tampered.update`, /its content is not what was signed/],
  ] as const) {
    const job = await installed(file);
    expect(job, file).toMatchObject({ state: "failed", version: null });
    expect(job.problem).toMatch(problem);
  }
  const state = await updates();
  expect(state.slots).toMatchObject([
    { slot: "a", version: own, running: true, state: "good" },
    { slot: "b" },
  ]);
});

test("an update is installed, passes its trial, and keeps the data", async () => {
  expect(await installed(`mailmanager-${newer}.update`)).toMatchObject({
    state: "installed",
    version: newer,
  });
  await restart();
  const state = await settledOn(newer, "healthy");
  expect(state.last).toMatchObject({ from: own, to: newer, cause: null });
  expect(state.slots).toMatchObject([
    { slot: "a", version: own, state: "good" },
    { slot: "b", version: newer, running: true, state: "good" },
  ]);
  await expectMails();
  await sendMail("with the new release");
});

test("a rollback starts the previous release again", async () => {
  expect(await ask("POST", "/system/updates/rollback", {})).toEqual({ version: own });
  await restart();
  const state = await settledOn(own, "rolled-back");
  expect(state.last).toMatchObject({ from: newer, to: own });
  await expectMails();
  await sendMail("after the rollback");
});

test("a damaged slot is rolled back automatically, with the cause", async () => {
  await powerOff();
  guest.writeDisk(guest.partitionStart("mailmanager-a") + 1024, Uint8Array.of(0x5a));
  await guest.start();
  const state = await settledOn(newer, "fell-back");
  expect(state.last).toMatchObject({ to: own });
  expect(state.last?.cause).toBe(`slot a with version ${own} is damaged`);
  await expectMails();
  await sendMail("after the damage");
});

test("a release that does not work is rolled back automatically, with the cause, and nothing is lost", async () => {
  expect(await installed(`mailmanager-${broken}.update`)).toMatchObject({
    state: "installed",
    version: broken,
  });
  await restart();
  const state = await settledOn(newer, "fell-back");
  expect(state.last).toMatchObject({ from: newer, to: broken });
  expect(state.last?.cause).toMatch(/^The program did not start; its last output: .*nowhere/);
  expect(state.slots).toMatchObject([
    { slot: "a", version: broken, state: "bad" },
    { slot: "b", version: newer, running: true, state: "good" },
  ]);
  await expectMails();
  await sendMail("after the release that did not serve");
  await expectMails();
});

/** Builds an update from the same sources as `make image`, with another version and more files. */
function makeRelease(version: string, files: Readonly<Record<string, string>>): void {
  const extra = join(folder, `extra-${version}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(extra, name, ".."), { recursive: true });
    writeFileSync(join(extra, name), text);
  }
  mkdirSync(extra, { recursive: true });
  execFileSync(process.execPath, [join(root, "image/make.ts")], {
    env: { ...process.env, VERSION: version, QUICK: "1", EXTRA: extra, OUTPUT: folder },
    stdio: ["ignore", "ignore", "inherit"],
  });
  rmSync(join(folder, `mailmanager-${version}.raw`));
}

/** Makes two variants of an update: one with the signature of another, and one with a changed byte in the root. */
function tamper(file: string): void {
  const bytes = readFileSync(file);
  const signature = bytes.indexOf("manifest.sig") + 512;
  const unsigned = Buffer.from(bytes);
  unsigned.write("AAAA", signature + 40, "latin1");
  writeFileSync(join(folder, `mailmanager-${newer}-unsigned.update`), unsigned);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 8192) ^ 1, bytes.length - 8192);
  writeFileSync(join(folder, `mailmanager-${newer}-tampered.update`), bytes);
}

/** Serves the updates on loopback, which the guest reaches at QEMU's own address. */
async function serveFolder(): Promise<string> {
  server = createServer(({ url = "/" }, response) => {
    const file = join(folder, url.slice(1));
    response.setHeader("content-length", statSync(file).size);
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port");
  return `http://10.0.2.2:${bound.port}`;
}

const job = z.object({
  state: z.enum(["running", "installed", "failed"]),
  version: z.string().nullable(),
  problem: z.string().nullable(),
});
const { last, ...update } = verbs.status.answer.shape.update.shape;
// The API says causes in words.
const change = z.object({ ...last.unwrap().shape, cause: z.string().nullable() });
const state = z.object({ ...update, last: change.nullable(), job: job.nullable() });

const updates = async () => state.parse(await ask("GET", "/system/updates"));

/** Installs an update file and waits for the end. */
async function installed(file: string): Promise<z.infer<typeof job>> {
  await ask("POST", "/system/updates/install", { source: `${address}/${file}` });
  let last: z.infer<typeof job> | null = null;
  await eventually(
    `${file} is installed or not`,
    async () => {
      await sleep(PAUSE);
      last = (await updates()).job;
      return last !== null && last.state !== "running";
    },
    400,
  );
  return job.parse(last);
}

async function powerOff(): Promise<void> {
  await guest.pressPower();
  await guest.waitForOff(180);
}

async function restart(): Promise<void> {
  await powerOff();
  await guest.start();
}

/**
 * Waits until a release is running, known to be good, and has reported how that happened, over any number of restarts.
 */
async function settledOn(version: string, outcome: string): Promise<z.infer<typeof state>> {
  let last: z.infer<typeof state> | undefined;
  await eventually(
    `${version} runs and is good`,
    async () => {
      await sleep(PAUSE);
      last = await updates().catch(() => undefined);
      const running = last?.slots.find((one) => one.running);
      return running?.version === version && running.state === "good" && last?.last?.outcome === outcome;
    },
    600,
  );
  return state.parse(last);
}

async function sendMail(subject: string): Promise<void> {
  let reply = "";
  await eventually(
    "mail is taken",
    async () => {
      reply = await handOver(guest.ports.smtp, plainMail(subject)).catch((cause) => String(cause));
      return reply.startsWith("250 ");
    },
    120,
  );
  mails.push(idIn(reply));
}

const mail = z.object({ outcome: z.string(), ticket: z.number().nullable() });

/** Every mail accepted so far is a ticket. */
async function expectMails(): Promise<void> {
  for (const id of mails) {
    await eventually(
      "the mail is a ticket",
      async () => {
        const { outcome, ticket } = mail.parse(await ask("GET", `/mails/${id}`));
        return outcome === "ticket" && ticket !== null;
      },
      120,
    );
  }
}

const ask = (method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> =>
  askApi(guest, token, method, path, body);
