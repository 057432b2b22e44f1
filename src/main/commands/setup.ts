import { randomInt } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { dataAccess, lockData } from "../../app/data.ts";
import { createLog } from "../../app/log.ts";
import { pooledRandomBytes } from "../../app/random.ts";
import { fault } from "../../base/fault.ts";
import { seedFields } from "../../base/seed-fields.ts";
import { systemFault } from "../../base/system-fault.ts";
import { isAddress } from "../../domain/mail/index.ts";
import { weakPassword } from "../../domain/people/index.ts";
import {
  checkedHostname,
  checkedMailbox,
  completed,
  emptyPlan,
  isAnswered,
  type Plan,
  stepNames,
} from "../../domain/setup/index.ts";
import { createData } from "../../engine/operate/data-folder/folder.ts";
import { applyPlan } from "../../engine/operate/first-start/apply.ts";
import { openDraft } from "../../engine/operate/first-start/draft.ts";
import { readSeed, withSeed } from "../../engine/operate/first-start/seed.ts";
import { newHash } from "../../engine/people/passwords.ts";
import { failure, faultText, type Language } from "../../text/index.ts";
import {
  type Command,
  CommandFailed,
  type CommandIo,
  readArgs,
  required,
  withFailureAsJson,
} from "./command.ts";

export const setup: Command = {
  name: "setup",
  summary: (t) => t("setup.summary"),
  usage: `setup --data DIR --hostname HOST --mailbox ADDRESS [--admin-email ADDRESS] [--admin-password-file FILE]
       mailmanager setup --data DIR --seed FILE [--hostname HOST] [--mailbox ADDRESS] ...`,
  help: (t) => t("setup.help", { fields: lines(seedFields, 100) }),

  async run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      seed: { type: "string" },
      hostname: { type: "string" },
      mailbox: { type: "string" },
      "admin-email": { type: "string" },
      "admin-password-file": { type: "string" },
      // The appliance's helper reads what went wrong.
      json: { type: "boolean", default: false },
    });
    return withFailureAsJson(io, values.json, () => setUp(values, io));
  },
};

/** What the options say; those that are not given are undefined. */
interface Options {
  readonly data?: string | undefined;
  readonly seed?: string | undefined;
  readonly hostname?: string | undefined;
  readonly mailbox?: string | undefined;
  readonly "admin-email"?: string | undefined;
  readonly "admin-password-file"?: string | undefined;
}

async function setUp(values: Options, io: CommandIo): Promise<number> {
  const data = required(values.data, "data");
  const { seed: file, "admin-email": email = null, "admin-password-file": passwordFile } = values;
  const hostname = file === undefined ? required(values.hostname, "hostname") : values.hostname;
  const mailbox = file === undefined ? required(values.mailbox, "mailbox") : values.mailbox;
  const named = hostname === undefined ? null : checkedHostname(hostname);
  if (named && !named.ok) throw failure(named.error, { subject: "--hostname" });
  const first = mailbox === undefined ? null : checkedMailbox({ address: mailbox, name: "" });
  if (first && !first.ok) throw failure(first.error, { subject: "--mailbox" });
  if (email !== null && !isAddress(email))
    throw failure(fault("user.email", { params: { address: email } }), { subject: "--admin-email" });
  const read = passwordFile === undefined ? null : passwordFrom(passwordFile, io.language);
  const made = file === undefined && read === null ? generatedPassword() : null;
  const password = read ?? made;
  const weak = password === null ? null : weakPassword(password);
  if (weak) throw failure(weak);
  const seed = file === undefined ? null : readSeed(file);
  const hash = (text: string) => newHash(text, pooledRandomBytes());

  const flagged = async (plan: Plan): Promise<Plan> => {
    const before = plan.admin ?? { ...nobody, password: null };
    const admin = {
      ...before,
      email: email ?? before.email,
      password: password === null ? before.password : await hash(password),
    };
    return {
      ...plan,
      hostname: hostname ?? plan.hostname,
      mailbox: mailbox === undefined ? plan.mailbox : { name: "", ...plan.mailbox, address: mailbox },
      admin: plan.admin === null && email === null && password === null ? null : admin,
    };
  };
  // Errors in the options and the seed are reported before anything is created.
  const around = { hash, hostname: hostname ?? null, now: Date.now() };
  const plan = await flagged(seed === null ? emptyPlan : await withSeed(emptyPlan, seed, around));

  createData(data);
  const unlock = lockData(data);
  try {
    const whole = seed === null ? plan : await flagged(await withSeed(openDraft(data).plan(), seed, around));
    const complete = completed(whole);
    if (complete === null) {
      openDraft(data).save(whole);
      const open = stepNames.filter((step) => !isAnswered(whole, step));
      io.out(`${io.t("setup.rest", { steps: open.join(", ") })}\n`);
      return 0;
    }
    await applyPlan(data, complete, dataAccess, createLog(io.err));
    io.out(`user: ${complete.admin.user}\n${made === null ? "" : `password: ${made}\n`}`);
    return 0;
  } finally {
    rmSync(join(data, "lock"), { force: true });
    unlock();
  }
}

const nobody = { user: "admin", name: "Administrator", email: null };

/** The words, separated by commas, in lines of at most `width` characters. */
function lines(words: readonly string[], width: number): string {
  const [first = "", ...rest] = words;
  let line = first;
  let text = "";
  for (const word of rest) {
    text += line.length + word.length > width ? `${line},\n` : "";
    line = line.length + word.length > width ? word : `${line}, ${word}`;
  }
  return text + line;
}

/** Four groups of five letters and digits that are hard to confuse: 98 bits. */
export function generatedPassword(): string {
  const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
  const group = () => Array.from({ length: 5 }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
  return [group(), group(), group(), group()].join("-");
}

function passwordFrom(file: string, language: Language): string {
  try {
    return readFileSync(file, "utf8").split(/\r?\n/)[0] ?? "";
  } catch (cause) {
    const problem = systemFault(cause, file);
    if (problem === null) throw cause;
    throw new CommandFailed((t) => t("setup.password-file", { file, problem: faultText(language, problem) }));
  }
}
