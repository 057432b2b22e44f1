/**
 * The first start of an empty data folder, until there is data: what answers at the ways in meanwhile (pages under
 * /setup, SMTP that puts mail off), the one-time code, and what was said so far. See README.md.
 */
import { domainToASCII } from "node:url";
import { verbs } from "../../../appliance/protocol.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { userName } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Outgoing } from "../../domain/settings/events.ts";
import { completed } from "../../domain/setup/index.ts";
import { createSetup } from "../../edges/web/index.ts";
import { newHash } from "../../engine/people/passwords.ts";
import type { AskBox, Log, Now, Reception, Sticks } from "../../engine/ports.ts";
import { inEnglish } from "../../text/index.ts";
import { asset } from "../assets.ts";
import { certificateIn } from "../certificate-store.ts";
import type { Desk } from "../desk.ts";
import { Failure } from "../failure.ts";
import type { Inside } from "../front.ts";
import { pooledRandomBytes } from "../random.ts";
import { receptionOnTrial, type Trial } from "../trial/index.ts";
import { ownAddresses } from "./addresses.ts";
import { applyPlan } from "./apply.ts";
import { unusable } from "./certificate.ts";
import { isCode, setupCode } from "./code.ts";
import { openDraft } from "./draft.ts";
import { createProbes } from "./probes.ts";
import { createRestore } from "./restore.ts";

interface Parts {
  readonly data: string;
  /** The way out that was given at the start; it overrides what is said. */
  readonly given: Outgoing | null;
  readonly log: Log;
  readonly now: Now;
  /** What is plugged into the box. */
  readonly sticks: Sticks;
  /** Bytes of the disk that are kept free; null for a share of it. */
  readonly reserve: number | null;
  /** Where mail is received, as ADDR:PORT; null where it is not. */
  readonly smtp: () => string | null;
  readonly trial: Trial;
  /** The box around the program, where there is one. */
  readonly askBox: AskBox;
  /** Called when the data is there: opens the desk and puts it behind the ways in. */
  readonly done: () => Promise<Desk>;
}

/** What answers until the folder is set up. */
export function createFirstStart(parts: Parts): Inside & { stop(): Promise<void> } {
  const { data, given, log, now, smtp, trial, askBox, done, sticks, reserve } = parts;
  const code = setupCode(data);
  const draft = openDraft(data);
  const randomBytes = pooledRandomBytes();
  const hostname = draft.plan().hostname ?? "mailmanager";
  let finishing: Promise<Result<string, Fault>> | null = null;
  const restore = createRestore({ data, sticks, reserve, log, done, finishing: () => finishing !== null });
  const web = createSetup({
    asset,
    now,
    log,
    draft,
    given: given !== null,
    listening: async () => ({ smtp: smtp(), addresses: await ownAddresses() }),
    unusable: ({ certificate, hostname }) =>
      certificate?.kind === "own" ? unusable(certificate, hostname) : null,
    isCode: (text) => isCode(text, code),
    hash: (password) => newHash(password, randomBytes),
    askBox: askBox.present() ? (verb, args) => askBox.ask(verb, args, null) : null,
    probes: createProbes({ smtp, now, addresses: ownAddresses }),
    restore,
    finish: async (ip) => {
      if (restore.busy()) return refuse(fault("restore.restoring"));
      finishing ??= finish(ip).finally(() => {
        finishing = null;
      });
      return finishing;
    },
  });
  return {
    hostname,
    fetch: web.fetch,
    // A new release has to show that it can take a mail, even where there is nobody yet to take one for.
    reception: receptionOnTrial(notYet, trial, null),
    certificate: certificateIn(data, hostname, now()),
    stop: () => restore.stop(),
  };

  /** @returns the token of the administrator's first session */
  async function finish(ip: string): Promise<Result<string, Fault>> {
    const plan = completed(draft.plan());
    if (plan === null) return refuse(fault("setup.steps"));
    // A backup that was looked at, and then not wanted.
    restore.discard();
    try {
      await applyPlan(data, plan, log);
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      return refuse(fault("setup.failed", { params: { problem: cause.message } }));
    }
    const desk = await done();
    await nameBox(askBox, plan.hostname, plan.admin.user, log);
    const token = await desk.people.begin(userName(plan.admin.user), ip);
    await desk.roundTrip.send();
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
