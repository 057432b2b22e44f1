import type { Outgoing } from "../../domain/settings/events.ts";
import { effectiveService } from "../../domain/settings/index.ts";
import { spfVerdict } from "../../edges/authentication/index.ts";
import { tryServer } from "../../edges/delivery/probe.ts";
import { ownAddresses } from "../../edges/machine/index.ts";
import type { Engine } from "../../engine/engine.ts";
import type { DiskSpace } from "../../engine/intake/receive.ts";
import type { CertificateKeeper } from "../../engine/operate/certificates/certificates.ts";
import type { Health, HealthParts } from "../../engine/operate/health/health.ts";
import { keepStatus } from "../../engine/operate/status-file.ts";
import { configuredService } from "../configuration.ts";
import { machine } from "../doctor.ts";
import type { Base } from "./parts.ts";

interface Parts
  extends Pick<
    HealthParts,
    "fetching" | "oauthProblems" | "scanners" | "box" | "askDirectory" | "resolve" | "places" | "closedPorts"
  > {
  readonly engine: Engine;
  readonly certificates: CertificateKeeper;
  readonly diskSpace: DiskSpace;
  readonly outgoingOverride: Outgoing | null;
  /** Whether an address is one of the trusted relays. */
  readonly trusted: (address: string) => boolean;
}

/** What looks after the program: health checks, DIR/status.json, and scheduled tasks. */
export function openHealth(
  { folder, data, configuration, log, now, onStop }: Base,
  { engine, diskSpace, trusted, ...parts }: Parts,
): Health {
  const { certificates } = parts;
  const configured = configuredService(configuration);
  const nightlyBackups = () => effectiveService(configured, data.service()).nightlyBackups;
  const tasks = data.createTasks({ engine, certificates, diskSpace, nightlyBackups, now, log });
  onStop(() => tasks.stop());
  const health = data.createHealth({
    ...parts,
    ...{ data: folder, now, log },
    configuration: { ...configuration, trustedRelays: trusted },
    ...{ surroundings: machine, addresses: ownAddresses, tryServer, spfVerdict },
  });
  onStop(() => health.stop());
  onStop(keepStatus(folder, () => data.status(), log));
  return health;
}
