/** Journals as other releases have written them: stored events of any version, and the samples of all of them. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import * as z from "zod";
import { migrations } from "./record.ts";

/** A stored event, without what depends on those before it. */
export interface StoredRow {
  readonly type: string;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly actor: string;
  readonly ticket: number | null;
  readonly payload: { readonly [field: string]: unknown };
}

const samples = new URL("../../src/record/upcast/samples/", import.meta.url);
const sampleShape = z.array(
  z.strictObject({
    time: z.int(),
    actor: z.string(),
    ticket: z.int().nullable(),
    payload: z.record(z.string(), z.unknown()),
  }),
);

/** All samples in order of time: a small history of a helpdesk. */
export function storedSamples(): readonly StoredRow[] {
  return readdirSync(samples)
    .flatMap((name) => {
      const [, type = "", version] = /^([A-Za-z]+)\.(\d+)\.json$/.exec(name) ?? [];
      const rows = sampleShape.parse(JSON.parse(readFileSync(new URL(name, samples), "utf8")));
      return rows.map((row) => ({ type, version: Number(version), ...row }));
    })
    .sort((a, b) => a.time - b.time);
}

/**
 * Makes a database with these events, as a program with the migrations `upTo` would have. The hash chain is computed
 * independently, so that a change of the program's is noticed.
 */
export function storeEvents(folder: string, rows: readonly StoredRow[], upTo = migrations.length): void {
  const sqlite = new Sqlite(join(folder, "mailmanager.db"));
  try {
    sqlite.pragma("synchronous = OFF");
    sqlite.exec("BEGIN");
    sqlite.exec(
      "CREATE TABLE migration (name TEXT PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL DEFAULT 0) STRICT",
    );
    for (const { name, sql } of migrations.slice(0, upTo)) {
      sqlite.exec(sql);
      const digest = createHash("sha256").update(sql).digest("hex");
      sqlite.prepare("INSERT INTO migration (name, digest) VALUES (?, ?)").run(name, digest);
    }
    const insert = sqlite.prepare(
      `INSERT INTO event (position, time, actor, ticket, ticket_version, type, version, digest, chain, salt, payload)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const versions = new Map<number, number>();
    let chain = Buffer.alloc(32);
    for (const [at, { time, actor, ticket, type, version, payload }] of rows.entries()) {
      const ticketVersion = ticket === null ? null : (versions.get(ticket) ?? 0) + 1;
      if (ticket !== null && ticketVersion !== null) versions.set(ticket, ticketVersion);
      const salt = Buffer.alloc(16, at % 256);
      const text = JSON.stringify(payload);
      const digest = sha256(salt, Buffer.from(text));
      const header = [at + 1, time, actor, ticket, ticketVersion, type, version];
      chain = sha256(chain, Buffer.from(JSON.stringify(header)), digest);
      insert.run(...header.slice(0, 7), digest, chain, salt, text);
    }
    sqlite.exec("COMMIT");
  } finally {
    sqlite.close();
  }
}

function sha256(...parts: readonly Buffer[]) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
