/**
 * `mailmanager doctor`: checks a data folder and its surroundings, changes nothing, and says what to do about each
 * problem. It works while the program is running on the folder, and on a folder that is missing or damaged.
 */

import { type Finding, findingsOf, messageOf } from "../../../domain/finding.ts";
import { diskFindings, heldDeliveryFindings, versionsFinding } from "../../../domain/health/index.ts";
import type { Outgoing } from "../../../domain/settings/events.ts";
import { usualService } from "../../../domain/settings/index.ts";
import type { Inspection } from "../../../record/inspect.ts";
import type { AskDirectory } from "../../people/directory.ts";
import type { Resolve } from "../../settings/resolve.ts";
import { type DataAccess, inspectData } from "../data-folder/folder.ts";
import { checkBackups, heldIn } from "./backups.ts";
import { checkSettings, checkWork } from "./business.ts";
import { checkCertificate } from "./certificates.ts";
import { checkDatabase, checkFile, unreadable } from "./database.ts";
import { checkDirectory } from "./directory.ts";
import { checkDomains } from "./domains.ts";
import { checkFolder, checkPermissions } from "./folder.ts";
import { checkOpenFiles, checkServing, type Serving, servingIn } from "./serving.ts";
import type { Surroundings } from "./surroundings.ts";

export interface Examination {
  /** The settings of the running program, as far as they are known. */
  readonly settings: {
    /** The delivery method given with --outgoing; null for the setting. */
    readonly outgoing: Outgoing["kind"] | null;
    /** Bytes of disk kept free; null for the default share. */
    readonly diskReserve: number | null;
    /** How many nightly backups are kept, 0: none are made; null: what is set in the pages. */
    readonly nightlyBackups: number | null;
  };
  /** Checks the whole journal, not only its newest events. */
  readonly full: boolean;
  readonly surroundings: Surroundings;
  readonly resolve: Resolve;
  readonly askDirectory: AskDirectory;
  readonly access: DataAccess;
}

/** All findings about a data folder, passed checks included; fewer if one makes the next check meaningless. */
export async function* examine(folder: string, parts: Examination): AsyncGenerator<Finding> {
  const { settings, surroundings, access } = parts;
  yield versionsFinding(surroundings.versions());
  const there = checkFolder(folder);
  yield there;
  if (there.level !== "ok") return;
  yield* checkPermissions(folder, surroundings);
  yield* diskFindings(folder, await surroundings.disk(folder), settings.diskReserve);
  const serving = servingIn(folder, access);
  yield await checkServing(folder, serving, surroundings);
  yield checkOpenFiles(serving, surroundings);
  const file = checkFile(folder);
  yield file;
  if (file.level !== "ok") return;
  const inspection = opened(folder, access);
  if ("check" in inspection) return yield inspection;
  try {
    yield* inside(folder, inspection, serving, parts);
  } finally {
    inspection.close();
  }
}

function opened(folder: string, access: DataAccess): Inspection | Finding {
  try {
    return inspectData(folder, access);
  } catch (cause) {
    const { problem } = findingsOf("database");
    return problem("database.unopened", "run-as-owner-or-restore", { problem: messageOf(cause) });
  }
}

async function* inside(
  folder: string,
  inspection: Inspection,
  { held }: Serving,
  { settings, full, surroundings, resolve, askDirectory }: Examination,
): AsyncGenerator<Finding> {
  const now = surroundings.now();
  if (!(yield* checkDatabase(inspection, { full, now }))) return;
  try {
    const { view, queries } = inspection.model();
    yield* checkSettings(folder, view, settings.outgoing);
    yield* checkDomains(view, settings.outgoing, resolve);
    yield* checkDirectory(view, askDirectory, now);
    yield checkCertificate(folder, view.hostname() ?? "localhost", now);
    yield* checkWork(queries, { now, running: held });
    const beganAt = (await inspection.journal().at(1))?.time ?? null;
    const nightlyBackups = settings.nightlyBackups ?? (view.service() ?? usualService).nightlyBackups;
    yield* checkBackups(view, { now, beganAt, nightly: nightlyBackups > 0, elsewhere: false });
    yield* heldDeliveryFindings(heldIn(queries));
  } catch (cause) {
    yield unreadable("read model", cause);
  }
}
