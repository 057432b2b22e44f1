/** What a file's read model is like, without changing it. */
import { createHash } from "node:crypto";
import type { Database } from "./database.ts";
import { projections } from "./model/index.ts";
import { isUsable } from "./model/projection.ts";

/**
 * The part of the read model that decisions need: up to date; of another release, and being rebuilt while it is used;
 * incomplete; or not usable.
 */
export type ModelState =
  | { readonly is: "current" | "other-release" }
  | { readonly is: "beside" | "behind"; readonly done: number; readonly of: number };

/** Whether this release can query it. */
export const isQueried = ({ is }: ModelState): boolean => is === "current" || is === "beside";

/** The state of the read model in a file. */
export function modelState({ sqlite }: Pick<Database, "sqlite">): ModelState {
  const all = versionsIn(sqlite);
  const decisive = projections.filter(({ rebuilt }) => rebuilt !== "when-idle");
  const found = decisive.flatMap((one) =>
    all.filter(
      ({ name, version, nextVersion }) =>
        name === one.name &&
        (version === one.version || (nextVersion === one.version && isUsable(one, version))),
    ),
  );
  if (found.length < decisive.length) return { is: "other-release" };
  // The small ones always are where the journal ends.
  const of = Math.max(...found.map(({ cursor }) => cursor));
  const behind = found.filter(({ cursor }) => cursor < of);
  if (behind.length > 0) return { is: "behind", of, done: mean(behind.map(({ cursor }) => cursor)) };
  const beside = found.flatMap(({ nextCursor }) => (nextCursor === null ? [] : [nextCursor]));
  if (beside.length > 0) return { is: "beside", of, done: mean(beside) };
  return { is: "current" };
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

/** Identifies the read model in a file; null if there is none. */
export function modelIn({ sqlite }: Pick<Database, "sqlite">): string | null {
  const found = versionsIn(sqlite);
  return found.length === 0 ? null : nameOf(found);
}

/** Identifies this release's read model. */
export const modelName = (): string => nameOf(projections);

interface Versions {
  readonly name: string;
  readonly version: number;
  readonly cursor: number;
  readonly nextVersion: number | null;
  readonly nextCursor: number | null;
}

function versionsIn(sqlite: Database["sqlite"]): readonly Versions[] {
  const kept = sqlite
    .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'projection'")
    .get();
  if (kept === undefined) return [];
  return sqlite
    .prepare<[], Versions>(
      `SELECT name, version, cursor, next_version AS nextVersion, next_cursor AS nextCursor FROM projection`,
    )
    .all();
}

function nameOf(versions: readonly { readonly name: string; readonly version: number }[]): string {
  const text = versions.map(({ name, version }) => `${name} ${version}`).toSorted();
  return createHash("sha256").update(text.join("\n")).digest("hex").slice(0, 16);
}
