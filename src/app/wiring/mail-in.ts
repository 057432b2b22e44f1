import type { IntakePolicy } from "../../domain/settings/index.ts";
import {
  cachedLookup,
  createAuthenticator,
  systemLookup,
  trustedFrom,
} from "../../edges/authentication/index.ts";
import { createPageReader, createReaderPool } from "../../edges/mime/index.ts";
import { createScanners } from "../../edges/scanners/index.ts";
import { failure } from "../../text/index.ts";
import { workerEntry } from "../assets.ts";
import type { Base } from "./parts.ts";

/**
 * The parts that parse incoming mail, verify its sender and scan it.
 * @param policy for decisions about mail, from the journal
 * @throws Failure for trusted relays that cannot be parsed
 */
export function openMailIn({ configuration, log, now, onStop }: Base, policy: IntakePolicy) {
  const reader = createReaderPool({
    entry: workerEntry("src/edges/mime/worker.ts"),
    ...(configuration.workers === null ? {} : { workers: configuration.workers }),
  });
  onStop(() => reader.close());
  // Separate from intake's: viewing mail must not delay incoming mail.
  const pages = createPageReader({ entry: workerEntry("src/edges/mime/worker.ts") });
  onStop(() => pages.close());

  const trusted = trustedFrom(policy.trustedRelays);
  if (!trusted.ok) throw failure(trusted.error, { subject: "trusted_relays" });

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
