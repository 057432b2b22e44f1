/**
 * Plain smtp-server for comparison: used as in its documentation, with each mail durable before its 250.
 *
 *     node test/bench/smtp-floor.ts --kind file|sqlite --data DIR
 *
 * `file` writes and syncs one file a mail; `sqlite` inserts into a WAL database with synchronous=FULL, all mails that
 * wait in one commit. Prints `{"port": P}`; runs until SIGTERM or until standard input ends.
 */
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Database from "better-sqlite3";
import { SMTPServer, type SMTPServerSession } from "smtp-server";

type Save = (
  raw: Buffer,
  session: SMTPServerSession,
  done: (error: Error | null, id: string) => void,
) => void;

const { values } = parseArgs({ options: { kind: { type: "string" }, data: { type: "string" } } });
const makers: Record<string, ((folder: string) => Save) | undefined> = {
  file: intoFiles,
  sqlite: intoSqlite,
};
const make = makers[values.kind ?? ""];
if (make === undefined || values.data === undefined) {
  process.stderr.write("usage: smtp-floor.ts --kind file|sqlite --data DIR\n");
  process.exit(2);
}
mkdirSync(values.data, { recursive: true });
const save = make(values.data);

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["AUTH", "STARTTLS"],
  disableReverseLookup: true,
  hideENHANCEDSTATUSCODES: false,
  logger: false,
  size: 50 * 1024 * 1024,
  onData(stream, session, callback) {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () =>
      save(Buffer.concat(chunks), session, (error, id) => callback(error, `Queued as ${id}`)),
    );
  },
});
// a client may disconnect
server.on("error", () => {});
const listener = server.listen(0, "127.0.0.1", () => {
  const address = listener.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ port })}\n`);
});
process.on("SIGTERM", () => process.exit(0));
process.stdin.on("end", () => process.exit(0)).resume();

function intoFiles(folder: string): Save {
  return (raw, _session, done) => {
    const id = randomUUID();
    write(join(folder, id), raw).then(
      () => done(null, id),
      (error: Error) => done(error, id),
    );
  };
}

async function write(path: string, raw: Buffer): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(raw);
    await file.sync();
  } finally {
    await file.close();
  }
}

function intoSqlite(folder: string): Save {
  const database = new Database(join(folder, "floor.sqlite"));
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec(
    "CREATE TABLE IF NOT EXISTS mail (id TEXT PRIMARY KEY, sender TEXT, recipients TEXT, raw BLOB)",
  );
  const insert = database.prepare("INSERT INTO mail (id, sender, recipients, raw) VALUES (?, ?, ?, ?)");
  let waiting: { id: string; raw: Buffer; session: SMTPServerSession; done: Parameters<Save>[2] }[] = [];
  const commit = () => {
    const batch = waiting;
    waiting = [];
    let failed: Error | null = null;
    try {
      database.transaction(() => {
        for (const { id, raw, session } of batch) {
          const { mailFrom, rcptTo } = session.envelope;
          insert.run(id, mailFrom ? mailFrom.address : "", rcptTo.map((to) => to.address).join(" "), raw);
        }
      })();
    } catch (error) {
      failed = error instanceof Error ? error : new Error(String(error));
    }
    for (const { id, done } of batch) done(failed, id);
  };
  return (raw, session, done) => {
    waiting.push({ id: randomUUID(), raw, session, done });
    if (waiting.length === 1) setImmediate(commit);
  };
}
