import { openDataBeside } from "../../app/data.ts";
import { createLog } from "../../app/log.ts";
import { pooledRandomBytes } from "../../app/random.ts";
import { type Fault, fault } from "../../base/fault.ts";
import type { UserName } from "../../base/ids.ts";
import { isAddress } from "../../domain/mail/index.ts";
import { type Role, roles, validUserName } from "../../domain/people/index.ts";
import { type Caller, system } from "../../domain/policy/index.ts";
import type { People } from "../../engine/people/people.ts";
import type { PeopleReading } from "../../record/reading/index.ts";
import { failure } from "../../text/index.ts";
import {
  type Command,
  type CommandIo,
  readArgs,
  required,
  WrongUsage,
  withFailureAsJson,
} from "./command.ts";
import { generatedPassword } from "./setup.ts";

export const userList: Command = {
  name: "user list",
  summary: (t) => t("user.list.summary"),
  usage: "user list --data DIR [--json]",
  help: (t) => t("user.list.help"),
  run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      json: { type: "boolean", default: false },
    });
    return withPeople(required(values.data, "data"), io, async (_, read) => {
      for (const { name, fullName, email, role, disabled } of read.users()) {
        const person = { user: name, name: fullName, email, role, disabled };
        const state = io.t(disabled ? "user.list.disabled" : "user.list.active");
        io.out(
          values.json
            ? `${JSON.stringify(person)}\n`
            : `${[name, role, state, fullName, email ?? ""].join("\t")}\n`,
        );
      }
    });
  },
};

export const userCreate: Command = {
  name: "user create",
  summary: (t) => t("user.create.summary"),
  usage: "user create --data DIR --user NAME [--name FULL-NAME] [--email ADDRESS] [--role agent|admin]",
  help: (t) => t("user.create.help"),
  run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      user: { type: "string" },
      name: { type: "string", default: "" },
      email: { type: "string" },
      role: { type: "string", default: "agent" },
    });
    const user = nameOf(required(values.user, "user"));
    const role = roleOf(values.role);
    const { email = null } = values;
    if (email !== null && !isAddress(email))
      throw failure(fault("user.email", { params: { address: email } }), { subject: "--email" });
    return withPeople(required(values.data, "data"), io, async (people) => {
      const password = generatedPassword();
      const created = await people.createUser(caller, {
        user,
        name: values.name,
        email,
        role,
        password,
      });
      io.out(`user: ${expect(created)}\npassword: ${password}\n`);
    });
  },
};

export const userResetPassword: Command = {
  name: "user reset-password",
  summary: (t) => t("user.reset-password.summary"),
  usage: "user reset-password --data DIR --user NAME [--revoke-tokens]",
  help: (t) => t("user.reset-password.help"),
  run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      user: { type: "string" },
      "revoke-tokens": { type: "boolean", default: false },
      // The appliance's helper reads what went wrong.
      json: { type: "boolean", default: false },
    });
    const user = nameOf(required(values.user, "user"));
    const revoke = values["revoke-tokens"];
    const data = required(values.data, "data");
    const reset = async (people: People, read: PeopleReading) => {
      const password = generatedPassword();
      const names = read.tokensOf(user).map(({ name }) => name);
      expect(await people.setPassword(caller, user, password, null, revoke ? "revoke" : "keep"));
      io.out(`user: ${user}\npassword: ${password}\n`);
      if (names.length === 0) return;
      const tokens = { tokens: names.join(", "), option: "--revoke-tokens" };
      io.err(`${io.t(revoke ? "user.reset-password.revoked" : "user.reset-password.tokens", tokens)}\n`);
    };
    return withFailureAsJson(io, values.json, () => withPeople(data, io, reset));
  },
};

export const userDisable: Command = {
  name: "user disable",
  summary: (t) => t("user.disable.summary"),
  usage: "user disable --data DIR --user NAME",
  help: (t) => t("user.disable.help"),
  run(args, io) {
    const { values } = readArgs(args, { data: { type: "string" }, user: { type: "string" } });
    const user = nameOf(required(values.user, "user"));
    return withPeople(required(values.data, "data"), io, async (people) => {
      expect(await people.changeUser(caller, user, { disabled: true }));
      io.out(`${io.t("user.disable.done", { user })}\n`);
    });
  },
};

const caller: Caller = system("command line");

async function withPeople(
  data: string,
  io: CommandIo,
  work: (people: People, read: PeopleReading) => Promise<void>,
): Promise<number> {
  const opened = openDataBeside(data);
  try {
    const parts = { now: Date.now, randomBytes: pooledRandomBytes(), log: createLog(io.err) };
    await work(opened.createPeople(parts), opened.reading.for(caller).people);
    return 0;
  } finally {
    opened.close();
  }
}

function expect<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Fault },
): T {
  if (!result.ok) throw failure(result.error);
  return result.value;
}

function nameOf(text: string): UserName {
  const name = validUserName(text);
  if (name === null) throw new WrongUsage((t) => t("user.name", { text }));
  return name;
}

function roleOf(text: string): Role {
  const role = roles.find((one) => one === text);
  if (!role) throw new WrongUsage((t) => t("usage.one-of", { option: "--role", values: roles.join(", ") }));
  return role;
}
