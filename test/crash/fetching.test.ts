/** Kills the executable while it fetches and imports mail: none is lost or duplicated. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { system } from "../../src/domain/policy/index.ts";
import { createSettings } from "../../src/engine/settings/settings.ts";
import { inEnglish } from "../../src/text/index.ts";
import { apiAt } from "../support/api.ts";
import { openData } from "../support/data.ts";
import { type Dovecot, password, startDovecot } from "../support/dovecot.ts";
import { expectDone, mailbox, newInstallation, serve, start } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";

const MAILS = 400;

let folder: ReturnType<typeof dataFolder>;
let dovecot: Dovecot | null = null;
beforeEach(() => {
  folder = dataFolder();
});
afterEach(async () => {
  await dovecot?.remove();
  dovecot = null;
  folder.remove();
});

const mail = (n: number): string =>
  `From: Ann <ann${n}@customer.example>\r\nTo: ${mailbox}\r\nSubject: ${n}\r\nMessage-ID: <${n}@x.example>\r\n\r\n${"Text. ".repeat(200)}\r\n`;

test("it is killed repeatedly while it fetches and moves mail", async () => {
  const server = await startDovecot();
  dovecot = server;
  const client = await server.client();
  for (let n = 0; n < MAILS; n++) await client.append("INBOX", mail(n));
  const { data, token } = await newInstallation(join(folder.path, "data"));
  await saveAccount(data, server.port);

  let kills = 0;
  for (let left = MAILS; left > 0; left = (await server.subjects("INBOX")).length) {
    const program = serve(data);
    await program.serving;
    // A little later each time, so that it dies at every stage.
    await new Promise((resolve) => setTimeout(resolve, 40 + 15 * kills));
    await program.kill();
    kills += 1;
  }
  const program = serve(data);
  const { http } = await program.serving;
  const api = apiAt(http ?? "", token);
  await expect.poll(async () => (await subjectsIn(api)).length).toBe(MAILS);
  await program.stop();
  api.close();
  console.log(JSON.stringify({ kills, mails: MAILS }));
  expect(kills).toBeGreaterThan(2);
  expect((await taken(data)).length).toBe(MAILS);
  expect(numbers(await server.subjects("Done"))).toEqual(Array.from({ length: MAILS }, (_, n) => n));
});

test("it is killed repeatedly while it imports", async () => {
  const { data } = await newInstallation(join(folder.path, "data"));
  const box = join(folder.path, "old");
  mkdirSync(box);
  for (let file = 0; file < 4; file++) {
    const mails = Array.from({ length: MAILS }, (_, n) => mail(file * MAILS + n));
    const text = mails.map((raw) => `From ann@customer.example Mon Nov  2 10:11:12 2026\n${raw}\n`).join("");
    writeFileSync(join(box, `${file}.mbox`), text.replaceAll("\r\n", "\n"));
  }
  let kills = 0;
  for (let status: number | null = null; status !== 0; ) {
    const running = start("import", "--data", data, box);
    const timer = setTimeout(() => void running.kill(), 300 + 150 * kills);
    ({ status } = await running.ended);
    clearTimeout(timer);
    kills += 1;
  }
  console.log(JSON.stringify({ kills: kills - 1, mails: 4 * MAILS }));
  expect(kills).toBeGreaterThan(2);
  const { stdout } = await expectDone(["import", "--json", "--data", data, box]);
  expect(JSON.parse(stdout)).toEqual({ taken: 0, known: 4 * MAILS, refused: [] });
  expect(numbers(await taken(data))).toEqual(Array.from({ length: 4 * MAILS }, (_, n) => n));
});

const numbers = (subjects: readonly string[]): readonly number[] =>
  subjects.map((subject) => Number(subject.replace("*", ""))).sort((a, b) => a - b);

async function saveAccount(data: string, port: number): Promise<void> {
  const record = openData(data);
  try {
    const saved = await createSettings(record).saveImapAccount(system("test"), {
      ...{ name: "test", mailbox, host: "127.0.0.1", port, tls: "none", certificate: "", user: "ann" },
      login: { kind: "password", password },
      folders: ["INBOX"],
      take: "all",
      after: { kind: "move", folder: "Done" },
      enabled: true,
    });
    if (!saved.ok) throw new Error(inEnglish(saved.error));
  } finally {
    record.close();
  }
}

/** Subjects of all mails with an outcome, from the data folder. */
async function taken(data: string): Promise<readonly string[]> {
  const record = openData(data);
  try {
    return record.queries.mails({ outcome: "ticket", limit: 10_000 }).items.map((row) => row.subject ?? "");
  } finally {
    record.close();
  }
}

const Mails = z.object({
  items: z.array(z.object({ outcome: z.string() })),
  next: z.string().nullable(),
});

/** All mails with an outcome, from the API. */
async function subjectsIn(api: ReturnType<typeof apiAt>): Promise<readonly string[]> {
  const found: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: z.infer<typeof Mails> = Mails.parse(
      await api.json(`/api/v1/mails?limit=100${cursor === "" ? "" : `&cursor=${cursor}`}`),
    );
    found.push(...page.items.flatMap(({ outcome }) => (outcome === "ticket" ? [outcome] : [])));
    cursor = page.next;
  }
  return found;
}
