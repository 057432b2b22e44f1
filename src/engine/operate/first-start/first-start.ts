import { domainToASCII } from "node:url";
import { verbs } from "../../../../appliance/protocol.ts";
import type { Now } from "../../../base/clock.ts";
import { Failure } from "../../../base/failure.ts";
import { type Fault, fault } from "../../../base/fault.ts";
import { userName } from "../../../base/ids.ts";
import type { Log } from "../../../base/log.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import { completed } from "../../../domain/setup/index.ts";
import { inEnglish } from "../../../text/index.ts";
import type { Reception } from "../../intake/receive.ts";
import type { People } from "../../people/people.ts";
import type { StartBackupWork } from "../backup/work.ts";
import type { AskBox } from "../box.ts";
import { certificateIn, type KeyAndCertificate } from "../certificates/store.ts";
import type { DataAccess } from "../data-folder/folder.ts";
import type { RemovableMedia } from "../removable-media.ts";
import { receptionOnTrial, type Trial } from "../trial/index.ts";
import { applyPlan } from "./apply.ts";
import { isCode, setupCode } from "./code.ts";
import { type Draft, openDraft } from "./draft.ts";
import { createRestore, type Restore } from "./restore.ts";
import type { RoundTrip } from "./round-trip.ts";

/**
 * The first start of an empty data folder, until there is data: the one-time code, what was said so far, and what becomes of
 * it. See README.md.
 */

/** What a first start needs of the program that works once there is data. */
export interface Opened {
  readonly people: Pick<People, "begin">;
  readonly roundTrip: Pick<RoundTrip, "send">;
}

interface Parts {
  readonly data: string;
  readonly log: Log;
  readonly now: Now;
  /** What is plugged into the box. */
  readonly media: RemovableMedia;
  /** Bytes of the disk that are kept free; null for a share of it. */
  readonly reserve: number | null;
  readonly access: DataAccess;
  /** Does the work on a backup beside this process. */
  readonly startWork: StartBackupWork;
  readonly trial: Trial;
  /** The box around the program, where there is one. */
  readonly askBox: AskBox;
  /** Called when the data is there: opens it, and goes on with it. */
  readonly done: () => Promise<Opened>;
}

export interface FirstStart {
  readonly hostname: string;
  readonly draft: Draft;
  readonly isCode: (text: string) => boolean;
  readonly restore: Restore;
  /** Puts mail off: senders try again. */
  readonly reception: Reception;
  readonly certificate: KeyAndCertificate;
  /** Makes the data as planned and goes over to it. @returns the token of the administrator's first session */
  finish(ip: string): Promise<Result<string, Fault>>;
  stop(): Promise<void>;
}

/** What there is until the folder is set up. */
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
    // A new release has to show that it can take a mail, even where there is nobody yet to take one for.
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
    // A backup that was looked at, and then not wanted.
    restore.discard();
    try {
      await applyPlan(data, plan, access, log);
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      return refuse(fault("setup.failed", { params: { problem: cause.message } }));
    }
    const opened = await done();
    await nameBox(askBox, plan.hostname, plan.admin.user, log);
    const token = await opened.people.begin(userName(plan.admin.user), ip);
    await opened.roundTrip.send();
    return ok(token);
  }
}

/** The name that was chosen becomes the box's, if it is not so already. Without that everything works all the same. */
async function nameBox(askBox: AskBox, hostname: string, by: string, log: Log): Promise<void> {
  if (!askBox.present()) return;
  const wanted = verbs["hostname.set"].arguments.safeParse({
    hostname: domainToASCII(hostname).toLowerCase(),
  });
  const status = await askBox.ask("status", {}, by);
  if (status.ok && wanted.success && status.value.hostname === wanted.data.hostname) return;
  const named = wanted.success ? await askBox.ask("hostname.set", wanted.data, by) : null;
  if (named?.ok) return;
  log.warn("the box does not take the name; it can be set on its console", {
    hostname,
    cause: named === null ? "it is no name of a machine" : inEnglish(named.error),
  });
}

/** Takes no mail, and loses none: senders try again. */
const notYet: Reception = {
  recipient: () => refuse(fault("system.new")),
  admit: () => ok(undefined),
  receive: async () => refuse(fault("system.new")),
};
