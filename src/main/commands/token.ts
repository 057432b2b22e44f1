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
  summary: "creates an API token and prints it",
  usage: "token create --data DIR --name NAME [--user USER] [--scope read|write|admin]",
  help: `The token acts as USER (default: admin), within its scope: "read" allows reading, "write" also replying and changing
tickets, "admin" (the default) everything that USER may do. Can run while the program is running on DIR. Prints only
the token on standard output. Only its hash is stored: if you lose it, create another one.`,

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
    if (user === null) throw new WrongUsage(`"${values.user}" is not a valid user name`);
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
  if (!scope) throw new WrongUsage(`--scope must be one of ${tokenScopes.join(", ")}`);
  return scope;
}
