/** Rulesets as files: how commands read them, and say what is wrong with them. */
import { closeSync, openSync, readSync } from "node:fs";
import { systemFault } from "../../base/system-fault.ts";
import { type Problem, placeInBundle } from "../../domain/ruleset/index.ts";
import { failure } from "../../text/index.ts";
import { placesAmong, rulesetProblemText } from "../../text/ruleset.ts";
import { CommandFailed, type CommandIo, WrongUsage } from "./command.ts";

/** Larger files are not read as rulesets: four bytes for each of the characters that one may have. */
const LARGEST = 4_000_000;

/** A place in a ruleset, or in one that it includes. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line itself. */
  readonly source: string;
}

/** Where rulesets are from. */
interface Placed {
  readonly file: string;
  /** A bundle. */
  readonly text: string;
  /** Of the others in it, by their names. */
  readonly files: ReadonlyMap<string, string>;
}

/** Finds places by their offsets. */
export function placesOf({ file, text, files }: Placed): (offset: number) => Place {
  const places = placesAmong(placeInBundle(text));
  return (offset) => {
    const { ruleset, ...rest } = places(offset);
    return { file: ruleset === null ? file : (files.get(ruleset) ?? ruleset), ...rest };
  };
}

/** The file that a command names. @throws WrongUsage if it names none */
export function fileIn(file: string | undefined): string {
  if (file === undefined) throw new WrongUsage((t) => t("rules.no-file"));
  return file;
}

/** The text of a file, without a byte order mark. @throws CommandFailed, or what the system says */
export function readText(file: string): string {
  const bytes = readBytes(file);
  if (bytes.length > LARGEST) throw new CommandFailed((t) => t("rules.too-large", { file, most: LARGEST }));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CommandFailed((t) => t("rules.not-text", { file }));
  }
}

/** The bytes of a file or standard input, one more than LARGEST at most: a device may have no end. */
function readBytes(file: string): Uint8Array {
  const from = file === "-" ? 0 : openSync(file, "r");
  try {
    const bytes = new Uint8Array(LARGEST + 1);
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(from, bytes, length, bytes.length - length, null);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } catch (cause) {
    // Reading names no file.
    const problem = systemFault(cause, file);
    throw problem === null ? cause : failure(problem);
  } finally {
    if (from !== 0) closeSync(from);
  }
}

/** Characters of a line that are shown. */
const SHOWN = 160;

/** Each problem with its place, its line, and a mark below the words that are wrong. */
export function report(
  { problems, ...placed }: Placed & { readonly problems: readonly Problem[] },
  io: CommandIo,
): void {
  const places = placesOf(placed);
  for (const problem of problems) {
    const { file, line, column, source: whole } = places(problem.from);
    const source = whole.replace(/\r$/, "");
    const length = Math.max(
      1,
      Math.min(problem.to, problem.from + source.length - column + 1) - problem.from,
    );
    io.err(`${file}:${line}:${column}: ${rulesetProblemText(io.language, problem)}\n`);
    // Of a long line, what is around the problem.
    const start = Math.max(0, column - 1 - SHOWN / 2);
    const shown = source.slice(start, start + SHOWN);
    const mark = shown.slice(0, column - 1 - start).replace(/\S/g, " ");
    io.err(`  ${shown}\n  ${mark}${"^".repeat(Math.min(length, shown.length - mark.length || 1))}\n`);
  }
  io.err(`${io.t("rules.check.bad", { file: placed.file, n: problems.length })}\n`);
}

/** A place as JSON: the file only where there are several. */
export const placeAsJson = ({ file, line, column }: Place, { files }: Pick<Placed, "files">) => ({
  ...(files.size === 0 ? {} : { file }),
  ...{ line, column },
});

export const problemAsJson = (problem: Problem, source: Placed, io: CommandIo) => ({
  ...placeAsJson(placesOf(source)(problem.from), source),
  code: problem.code,
  text: rulesetProblemText(io.language, problem),
});
