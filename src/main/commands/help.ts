import { assetText } from "../../app/assets.ts";
import { sampleConfiguration } from "../../app/configuration.ts";
import type { Command, Io } from "./command.ts";

/** Explains the program, or the command or topic that the words name. @returns the exit status */
export function help(commands: readonly Command[], words: readonly string[], io: Io): number {
  const name = words.join(" ");
  if (name === "") {
    io.out(overview(commands));
    return 0;
  }
  if (name === "configuration") {
    io.out(sampleConfiguration());
    return 0;
  }
  if (name === "licences") {
    io.out(`${assetText("LICENSE")}\n${assetText("licences.txt")}`);
    return 0;
  }
  const named = commands.filter((command) => command.name === name || command.name.startsWith(`${name} `));
  if (named.length === 0) {
    io.err(`mailmanager: no help on "${name}"; see "mailmanager help"\n`);
    return 2;
  }
  io.out(named.map((one) => `mailmanager ${one.usage}\n\n${one.summary}\n\n${one.help}\n`).join("\n\n"));
  return 0;
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
  return `MailManager turns incoming mail into tickets.

usage: mailmanager COMMAND [OPTIONS]

${lines.join("\n")}

  help COMMAND        explains a command
  help configuration  prints a sample configuration file with all settings
  help licences       prints the licences
`;
}
