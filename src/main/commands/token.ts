import { openData } from "../../app/data.ts";
import { createLog } from "../../app/log.ts";
import { pooledRandomBytes } from "../../app/random.ts";
import { Failure } from "../../base/failure.ts";
import { type TokenScope, tokenScopes, validUserName } from "../../domain/people/index.ts";
import { system } from "../../domain/policy/index.ts";
import { inEnglish } from "../../text/index.ts";
import { type Command, readArgs, required, WrongUsage } from "./command.ts";

export const tokenCreate: Command = {
  name: "token create",
  summary: "makes an API token and prints it once, alone on standard output",
  usage: "token create --data DIR --name NAME [--user USER] [--scope read|write|admin]",
  help: `The token speaks for USER (admin without it) as far as its scope goes: "read" sees, "write" also answers and
changes tickets, "admin" (the default) may all that USER may. It works while the program serves DIR, too.
It is kept as a hash: who loses it makes another.`,

  async run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      name: { type: "string" },
      user: { type: "string", default: "admin" },
      scope: { type: "string", default: "admin" },
    });
    const name = required(values.name, "name");
    const scope = scopeOf(values.scope);
    const user = validUserName(values.user);
    if (user === null) throw new WrongUsage(`"${values.user}" is not a log-in name`);
    const data = openData(required(values.data, "data"));
    try {
      const parts = { now: Date.now, randomBytes: pooledRandomBytes(), log: createLog(io.err) };
      const token = await data.createPeople(parts).createToken(system("command line"), { name, user, scope });
      if (!token.ok) throw new Failure(inEnglish(token.error));
      io.out(`${token.value}\n`);
      return 0;
    } finally {
      data.close();
    }
  },
};

function scopeOf(text: string): TokenScope {
  const scope = tokenScopes.find((one) => one === text);
  if (!scope) throw new WrongUsage(`--scope takes one of ${tokenScopes.join(", ")}`);
  return scope;
}
