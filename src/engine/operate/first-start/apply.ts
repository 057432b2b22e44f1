import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RandomBytes } from "../../../base/clock.ts";
import type { Fault } from "../../../base/fault.ts";
import type { Log } from "../../../base/log.ts";
import { system } from "../../../domain/policy/index.ts";
import { type CompletePlan, oauthUsed } from "../../../domain/setup/index.ts";
import { sync } from "../../../record/durable.ts";
import type { RecordStore } from "../../../record/record.ts";
import { failure } from "../../../text/index.ts";
import { createPeople } from "../../people/people.ts";
import { createOAuthSettings } from "../../settings/oauth.ts";
import { createSettings } from "../../settings/settings.ts";
import { unusable } from "../certificates/check.ts";
import { storeCertificate } from "../certificates/store.ts";
import { type DataAccess, databaseFile, openNewData } from "../data-folder/folder.ts";
import { forgetCode } from "./code.ts";
import { forgetDraft } from "./draft.ts";

/**
 * Creates the data of a folder according to the plan. The data appears completely or not at all: it is created
 * aside, and leftovers of an interrupted attempt are deleted.
 * @throws Failure if something in the plan is refused
 */
export async function applyPlan(
  data: string,
  plan: CompletePlan,
  access: DataAccess,
  log: Log,
): Promise<void> {
  // The host name may have changed since the certificate was given, and time has passed.
  const problem = plan.certificate?.kind === "own" && unusable(plan.certificate, plan.hostname, Date.now());
  if (problem) throw failure(problem);
  const aside = join(data, "new");
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { mode: 0o700 });
  try {
    const record = openNewData(aside, access);
    try {
      await fill(record, plan, access.randomBytes, log);
    } finally {
      record.close();
    }
    if (plan.certificate?.kind === "own") storeCertificate(data, plan.certificate);
    renameSync(databaseFile(aside), databaseFile(data));
    sync(data);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  forgetDraft(data);
  forgetCode(data);
}

async function fill(
  record: RecordStore,
  plan: CompletePlan,
  randomBytes: RandomBytes,
  log: Log,
): Promise<void> {
  const caller = system("setup");
  const settings = createSettings(record);
  const people = createPeople({ record, now: Date.now, randomBytes, log });
  const { admin, hostname, mailbox, incoming, outgoing, language, zone } = plan;
  const first = { name: mailbox.name, ...(language === null ? {} : { language }) };
  must(await settings.setUp(caller, hostname, mailbox.address, { mailbox: first, zone }));
  const { user, name, email, password } = admin;
  must(await people.createUser(caller, { user, name, email, role: "admin", password: { hash: password } }));
  const oauth = createOAuthSettings(record);
  for (const account of oauthUsed(plan)) must(await oauth.save(caller, account));
  if (incoming?.kind === "imap") {
    must(await settings.saveImapAccount(caller, { ...incoming.account, mailbox: mailbox.address }));
  }
  if (outgoing !== null && outgoing.kind !== "later") must(await settings.setOutgoing(caller, outgoing));
}

function must(result: { readonly ok: true } | { readonly ok: false; readonly error: Fault }): void {
  if (!result.ok) throw failure(result.error);
}
