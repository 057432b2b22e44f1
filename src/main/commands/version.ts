import { about } from "../../app/about.ts";
import { type Command, readArgs } from "./command.ts";

export const showVersion: Command = {
  name: "version",
  summary: "tells the program's version",
  usage: "version [--json]",
  help: "With the versions of Node and SQLite that are inside.",
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
