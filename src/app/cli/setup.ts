import { randomInt } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isAddress } from "../../domain/mail/address.ts";
import { emptyPlan } from "../../domain/setup/index.ts";
import { newHash, weakPassword } from "../../engine/passwords.ts";
import { createData } from "../data.ts";
import { Failure } from "../failure.ts";
import { applyPlan } from "../first-start/apply.ts";
import { lockData } from "../lock.ts";
import { createLog } from "../log.ts";
import { pooledRandomBytes } from "../random.ts";
import { type Command, readArgs, required } from "./command.ts";

export const setup: Command = {
  name: "setup",
  summary: "makes a data folder: first start without the wizard",
  usage:
    "setup --data DIR --hostname HOST --mailbox ADDRESS [--admin-email ADDRESS] [--admin-password-file FILE]",
  help: `Makes DIR with an empty journal, the mailbox ADDRESS, and the administrator "admin".

  --data DIR                  the data folder; it must not exist, or be empty
  --hostname HOST             this machine's name in mail, such as mail.example.com
  --mailbox ADDRESS           the first address that customers write to
  --admin-email ADDRESS       the administrator's own address
  --admin-password-file FILE  the password's first line is taken from there; without it one is made and printed once

Prints "user: NAME", and "password: SECRET" where the password was made here.`,

  async run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      hostname: { type: "string" },
      mailbox: { type: "string" },
      "admin-email": { type: "string" },
      "admin-password-file": { type: "string" },
    });
    const data = required(values.data, "data");
    const hostname = required(values.hostname, "hostname");
    const mailbox = required(values.mailbox, "mailbox");
    const email = values["admin-email"] ?? null;
    if (!isAddress(mailbox)) throw new Failure(`--mailbox: "${mailbox}" is not a mail address`);
    if (email !== null && !isAddress(email))
      throw new Failure(`--admin-email: "${email}" is not a mail address`);
    const file = values["admin-password-file"];
    const password = file === undefined ? generatedPassword() : passwordFrom(file);

    const weak = weakPassword(password);
    if (weak) throw new Failure(weak.text);
    const hash = await newHash(password, pooledRandomBytes());
    const admin = { user: "admin", name: "Administrator", email, password: hash };
    const plan = { ...emptyPlan, hostname, mailbox: { address: mailbox, name: "" }, admin };

    createData(data);
    const unlock = lockData(data);
    try {
      await applyPlan(data, plan, createLog(io.err));
    } finally {
      rmSync(join(data, "lock"), { force: true });
      unlock();
    }
    io.out(`user: admin\n${file === undefined ? `password: ${password}\n` : ""}`);
    return 0;
  },
};

/** Four groups of five letters and digits that are not mixed up when read out: 98 bits. */
export function generatedPassword(): string {
  const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
  const group = () => Array.from({ length: 5 }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
  return [group(), group(), group(), group()].join("-");
}

function passwordFrom(file: string): string {
  try {
    return readFileSync(file, "utf8").split(/\r?\n/)[0] ?? "";
  } catch (cause) {
    throw new Failure(
      `the password file ${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`,
    );
  }
}
