/** Processes mails from their bytes to the outcome, and checks what must be true for any mail. */
import { messageKey } from "../../src/base/ids.ts";
import type { ParsedMail } from "../../src/domain/mail/index.ts";
import { createReaderPool } from "../../src/edges/mime/pool.ts";
import type { MailRow } from "../../src/record/view.ts";
import { inEnglish } from "../../src/text/index.ts";
import { dumpModel } from "./dump.ts";
import { captureLog, engineOver, limitFlood, mailbox, setUp } from "./engine.ts";
import { dataFolder, recordIn } from "./record.ts";

export interface Finding {
  readonly raw: Buffer;
  readonly what: string;
}

export interface WholeIntake {
  /** Receives, reads, decides and commits the mails. @returns problems with the outcomes */
  take(mails: readonly Buffer[]): Promise<readonly Finding[]>;
  /** Rebuilds the read model; true if it is unchanged. */
  derivesAlike(): boolean;
  close(): Promise<void>;
}

/** Milliseconds after which reading one mail counts as a hang. */
const HANG = 5000;

/** A separate intake, with its own reader, and a record in its own folder. */
export async function wholeIntake(): Promise<WholeIntake> {
  const pool = createReaderPool({
    workers: 1,
    entry: { url: new URL("../../src/edges/mime/worker.ts", import.meta.url) },
    timePerMail: HANG,
  });
  const folder = dataFolder();
  const record = recordIn(folder.path);
  const log = captureLog();
  const engine = engineOver(record, { read: pool.read, log });
  await setUp(engine);
  await limitFlood(engine, 20);
  await engine.start();
  let taken = 0;

  return {
    async take(mails) {
      const ids = await Promise.all(mails.map(receive));
      await engine.intake.idle();
      taken += mails.length;
      const findings: Finding[] = [];
      for (const [i, raw] of mails.entries()) {
        const found = (what: string) => findings.push({ raw, what });
        const id = ids[i];
        const row = id === undefined ? null : record.view.mail(id);
        if (row === null) found("it is not there any more");
        else await look(row, raw, found);
      }
      const sum = record.queries.mailOutcomes().reduce((all, one) => all + one.mails, 0);
      const [raw = Buffer.alloc(0)] = mails;
      if (sum !== taken) findings.push({ raw, what: `${taken} were received, ${sum} have an outcome` });
      for (const line of log.lines.splice(0)) {
        if (line.startsWith("error ")) findings.push({ raw, what: `the log of these mails says: ${line}` });
      }
      return findings;
    },
    derivesAlike() {
      const before = dumpModel(record);
      record.rebuild();
      return JSON.stringify(dumpModel(record)) === JSON.stringify(before);
    },
    async close() {
      await engine.stop();
      await pool.close();
      record.close();
      folder.remove();
    },
  };

  async function receive(raw: Buffer) {
    const peer = { ip: "127.0.0.1", helo: "x", tls: false };
    const envelope = { from: `someone${taken}@customer.example`, to: [mailbox] };
    const received = await engine.reception.receive({ envelope, mailbox, raw, peer });
    if (!received.ok) throw new Error(inEnglish(received.error));
    return received.value;
  }

  async function look(row: MailRow, raw: Buffer, found: (what: string) => void): Promise<void> {
    const [read, view] = await Promise.all([
      pool.read(raw),
      pool.view(raw, { pictures: false, cid: "/picture/%s" }),
    ]);
    if (view.ok !== read.ok) found("it can be read but not shown, or the other way about");
    if (!read.ok) {
      if (
        !/limit|more than|deeper than/.test(inEnglish(read.error)) ||
        /takes longer/.test(inEnglish(read.error))
      )
        found(`reading it failed: ${inEnglish(read.error)}`);
      if (row.reason !== "unreadable") found(`it cannot be read, but its outcome is ${row.outcome}`);
      return;
    }
    for (const what of wrongIn(read.value)) found(what);
    if (
      /<(?:script|iframe|object|form|meta|base|link|svg|math)\b|\son\w+=|src="http/i.test(
        view.ok ? (view.value.html ?? "") : "",
      )
    )
      found("its HTML is not safe");
    if (row.outcome === "queued" || row.reason === "decision-failed" || row.reason === "unreadable") {
      found(`its outcome is ${row.outcome} (${row.reason}): ${row.cause}`);
    }
    // What was filed, as a bounce too, names the ticket that its cause is about, and is no message there.
    if (row.ticket === null || row.cause !== null) return;
    const event = (await record.past.message(messageKey(row.id)))?.event;
    if (event?.type !== "MessageReceived") found("it is in no conversation");
    else if (event.text !== read.value.text) found("its text in the journal is another one");
  }
}

function wrongIn(mail: ParsedMail): readonly string[] {
  const ids = new Set(mail.attachments.map(({ id }) => id));
  return [
    ...(mail.attachments.some(({ name }) => name === "" || /[\x00-\x1f/\\]/.test(name))
      ? ["a file has a bad name"]
      : []),
    ...(ids.size === mail.attachments.length ? [] : ["two files have one id"]),
    ...(/[\r\n\0]/.test(mail.subject) ? ["its subject has more than one line"] : []),
    ...(/[\r\0]/.test(mail.text) ? ["its text has bare control characters"] : []),
    ...(mail.reply.length > mail.text.length ? ["more of it is newly written than there is"] : []),
  ];
}
