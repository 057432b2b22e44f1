import { about } from "../../app/about.ts";
import { type Command, readArgs } from "./command.ts";

export const showVersion: Command = {
  name: "version",
  summary: "prints the version",
  usage: "version [--json]",
  help: "Also prints the versions of the bundled Node and SQLite.",
  run(args, io) {
    const { values } = readArgs(args, { json: { type: "boolean", default: false } });
    const facts = about();
    const { version, node, sqlite } = facts;
    io.out(
      values.json
        ? `${JSON.stringify(facts)}\n`
        : `mailmanager ${version} (Node ${node}, SQLite ${sqlite})\n`,
    );
    return 0;
  },
};
