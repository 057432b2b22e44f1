/**
 * A release on trial: the first start after an update, until the appliance has found it healthy. Until then it accepts
 * nothing that a rollback could lose: mail except the appliance's test mail is deferred with 4xx, pages are shown but change
 * nothing, and nothing is sent or fetched.
 */
import { existsSync, readFileSync } from "node:fs";
import type { RandomBytes } from "../../../base/clock.ts";
import { type Fault, fault, storedFault } from "../../../base/fault.ts";
import { type MailId, mailId, timeId } from "../../../base/ids.ts";
import type { Log } from "../../../base/log.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import { systemActor } from "../../../domain/actor.ts";
import { mailOnTrial, recipientOnTrial, testMailAddress } from "../../../domain/box/index.ts";
import { isLoopback } from "../../../domain/settings/index.ts";
import type { RecordStore } from "../../../record/record.ts";
import type { ReadMail } from "../../intake/reader.ts";
import type { Reception } from "../../intake/receive.ts";
import { noteAlive } from "../alive.ts";
import { prepareData, settleData } from "./data.ts";

export interface TrialPlaces {
  /** Exists while the release is on trial; the appliance removes it once its check has passed. */
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
  /** Calls back immediately, or when the trial is over. */
  whenOver(then: () => void): void;
  stop(): void;
}

/** Receives the progress of a long start. */
export interface StartReports {
  /** How many pages of the data are copied, before the new release uses it. */
  copying(done: number, of: number): void;
  /** The current work takes longer: allow this many more milliseconds. */
  patience(ms: number): void;
}

/** Milliseconds between checks of the flag. */
const LOOK = 200;
/** Events of the journal that are searched for the test mail. */
const NEWEST = 1000;

/** Milliseconds that one step of copying the data may take. */
const COPYING = 15 * 60_000;

const over: Trial = { on: () => false, whenOver: (then) => then(), stop: () => {} };

/**
 * Begins a start, in a data folder that this process has locked but not opened: restores or copies the data as needed.
 * @throws Failure if there is not enough space for the copy
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
    reports.copying(done, of);
    reports.patience(COPYING);
  };
  await prepareData({ data, release: releaseIn(osRelease), onTrial, nativeBinding, log, progress });
  if (!onTrial) return over;

  log.info("this release is on trial: mail is deferred until its health check has passed");
  const waiting: (() => void)[] = [];
  let on = true;
  const timer = setInterval(() => {
    if (existsSync(flag)) return;
    clearInterval(timer);
    // First of all, and durable: what is accepted from here on must never be replaced by the copy.
    settleData(data);
    on = false;
    log.info("this release passed its health check: mail is accepted");
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
  readonly record: RecordStore;
  readonly read: ReadMail;
  readonly now: () => number;
  readonly randomBytes: RandomBytes;
}

/**
 * The reception of mail: during the trial only the appliance's test mail, from this machine.
 * @param parts used by the test mail; null if there is no data yet
 */
export const receptionOnTrial = <R extends Reception>(
  reception: R,
  trial: Trial,
  parts: ProbeParts | null,
): R => deferring(reception, trial, (raw) => examined(raw, parts));

/** The reception while a release on trial is not ready for the test mail. */
export const deferredOnTrial = <R extends Reception>(reception: R, trial: Trial): R =>
  deferring(reception, trial, null);

/** @param examine gives the test mail's result; null while it cannot be examined */
function deferring<R extends Reception>(
  reception: R,
  trial: Trial,
  examine: ((raw: Uint8Array) => Promise<Result<MailId, Fault>>) | null,
): R {
  const later = refuse(fault("release.trial"));
  const now = () => ({ on: trial.on(), ready: examine !== null });
  return {
    ...reception,
    recipient(address) {
      switch (recipientOnTrial(address, now())) {
        case "usual":
          return reception.recipient(address);
        case "test":
          return ok(testMailAddress);
        case "later":
          return later;
      }
    },
    async receive(mail) {
      const { mailbox, envelope, peer } = mail;
      const facts = { mailbox, recipients: envelope?.to.length ?? 0, fromHere: isLoopback(peer.ip) };
      const decided = mailOnTrial(facts, now());
      if (decided === "usual") return reception.receive(mail);
      return decided === "test" && examine !== null ? examine(mail.raw) : later;
    },
  };
}

/** Everything that a mail needs: an intact journal, a reader, and a writable database. */
async function examined(raw: Uint8Array, parts: ProbeParts | null): Promise<Result<MailId, Fault>> {
  if (parts === null) return ok(mailId(timeId(0, new Uint8Array(10))));
  const { record, read, now, randomBytes } = parts;
  const { journal: events } = record;
  const journal = await events.verify(undefined, Math.max(0, (await events.head()) - NEWEST));
  if (!journal.ok)
    return refuse(
      fault("release.journal", { params: { position: journal.position, problem: journal.problem } }),
    );
  const parsed = await read(raw);
  if (!parsed.ok) return refuse(fault("release.mail", { params: { problem: storedFault(parsed.error) } }));
  await noteAlive(record, systemActor("trial"));
  return ok(mailId(timeId(now(), randomBytes(10))));
}

/** IMAGE_VERSION, or else VERSION_ID; "" on any other machine. */
function releaseIn(file: string): string {
  if (!existsSync(file)) return "";
  const text = readFileSync(file, "utf8");
  const value = (name: string) => new RegExp(`^${name}="?([^"\\n]*)"?$`, "m").exec(text)?.[1];
  return value("IMAGE_VERSION") ?? value("VERSION_ID") ?? "";
}
