import { cachedLookup, createAuthenticator, systemLookup } from "../../edges/authentication/index.ts";
import { createReaderPool } from "../../edges/mime/index.ts";
import { createScanners } from "../../edges/scanners/index.ts";
import { workerEntry } from "../assets.ts";
import type { Base } from "./parts.ts";

/** What reads mail that comes in, and finds out whose it is and what is in it. */
export function openMailIn({ configuration, log, now, onStop }: Base) {
  const reader = createReaderPool({
    entry: workerEntry("src/edges/mime/worker.ts"),
    ...(configuration.workers === null ? {} : { workers: configuration.workers }),
  });
  onStop(() => reader.close());

  const authenticator = createAuthenticator({
    entry: workerEntry("src/edges/authentication/worker.ts"),
    lookup: cachedLookup(systemLookup(), now),
    trusted: configuration.trustedRelays,
    resultsOf: configuration.relayResults,
    log,
  });
  onStop(() => authenticator.close());

  const scanners = createScanners({
    spam: configuration.spamScanner,
    threshold: configuration.spamThreshold,
    virus: configuration.virusScanner,
    log,
    now,
  });
  const { read, view, attachment } = reader;
  const { authenticate } = authenticator;
  return { read, view, attachment, authenticate, scan: scanners.scan, scannerHealth: scanners.health };
}
