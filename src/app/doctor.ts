import type { Finding } from "../domain/finding.ts";
import type { Outgoing } from "../domain/settings/events.ts";
import { parseOutgoing } from "../edges/delivery/route.ts";
import { systemResolver } from "../edges/dns/index.ts";
import { createDirectoryClient } from "../edges/ldap/client.ts";
import { machineWith } from "../edges/machine/index.ts";
import * as health from "../engine/operate/health/doctor.ts";
import type { Surroundings } from "../engine/operate/health/surroundings.ts";
import type { AskDirectory } from "../engine/people/directory.ts";
import type { Resolve } from "../engine/settings/resolve.ts";
import { about } from "./about.ts";
import { workerEntry } from "./assets.ts";
import type { Configuration } from "./configuration.ts";
import { dataAccess } from "./data.ts";

export interface Examination {
  /** The settings of the running program, as far as they are known. */
  readonly configuration: Pick<Configuration, "outgoing" | "diskReserve" | "nightlyBackups">;
  /** Checks the whole journal, not only its newest events. */
  readonly full: boolean;
  readonly surroundings?: Surroundings;
  /** DNS; default: the system's. */
  readonly resolve?: Resolve;
  /** The directory; default: a thread of its own. */
  readonly askDirectory?: AskDirectory;
}

export const machine: Surroundings = machineWith(about);

/** All findings about a data folder and its machine. */
export function examine(
  folder: string,
  {
    configuration,
    full,
    surroundings = machine,
    resolve = systemResolver(),
    askDirectory = quietClient().ask,
  }: Examination,
): AsyncGenerator<Finding> {
  const { outgoing, ...settings } = configuration;
  const set = { ...settings, outgoing: kindOf(outgoing) };
  return health.examine(folder, {
    ...{ settings: set, full, surroundings, resolve, askDirectory, access: dataAccess },
  });
}

/** Its failures are findings, and need no line in a log. */
const quietClient = () =>
  createDirectoryClient({
    entry: workerEntry("src/edges/ldap/worker.ts"),
    log: { info() {}, warn() {}, error() {} },
    now: Date.now,
  });

function kindOf(text: string | null): Outgoing["kind"] | null {
  const outgoing = text === null ? null : parseOutgoing(text);
  return outgoing?.ok ? outgoing.value.kind : null;
}
