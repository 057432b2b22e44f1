/** Runs doctor on a healthy machine, except for what a test changes. */
import { chownSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect } from "vitest";
import { openData } from "../../../../test/support/data.ts";
import { examine, machine } from "../../../../test/support/world.ts";
import { ticketNumber } from "../../../base/ids.ts";
import { systemActor } from "../../../domain/actor.ts";
import type { Event } from "../../../domain/events.ts";
import type { Finding } from "../../../domain/finding.ts";
import { findingInWords } from "../../../text/findings.ts";
import type { Surroundings } from "./surroundings.ts";

export const day = 24 * 3_600_000;
const ext4 = 0xef53;
export const GB = 1e9;
export const roomy = { free: 50 * GB, size: 100 * GB, type: ext4 };

/** A healthy machine, except for what a test changes. */
const around = (parts: Partial<Surroundings> = {}): Surroundings => ({
  ...machine,
  disk: async () => roomy,
  openFiles: () => 65_536,
  ...parts,
});

export async function findings(
  folder: string,
  {
    surroundings = {},
    ...wishes
  }: Partial<Omit<Parameters<typeof examine>[1], "surroundings">> & {
    surroundings?: Partial<Surroundings>;
  } = {},
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  const configuration = { outgoing: null, diskReserve: null, nightlyBackups: 3 };
  const asked = { configuration, full: false, ...wishes, surroundings: around(surroundings) };
  for await (const finding of examine(folder, asked)) found.push(finding);
  for (const { remedy, level } of found) expect(remedy === null).toBe(level === "ok");
  return found;
}

/** The finding of the check with that name: its level and text. */
export async function finding(
  folder: string,
  check: string,
  wishes: Parameters<typeof findings>[1] = {},
): Promise<string> {
  const found = (await findings(folder, wishes)).filter((one) => one.check === check);
  return found
    .map((one) => findingInWords("en", one))
    .map(({ level, what, todo }) => `${level}: ${what}${todo === null ? "" : ` -> ${todo}`}`)
    .join("\n");
}

export const checks = async (folder: string): Promise<readonly string[]> =>
  (await findings(folder)).map(({ check }) => check);

/** Records events as the program would. */
export async function record(folder: string, events: readonly Event[], at = Date.now()): Promise<void> {
  const opened = openData(folder, { now: () => at });
  await opened.commit(systemActor("test"), () => ({
    events: events.map((event) => ({
      ticket: "number" in event || "message" in event ? ticketNumber(1) : null,
      event,
    })),
    dependsOn: [],
    value: undefined,
  }));
  opened.close();
}

export function sql(folder: string, ...statements: readonly string[]): void {
  const sqlite = new Sqlite(join(folder, "mailmanager.db"));
  for (const statement of statements) sqlite.exec(statement);
  sqlite.close();
}

/** Runs it as the folder's owner, not as root: root may read everything. */
export async function asOrdinaryUser(folder: string, work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return work();
  const nobody = 65_534;
  chownSync(folder, nobody, nobody);
  process.seteuid?.(nobody);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}
