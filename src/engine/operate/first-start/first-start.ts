import { domainToASCII } from "node:url";
import { verbs } from "../../../../appliance/protocol.ts";
import type { Now } from "../../../base/clock.ts";
import { Failure } from "../../../base/failure.ts";
import { type Fault, fault } from "../../../base/fault.ts";
import { userName } from "../../../base/ids.ts";
import type { Log } from "../../../base/log.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import { system } from "../../../domain/policy/index.ts";
import { completed, oauthUsed } from "../../../domain/setup/index.ts";
import { inEnglish } from "../../../text/index.ts";
import type { Reception } from "../../intake/receive.ts";
import type { People } from "../../people/people.ts";
import type { PlusTests } from "../../settings/plus-tests.ts";
import type { StartBackupWork } from "../backup/work.ts";
import type { AskBox } from "../box.ts";
import type { KeyAndCertificate } from "../certificates/check.ts";
import { certificateIn } from "../certificates/store.ts";
import type { DataAccess } from "../data-folder/folder.ts";
import type { RemovableMedia } from "../removable-media.ts";
import { receptionOnTrial, type Trial } from "../trial/index.ts";
import { applyPlan } from "./apply.ts";
import { isCode, setupCode } from "./code.ts";
import { type Draft, openDraft } from "./draft.ts";
import { createRestore, type Restore } from "./restore.ts";
import type { RoundTrip } from "./round-trip.ts";

/**
 * The setup of an empty data folder, until there is data: the one-time code, the answers so far, and completing
 * it. See README.md.
 */

/** What the setup needs from the running program. */
export interface Opened {
  readonly people: Pick<People, "begin">;
  readonly roundTrip: Pick<RoundTrip, "send">;
  readonly plusTests: Pick<PlusTests, "begin">;
}

interface Parts {
  readonly data: string;
  readonly log: Log;
  readonly now: Now;
  /** Sticks and discs in the appliance. */
  readonly media: RemovableMedia;
  /** Bytes of the disk that are kept free; null for the default share. */
  readonly reserve: number | null;
  readonly access: DataAccess;
  /** Runs the work on a backup in another process. */
  readonly startWork: StartBackupWork;
  readonly trial: Trial;
  /** The appliance around the program, if there is one. */
  readonly askBox: AskBox;
  /** Called when the data is there: opens it, and switches over to it. */
  readonly done: () => Promise<Opened>;
}

export interface FirstStart {
  readonly hostname: string;
  readonly draft: Draft;
  readonly isCode: (text: string) => boolean;
  readonly restore: Restore;
  /** Defers mail: senders try again. */
  readonly reception: Reception;
  readonly certificate: KeyAndCertificate;
  /** Creates the data as planned and switches over to it. @returns the token of the administrator's first session */
  finish(ip: string): Promise<Result<string, Fault>>;
  stop(): Promise<void>;
}

/** The parts that exist until the folder is set up. */
export function createFirstStart(parts: Parts): FirstStart {
  const { data, log, now, trial, askBox, done, media, reserve, access, startWork } = parts;
  const code = setupCode(data);
  const draft = openDraft(data);
  const hostname = draft.plan().hostname ?? "mailmanager";
  let finishing: Promise<Result<string, Fault>> | null = null;
  const restore = createRestore({
    ...{ data, media, reserve, access, startWork, log, done },
    finishing: () => finishing !== null,
  });
  return {
    hostname,
    draft,
    isCode: (text) => isCode(text, code),
    restore,
    // A new release has to show that it can receive a mail, even if it is not set up yet.
    reception: receptionOnTrial(notYet, trial, null),
    certificate: certificateIn(data, hostname, now()),
    async finish(ip) {
      if (restore.busy()) return refuse(fault("restore.restoring"));
      finishing ??= finish(ip).finally(() => {
        finishing = null;
      });
      return finishing;
    },
    stop: () => restore.stop(),
  };

  async function finish(ip: string): Promise<Result<string, Fault>> {
    const plan = completed(draft.plan());
    if (plan === null) return refuse(fault("setup.steps"));
    // A backup that was checked, and then not restored.
    restore.discard();
    try {
      await applyPlan(data, plan, access, log);
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      return refuse(cause.fault);
    }
    const opened = await done();
    await nameBox(askBox, plan.hostname, plan.admin.user, log);
    const token = await opened.people.begin(system("setup"), userName(plan.admin.user), ip);
    await opened.roundTrip.send(system("setup"));
    // Refused where replies wait or are caught; the page says so.
    // Nothing is sent or fetched before someone has signed in.
    if (oauthUsed(plan).length === 0) await opened.plusTests.begin(system("setup"), plan.mailbox.address);
    return ok(token);
  }
}

/** The chosen host name becomes the appliance's. If that fails, everything works all the same. */
async function nameBox(askBox: AskBox, hostname: string, by: string, log: Log): Promise<void> {
  if (!askBox.present()) return;
  const wanted = verbs["hostname.set"].arguments.safeParse({
    hostname: domainToASCII(hostname).toLowerCase(),
  });
  const status = await askBox.ask("status", {}, by);
  if (status.ok && wanted.success && status.value.hostname === wanted.data.hostname) return;
  const named = wanted.success ? await askBox.ask("hostname.set", wanted.data, by) : null;
  if (named?.ok) return;
  log.warn("the appliance did not accept the host name; it can be set on its console", {
    hostname,
    cause: named === null ? "it is not a valid host name" : inEnglish(named.error),
  });
}

/** Accepts no mail, and loses none: senders try again. */
const notYet: Reception = {
  recipient: () => refuse(fault("system.new")),
  admit: () => ok(undefined),
  receive: async () => refuse(fault("system.new")),
};
