import { about } from "../../app/about.ts";
import { type Command, readArgs } from "./command.ts";

export const showVersion: Command = {
  name: "version",
  summary: (t) => t("version.summary"),
  usage: "version [--json]",
  help: (t) => t("version.help"),
  run(args, io) {
    const { values } = readArgs(args, { json: { type: "boolean", default: false } });
    const facts = about();
    const { version, node, sqlite } = facts;
    io.out(
      values.json ? `${JSON.stringify(facts)}\n` : `${io.t("version.line", { version, node, sqlite })}\n`,
    );
    return 0;
  },
};
