import { Failure } from "../../base/failure.ts";
import type { IntakePolicy } from "../../domain/settings/index.ts";
import {
  cachedLookup,
  createAuthenticator,
  systemLookup,
  trustedFrom,
} from "../../edges/authentication/index.ts";
import { createPageReader, createReaderPool } from "../../edges/mime/index.ts";
import { createScanners } from "../../edges/scanners/index.ts";
import { inEnglish } from "../../text/index.ts";
import { workerEntry } from "../assets.ts";
import type { Base } from "./parts.ts";

/**
 * What reads mail that comes in, and finds out whose it is and what is in it.
 * @param policy what decisions about mail go by, as the journal has it
 * @throws Failure for trusted relays that cannot be read
 */
export function openMailIn({ configuration, log, now, onStop }: Base, policy: IntakePolicy) {
  const reader = createReaderPool({
    entry: workerEntry("src/edges/mime/worker.ts"),
    ...(configuration.workers === null ? {} : { workers: configuration.workers }),
  });
  onStop(() => reader.close());
  // Apart from the intake's: what somebody looks at delays no mail that comes in.
  const pages = createPageReader({ entry: workerEntry("src/edges/mime/worker.ts") });
  onStop(() => pages.close());

  const trusted = trustedFrom(policy.trustedRelays);
  if (!trusted.ok) throw new Failure(`trusted_relays: ${inEnglish(trusted.error)}`);

  const authenticator = createAuthenticator({
    entry: workerEntry("src/edges/authentication/worker.ts"),
    lookup: cachedLookup(systemLookup(), now),
    trusted: trusted.value,
    resultsOf: policy.relayResults,
    log,
  });
  onStop(() => authenticator.close());

  const scanners = createScanners({
    spam: configuration.spamScanner,
    virus: configuration.virusScanner,
    log,
    now,
  });
  return {
    reader,
    pages,
    trusted: trusted.value,
    authenticate: authenticator.authenticate,
    scan: scanners.scan,
    scannerHealth: scanners.health,
  };
}
