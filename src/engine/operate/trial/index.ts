/**
 * A release on trial: the first time after an update, until the box has found it well. Until then it accepts nothing that
 * could be lost by going back: mail is put off with 4xx but for the box's test mail, pages show but change nothing, and
 * nothing is sent or fetched.
 */
import { existsSync, readFileSync } from "node:fs";
import type { RandomBytes } from "../../../base/clock.ts";
import { type Fault, fault } from "../../../base/fault.ts";
import { type MailId, mailId, timeId } from "../../../base/ids.ts";
import type { Log } from "../../../base/log.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import { systemActor } from "../../../domain/actor.ts";
import { isLoopback } from "../../../domain/settings/index.ts";
import type { Record } from "../../../record/record.ts";
import { inEnglish } from "../../../text/index.ts";
import type { ReadMail } from "../../intake/reader.ts";
import type { Reception } from "../../intake/receive.ts";
import { noteAlive } from "../alive.ts";
import { prepareData, settleData } from "./data.ts";

export interface TrialPlaces {
  /** Is there while the release is on trial; the box removes it once all is well. */
  readonly flag: string;
  /** Names the release. */
  readonly osRelease: string;
}

export const boxPlaces: TrialPlaces = {
  flag: "/run/mailmanager-box/trial",
  osRelease: "/usr/lib/os-release",
};

export interface Trial {
  /** Whether nothing is accepted yet. */
  on(): boolean;
  /** Calls at once, or when the trial is over. */
  whenOver(then: () => void): void;
  stop(): void;
}

/** Told what a long start is busy with. */
export interface StartReports {
  /** What goes on, in a line. */
  status(text: string): void;
  /** The work under way takes longer: be patient for that many more milliseconds. */
  patience(ms: number): void;
}

/** The address of the box's test mail; nobody else's while there is no trial. */
const PROBE = "release-check@localhost";
/** Milliseconds between looks at the flag. */
const LOOK = 200;
/** Events of the journal that are looked through for the test mail. */
const NEWEST = 1000;

/** Milliseconds that one step of copying the data may take. */
const COPYING = 15 * 60_000;

const over: Trial = { on: () => false, whenOver: (then) => then(), stop: () => {} };

/**
 * Begins a start, in a data folder that this process holds and has not opened: puts back or copies the data as it needs.
 * @throws Failure where there is no room for the copy
 */
export async function beginTrial(
  data: string,
  nativeBinding: object | undefined,
  { flag, osRelease }: TrialPlaces,
  log: Log,
  reports: StartReports,
): Promise<Trial> {
  const onTrial = existsSync(flag);
  const progress = (done: number, of: number) => {
    reports.status(`copying the data before a new release touches it: ${done} of ${of} pages`);
    reports.patience(COPYING);
  };
  await prepareData({ data, release: releaseIn(osRelease), onTrial, nativeBinding, log, progress });
  if (!onTrial) return over;

  log.info("this release is on trial: mail is put off until it is found well");
  const waiting: (() => void)[] = [];
  let on = true;
  const timer = setInterval(() => {
    if (existsSync(flag)) return;
    clearInterval(timer);
    // First of all, and durable: what is accepted from here on must never be put back.
    settleData(data);
    on = false;
    log.info("this release is well and takes mail");
    for (const then of waiting.splice(0)) then();
  }, LOOK);
  timer.unref();
  return {
    on: () => on,
    whenOver: (then) => {
      if (on) waiting.push(then);
      else then();
    },
    stop: () => clearInterval(timer),
  };
}

interface ProbeParts {
  readonly record: Record;
  readonly read: ReadMail;
  readonly now: () => number;
  readonly randomBytes: RandomBytes;
}

/**
 * What takes mail in: while the trial lasts nothing but the box's test mail, from this machine.
 * @param parts what the test mail goes round in; null where there is no data yet
 */
export function receptionOnTrial<R extends Reception>(
  reception: R,
  trial: Trial,
  parts: ProbeParts | null,
): R {
  const later = () => refuse(fault("release.trial"));
  return {
    ...reception,
    recipient: (address) =>
      !trial.on() ? reception.recipient(address) : address.toLowerCase() === PROBE ? ok(PROBE) : later(),
    async receive(mail) {
      // Alone it comes, and from here; beside it there may be a recipient who was asked about after the trial.
      const alone = mail.envelope.to.length === 1 && isLoopback(mail.peer.ip);
      if (mail.mailbox === PROBE) return alone ? probe(mail.raw, parts) : later();
      return trial.on() ? later() : reception.receive(mail);
    },
  };
}

/** All that a mail needs: a whole journal, a reader, and a database that keeps what is written. */
async function probe(raw: Uint8Array, parts: ProbeParts | null): Promise<Result<MailId, Fault>> {
  if (parts === null) return ok(mailId(timeId(0, new Uint8Array(10))));
  const { record, read, now, randomBytes } = parts;
  const { journal: events } = record;
  const journal = await events.verify(undefined, Math.max(0, (await events.head()) - NEWEST));
  if (!journal.ok)
    return refuse(
      fault("release.journal", { params: { position: journal.position, problem: journal.problem } }),
    );
  const parsed = await read(raw);
  if (!parsed.ok) return refuse(fault("release.mail", { params: { problem: inEnglish(parsed.error) } }));
  await noteAlive(record, systemActor("trial"));
  return ok(mailId(timeId(now(), randomBytes(10))));
}

/** IMAGE_VERSION, or else VERSION_ID; "" on a machine that is no box of ours. */
function releaseIn(file: string): string {
  if (!existsSync(file)) return "";
  const text = readFileSync(file, "utf8");
  const value = (name: string) => new RegExp(`^${name}="?([^"\\n]*)"?$`, "m").exec(text)?.[1];
  return value("IMAGE_VERSION") ?? value("VERSION_ID") ?? "";
}
