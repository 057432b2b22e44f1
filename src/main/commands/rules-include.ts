/** The rulesets that a file includes: other files, found by the names in their first lines. */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  bundled,
  composeRuleset,
  DEFAULT,
  gathered,
  parseRuleset,
  type Ruleset,
} from "../../domain/ruleset/index.ts";
import type { SettingsReading } from "../../record/reading/index.ts";
import { readText } from "./rules-file.ts";

/** What the names of files with rulesets end with. */
const ENDING = ".rules";
/** Files of a folder that are looked at. */
const MOST_FILES = 200;

/** A ruleset with those that it includes. */
export interface RulesSource {
  /** How it is called in messages: its file, or its version and name. */
  readonly file: string;
  /** With the others (a bundle). */
  readonly text: string;
  /** Where the others are from, by their names. */
  readonly files: ReadonlyMap<string, string>;
}

export interface Including {
  /** The folder of the other rulesets; absent for the file's own. */
  readonly include?: string | undefined;
  /** Where rulesets that are in no file are active; absent if that is nowhere. */
  readonly settings?: SettingsReading;
}

/** A file with the rulesets that it includes. @throws CommandFailed, or what the system says */
export function sourceIn(file: string, { include, settings }: Including = {}): RulesSource {
  const text = readText(file);
  const { name: called, mailboxes } = parseRuleset(text).ruleset;
  const folder = include ?? (file === "-" ? null : dirname(file));
  const files = new Map<string, { readonly path: string; readonly text: string }>();
  let looked = false;
  const beside = (name: string): string | null => {
    // Most rulesets include none.
    if (!looked && folder !== null) for (const [of, one] of rulesIn(folder, file)) files.set(of, one);
    looked = true;
    return files.get(name)?.text ?? (settings ? activeText(settings, name) : null);
  };
  const isOwn = mailboxes.length > 0 || settings?.rulesetNames().includes(called) === true;
  // Without a ruleset Default, this is the one that others would have their targets from.
  const name = isOwn || (settings === undefined && beside(DEFAULT) !== null) ? called : DEFAULT;
  const others = gathered({ name, text }, beside);
  return {
    ...{ file, text: bundled(text, name, others) },
    files: new Map(others.map((one) => [one.name, files.get(one.name)?.path ?? one.name])),
  };
}

/** The rulesets in the files of a folder but one; of two with one name, the first by their files' names. */
function rulesIn(folder: string, but: string) {
  const found = new Map<string, { readonly path: string; readonly text: string }>();
  const names = readdirSync(folder).filter((name) => name.endsWith(ENDING));
  for (const name of names.toSorted().slice(0, MOST_FILES)) {
    const path = join(folder, name);
    if (path === join(but)) continue;
    const text = readIfText(path);
    if (text === null) continue;
    const { name: called } = parseRuleset(text.split("\n", MOST_HEAD).join("\n")).ruleset;
    if (called !== "" && !found.has(called)) found.set(called, { path, text });
  }
  return found;
}

/** What is in a file; null if that is no ruleset: nobody has named it. */
function readIfText(path: string): string | null {
  try {
    return readText(path);
  } catch {
    return null;
  }
}

/** Lines among which the first of a ruleset is looked for: comments may come before it. */
const MOST_HEAD = 200;

function activeText(settings: SettingsReading, name: string): string | null {
  const active = settings.activeRulesets().find((one) => one.name === name);
  return (active && settings.ruleset(active.version)?.text) ?? null;
}

/** Each active ruleset with those that it includes. @param called how a message calls one */
export const activeSources = (
  settings: SettingsReading,
  called: (name: string, version: number) => string,
): readonly (RulesSource & { readonly name: string })[] =>
  settings.activeRulesets().flatMap(({ name, version, includes }) => {
    const text = settings.rulesText(version, includes);
    const files = includes.flatMap((one) => {
      const of = settings.ruleset(one);
      return of ? [[of.name, called(of.name, one)] as const] : [];
    });
    return text === null ? [] : [{ name, file: called(name, version), text, files: new Map(files) }];
  });

/** A ruleset with all rules that run in it. */
export interface ComposedSource extends RulesSource {
  readonly ruleset: Ruleset;
  readonly problems: ReturnType<typeof composeRuleset>["problems"];
}

export const composedSource = (source: RulesSource): ComposedSource => ({
  ...source,
  ...composeRuleset(source.text),
});
