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

export const machine: Surroundings = machineWith(about);

/** Every finding about a data folder and the machine that it lies on. */
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

/** What fails in it is a finding, and needs no line in a log. */
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
