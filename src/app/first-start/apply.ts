import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Fault } from "../../base/fault.ts";
import { system } from "../../domain/people/index.ts";
import type { CompletePlan } from "../../domain/setup/index.ts";
import { createPeople } from "../../engine/people/people.ts";
import type { Log } from "../../engine/ports.ts";
import { createSettings } from "../../engine/settings/settings.ts";
import { sync } from "../../record/durable.ts";
import type { Record } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import { storeCertificate } from "../certificate-store.ts";
import { databaseFile, openNewData } from "../data.ts";
import { Failure } from "../failure.ts";
import { pooledRandomBytes } from "../random.ts";
import { forgetCode } from "./code.ts";
import { forgetDraft } from "./draft.ts";

/**
 * Makes the data of a folder that has none, as planned. The data appears whole and at once, or not at all: it is made
 * aside, and whatever an interrupted attempt left there is thrown away.
 * @throws Failure when something in the plan is refused
 */
export async function applyPlan(data: string, plan: CompletePlan, log: Log): Promise<void> {
  const aside = join(data, "new");
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { mode: 0o700 });
  try {
    const record = openNewData(aside);
    try {
      await fill(record, plan, log);
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

async function fill(record: Record, plan: CompletePlan, log: Log): Promise<void> {
  const caller = system("setup");
  const settings = createSettings(record);
  const people = createPeople({ record, now: Date.now, randomBytes: pooledRandomBytes(), log });
  const { admin, hostname, mailbox, incoming, outgoing, language, zone } = plan;
  const first = { name: mailbox.name, ...(language === null ? {} : { language }) };
  must(await settings.setUp(caller, hostname, mailbox.address, { mailbox: first, zone }));
  const { user, name, email, password } = admin;
  must(await people.createUser(caller, { user, name, email, role: "admin", password: { hash: password } }));
  if (incoming?.kind === "imap") {
    must(await settings.saveImapAccount(caller, { ...incoming.account, mailbox: mailbox.address }));
  }
  if (outgoing !== null && outgoing.kind !== "later") must(await settings.setOutgoing(caller, outgoing));
}

function must(result: { readonly ok: true } | { readonly ok: false; readonly error: Fault }): void {
  if (!result.ok) throw new Failure(inEnglish(result.error));
}
