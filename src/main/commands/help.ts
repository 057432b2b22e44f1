import { assetText } from "../../app/assets.ts";
import { sampleConfiguration } from "../../app/configuration.ts";
import type { Text } from "../../text/command-line.ts";
import type { Command, CommandIo } from "./command.ts";

/** Explains the program, or the command or topic that the words name. @returns the exit status */
export function help(commands: readonly Command[], words: readonly string[], io: CommandIo): number {
  const { t } = io;
  const name = words.join(" ");
  if (name === "") {
    io.out(overview(commands, t));
    return 0;
  }
  if (name === "configuration") {
    io.out(sampleConfiguration(t));
    return 0;
  }
  if (name === "licences") {
    io.out(`${assetText("LICENSE")}\n${assetText("licences.txt")}`);
    return 0;
  }
  const named = commands.filter((command) => command.name === name || command.name.startsWith(`${name} `));
  if (named.length === 0) {
    io.err(`mailmanager: ${t("help.none", { name })}\n`);
    return 2;
  }
  io.out(
    named.map((one) => `mailmanager ${one.usage}\n\n${one.summary(t)}\n\n${one.help(t)}\n`).join("\n\n"),
  );
  return 0;
}

function overview(commands: readonly Command[], t: Text): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}${command.summary(t)}`);
  return t("help.overview", { commands: lines.join("\n") });
}
