/** The program with its journal in PostgreSQL. */
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Peer } from "../../src/edges/smtp/testing.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { expectDone, mailbox, newInstallation, run, serve } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";

const folder = dataFolder();
const data = join(folder.path, "data");
let server: Postgres;
let url: string;
let token: string;
let password: string;

beforeAll(async () => {
  server = await startPostgres();
  url = await server.newDatabase();
  ({ token, password } = await newInstallation(data));
  const file = join(folder.path, "journal.export");
  await expectDone(["journal", "export", "--data", data, file]);
  await expectDone(["journal", "import", "--journal", url, file]);
});
afterAll(async () => {
  await server.remove();
  folder.remove();
});

/** Sends a mail. @returns the answer to its last line */
async function send(smtp: string | null, subject: string): Promise<string> {
  const peer = await new Peer(Number(smtp?.split(":").at(-1))).hello();
  await peer.ask("MAIL FROM:<ann@customer.example>");
  await peer.ask(`RCPT TO:<${mailbox}>`);
  await peer.ask("DATA");
  const head = `From: ann@customer.example\r\nMessage-ID: <${randomUUID()}@customer.example>\r\nSubject: ${subject}`;
  const answer = await peer.ask(`${head}\r\n\r\nHello\r\n.`);
  peer.destroy();
  return answer;
}

/** The subjects of all tickets. */
async function subjects(http: string | null): Promise<readonly string[]> {
  const answer = await fetch(`http://${http}/api/v1/tickets`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { items }: { items: readonly { subject: string }[] } = JSON.parse(await answer.text());
  return items.map(({ subject }) => subject);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100));
}

test("a mail that was accepted is a ticket after kill -9", async () => {
  const program = serve(data, "--journal", url);
  const { smtp } = await program.serving;
  expect(await send(smtp, "Before the end")).toMatch(/^250 /);
  await program.kill();
  const again = serve(data, "--journal", url);
  const { http } = await again.serving;
  await until(async () => (await subjects(http)).includes("Before the end"));
  expect((await again.stop()).status).toBe(0);
});

test("while PostgreSQL is stopped mail is deferred and pages can be read; then it goes on by itself", async () => {
  const program = serve(data, "--journal", url);
  const { smtp, http } = await program.serving;
  expect(await send(smtp, "While it runs")).toMatch(/^250 /);
  await until(async () => (await subjects(http)).includes("While it runs"));
  const cookie = await logIn(http);
  await server.stop();
  expect(await send(smtp, "While it is away")).toMatch(/^451 /);
  expect(await subjects(http)).toContain("While it runs");
  await until(async () => (await status(http)) === "degraded");
  expect(await page(http, cookie)).toContain("Nothing can be saved at the moment");
  const found = await journalFinding(http);
  expect(found).toMatchObject({ level: "warning", todo: expect.stringMatching(/^start PostgreSQL/i) });
  expect(found?.what).toMatch(/^PostgreSQL has not been reached for .*: mail is deferred/);
  await server.start();
  expect(await send(smtp, "When it is back")).toMatch(/^250 /);
  await until(async () => (await subjects(http)).includes("When it is back"));
  await until(async () => (await status(http)) === "ok");
  expect(await page(http, cookie)).not.toContain("Nothing can be saved at the moment");
  expect(await subjects(http)).not.toContain("While it is away");
  expect((await program.stop()).status).toBe(0);
});

test("a new folder becomes a copy; two programs do not serve one journal; a copy is not served without it", async () => {
  const copy = join(folder.path, "copy");
  const program = serve(copy, "--journal", url);
  const { http } = await program.serving;
  expect(await subjects(http)).toContain("Before the end");
  const second = await run("serve", "--data", data, "--smtp", "127.0.0.1:0", "--journal", url);
  expect(second).toMatchObject({ status: 1 });
  expect(second.stderr).toContain("another program uses this journal");
  await program.stop();
  const without = await run("serve", "--data", copy, "--smtp", "127.0.0.1:0");
  expect(without).toMatchObject({ status: 1 });
  expect(without.stderr).toContain("is a copy of a journal in another database");
  const ends = await Promise.all(
    [data, copy].map(async (one) => (await expectDone(["journal", "verify", "--data", one])).stdout),
  );
  expect(ends[0]?.split("chain")[1]).toBe(ends[1]?.split("chain")[1]);
});

test("a dump of the database, the folder tls and nothing else make the installation again", async () => {
  const made = await run("backup", "create", "--data", data);
  expect(made).toMatchObject({ status: 1, stdout: "" });
  expect(made.stderr).toContain("a backup of the folder would not be whole");
  expect(made.stderr).toContain("use pg_dump for the database (schema mailmanager)");

  const dump = join(folder.path, "journal.sql");
  execFileSync("pg_dump", ["--schema=mailmanager", `--file=${dump}`, url]);
  const restored = await server.newDatabase();
  execFileSync("psql", ["--quiet", "--set=ON_ERROR_STOP=1", `--file=${dump}`, restored], { stdio: "ignore" });
  const again = join(folder.path, "again");
  const first = serve(again, "--journal", restored);
  await first.serving;
  await first.stop();
  rmSync(join(again, "tls"), { recursive: true });
  cpSync(join(data, "tls"), join(again, "tls"), { recursive: true });
  const program = serve(again, "--journal", restored);
  const { http, smtp } = await program.serving;
  expect(await subjects(http)).toContain("Before the end");
  const raw = await get(http, "/api/v1/mails?limit=1");
  const [{ id }] = JSON.parse(raw).items;
  // The bytes of a mail were never in this folder.
  expect(await get(http, `/api/v1/mails/${id}/raw`)).toContain("From: ann@customer.example");
  expect(await send(smtp, "After the dump was loaded")).toMatch(/^250 /);
  await until(async () => (await subjects(http)).includes("After the dump was loaded"));
  await program.stop();
});

const get = async (http: string | null, path: string) =>
  (await fetch(`http://${http}${path}`, { headers: { authorization: `Bearer ${token}` } })).text();

const status = async (http: string | null) => JSON.parse(await get(http, "/api/v1/health")).status;

const page = async (http: string | null, cookie: string) =>
  (await fetch(`http://${http}/tickets`, { headers: { cookie } })).text();

/** Logs the administrator in. @returns the session's cookie */
async function logIn(http: string | null): Promise<string> {
  const answer = await fetch(`http://${http}/login`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: `http://${http}`, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ user: "admin", password }),
  });
  expect(answer.status).toBe(303);
  return (
    answer.headers
      .getSetCookie()
      .find((one) => one.startsWith("mm_session="))
      ?.split(";", 1)[0] ?? ""
  );
}

/** What the health checks find about the journal. */
async function journalFinding(http: string | null) {
  const { findings }: { findings: readonly { check: string; level: string; what: string; todo: string }[] } =
    JSON.parse(await get(http, "/api/v1/system/health"));
  return findings.find(({ check }) => check === "journal");
}
