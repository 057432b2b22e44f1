import { openDataBeside } from "../../app/data.ts";
import { createLog } from "../../app/log.ts";
import { pooledRandomBytes } from "../../app/random.ts";
import { type TokenScope, tokenScopes, validUserName } from "../../domain/people/index.ts";
import { system } from "../../domain/policy/index.ts";
import { failure } from "../../text/index.ts";
import { type Command, readArgs, required, WrongUsage } from "./command.ts";

export const tokenCreate: Command = {
  name: "token create",
  summary: (t) => t("token.create.summary"),
  usage: "token create --data DIR --name NAME [--user USER] [--scope read|write|admin]",
  help: (t) => t("token.create.help"),

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
    if (user === null) throw new WrongUsage((t) => t("user.name", { text: values.user }));
    const data = openDataBeside(required(values.data, "data"));
    try {
      const parts = { now: Date.now, randomBytes: pooledRandomBytes(), log: createLog(io.err) };
      const token = await data.createPeople(parts).createToken(system("command line"), { name, user, scope });
      if (!token.ok) throw failure(token.error);
      io.out(`${token.value}\n`);
      return 0;
    } finally {
      data.close();
    }
  },
};

function scopeOf(text: string): TokenScope {
  const scope = tokenScopes.find((one) => one === text);
  if (!scope)
    throw new WrongUsage((t) => t("usage.one-of", { option: "--scope", values: tokenScopes.join(", ") }));
  return scope;
}
