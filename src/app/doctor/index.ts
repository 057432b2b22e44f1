/**
 * `mailmanager doctor`: looks at a data folder and its surroundings, changes nothing, and says what to do about what
 * it finds. It works while the program serves the folder, and on a folder that is missing or damaged.
 */

import { type Finding, findingsOf, messageOf } from "../../domain/finding.ts";
import type { Outgoing } from "../../domain/settings/events.ts";
import { parseOutgoing } from "../../edges/delivery/route.ts";
import { systemResolver } from "../../edges/dns/index.ts";
import { createAsker } from "../../edges/ldap/asker.ts";
import type { AskDirectory, Resolve } from "../../engine/ports.ts";
import type { Inspection } from "../../record/inspect.ts";
import { workerEntry } from "../assets.ts";
import type { Configuration } from "../configuration.ts";
import { inspectData } from "../data.ts";
import { checkBackups, checkHeldDeliveries, heldIn } from "./backups.ts";
import { checkSettings, checkWork } from "./business.ts";
import { checkCertificate } from "./certificates.ts";
import { checkDatabase, checkFile, unreadable } from "./database.ts";
import { checkDirectory } from "./directory.ts";
import { checkDomains } from "./domains.ts";
import { checkDisk, checkFolder, checkPermissions, checkVersions } from "./folder.ts";
import { checkOpenFiles, checkServing, type Serving, servingIn } from "./serving.ts";
import { machine, type Surroundings } from "./surroundings.ts";

export type { Finding, Level } from "../../domain/finding.ts";
export { machine, type Surroundings } from "./surroundings.ts";

export interface Examination {
  /** As the program that serves the folder has it, as far as that is known here. */
  readonly configuration: Pick<Configuration, "outgoing" | "diskReserve" | "nightlyBackups">;
  /** Checks the whole journal, and not only its newest events. */
  readonly full: boolean;
  readonly surroundings?: Surroundings;
  /** DNS; the system's if not given. */
  readonly resolve?: Resolve;
  /** The directory; by a thread of its own if not given. */
  readonly askDirectory?: AskDirectory;
}

/** Every finding about a data folder, good ones included; fewer where one makes the next check meaningless. */
export async function* examine(
  folder: string,
  {
    configuration,
    full,
    surroundings = machine,
    resolve = systemResolver(),
    askDirectory = quietAsker().ask,
  }: Examination,
): AsyncGenerator<Finding> {
  yield checkVersions(surroundings);
  const there = checkFolder(folder);
  yield there;
  if (there.level !== "ok") return;
  yield* checkPermissions(folder, surroundings);
  yield* checkDisk(folder, await surroundings.disk(folder), configuration.diskReserve);
  const serving = servingIn(folder);
  yield await checkServing(folder, serving, surroundings);
  yield checkOpenFiles(serving, surroundings);
  const file = checkFile(folder);
  yield file;
  if (file.level !== "ok") return;
  const inspection = opened(folder);
  if ("check" in inspection) return yield inspection;
  try {
    yield* inside(folder, inspection, serving, {
      ...{ configuration, full, surroundings, resolve, askDirectory },
    });
  } finally {
    inspection.close();
  }
}

function opened(folder: string): Inspection | Finding {
  try {
    return inspectData(folder);
  } catch (cause) {
    return findingsOf("database").problem(
      `the file cannot be opened: ${messageOf(cause)}`,
      "run this as the folder's owner; if that is you, restore a backup",
    );
  }
}

async function* inside(
  folder: string,
  inspection: Inspection,
  { held }: Serving,
  { configuration, full, surroundings, resolve, askDirectory }: Required<Examination>,
): AsyncGenerator<Finding> {
  const now = surroundings.now();
  if (!(yield* checkDatabase(inspection, { full, now }))) return;
  try {
    const { view, queries } = inspection.model();
    yield* checkSettings(folder, view, givenWayOut(configuration.outgoing));
    yield* checkDomains(view, givenWayOut(configuration.outgoing), resolve);
    yield* checkDirectory(view, askDirectory, now);
    yield checkCertificate(folder, view.hostname() ?? "localhost", now);
    yield* checkWork(queries, { now, held });
    const beganAt = inspection.journal().at(1)?.time ?? null;
    yield* checkBackups(view, { now, beganAt, nightly: configuration.nightlyBackups > 0 });
    yield* checkHeldDeliveries(heldIn(queries));
  } catch (cause) {
    yield unreadable("read model", cause);
  }
}

/** What fails in it is a finding, and needs no line in a log. */
const quietAsker = () =>
  createAsker({
    entry: workerEntry("src/edges/ldap/worker.ts"),
    log: { info() {}, warn() {}, error() {} },
    now: Date.now,
  });

function givenWayOut(text: string | null): Outgoing["kind"] | null {
  const given = text === null ? null : parseOutgoing(text);
  return given?.ok ? given.value.kind : null;
}
