import {
  type IntakePolicy,
  type Kind,
  type Place,
  placeFrom,
  type ServiceSettings,
  scannerKinds,
} from "../../domain/settings/index.ts";
import {
  cachedLookup,
  createAuthenticator,
  systemLookup,
  trustedNow,
} from "../../edges/authentication/index.ts";
import { createPageReader, createReaderPool } from "../../edges/mime/index.ts";
import { createRulesThreads } from "../../edges/rules/index.ts";
import { createScanners } from "../../edges/scanners/index.ts";
import { workerEntry } from "../assets.ts";
import type { Base } from "./parts.ts";

/**
 * The parts that parse incoming mail, verify its sender and scan it.
 * @param policy gives the settings for decisions about mail, as they are at that time
 * @param service gives how the program runs, as it is at that time
 * @throws Failure for trusted relays that cannot be parsed
 */
export function openMailIn(
  { configuration, log, now, onStop }: Base,
  policy: () => IntakePolicy,
  service: () => ServiceSettings,
) {
  const reader = createReaderPool({
    entry: workerEntry("src/edges/mime/worker.ts"),
    ...(configuration.workers === null ? {} : { workers: configuration.workers }),
  });
  onStop(() => reader.close());
  // Separate from intake's: viewing mail must not delay incoming mail.
  const pages = createPageReader({ entry: workerEntry("src/edges/mime/worker.ts") });
  onStop(() => pages.close());

  const rules = createRulesThreads({ entry: workerEntry("src/edges/rules/worker.ts"), log });
  onStop(() => rules.close());

  const trusted = trustedNow(() => policy().trustedRelays);

  const authenticator = createAuthenticator({
    entry: workerEntry("src/edges/authentication/worker.ts"),
    lookup: cachedLookup(systemLookup(), now),
    trusted,
    resultsOf: () => policy().relayResults,
    log,
  });
  onStop(() => authenticator.close());

  const spam = parsedOnce(scannerKinds.spam);
  const virus = parsedOnce(scannerKinds.virus);
  const scanners = createScanners({
    spam: () => spam(service().spamScanner),
    virus: () => virus(service().virusScanner),
    log,
    now,
  });
  onStop(() => scanners.stop());
  return {
    reader,
    pages,
    rules,
    trusted,
    authenticate: authenticator.authenticate,
    scan: scanners.scan,
    scannerHealth: scanners.health,
    scannersChanged: scanners.changed,
  };
}

/** Parses a scanner's address; the same object as long as it stays. */
function parsedOnce(kinds: readonly Kind[]): (text: string | null) => Place | null {
  let last: string | null = null;
  let place: Place | null = null;
  return (text) => {
    if (text !== last) {
      const parsed = text === null ? null : placeFrom(text, kinds);
      [last, place] = [text, parsed?.ok ? parsed.value : null];
    }
    return place;
  };
}
