/** The program with its journal in PostgreSQL. */
import { randomUUID } from "node:crypto";
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

beforeAll(async () => {
  server = await startPostgres();
  url = await server.newDatabase();
  ({ token } = await newInstallation(data));
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
  await server.stop();
  expect(await send(smtp, "While it is away")).toMatch(/^451 /);
  expect(await subjects(http)).toContain("While it runs");
  await server.start();
  expect(await send(smtp, "When it is back")).toMatch(/^250 /);
  await until(async () => (await subjects(http)).includes("When it is back"));
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
