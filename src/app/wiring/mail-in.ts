import { Failure } from "../../base/failure.ts";
import type { IntakePolicy } from "../../domain/settings/index.ts";
import {
  cachedLookup,
  createAuthenticator,
  systemLookup,
  type Trusted,
  trustedFrom,
} from "../../edges/authentication/index.ts";
import { createPageReader, createReaderPool } from "../../edges/mime/index.ts";
import { createScanners } from "../../edges/scanners/index.ts";
import { inEnglish } from "../../text/index.ts";
import { workerEntry } from "../assets.ts";
import type { Base } from "./parts.ts";

/**
 * The parts that parse incoming mail, verify its sender and scan it.
 * @param policy gives the settings for decisions about mail, as they are at that time
 * @throws Failure for trusted relays that cannot be parsed
 */
export function openMailIn({ configuration, log, now, onStop }: Base, policy: () => IntakePolicy) {
  const reader = createReaderPool({
    entry: workerEntry("src/edges/mime/worker.ts"),
    ...(configuration.workers === null ? {} : { workers: configuration.workers }),
  });
  onStop(() => reader.close());
  // Separate from intake's: viewing mail must not delay incoming mail.
  const pages = createPageReader({ entry: workerEntry("src/edges/mime/worker.ts") });
  onStop(() => pages.close());

  let [relays, among] = parsed(policy());
  const trusted: Trusted = (ip) => {
    const current = policy();
    if (current.trustedRelays.join() !== relays) [relays, among] = parsed(current);
    return among(ip);
  };

  const authenticator = createAuthenticator({
    entry: workerEntry("src/edges/authentication/worker.ts"),
    lookup: cachedLookup(systemLookup(), now),
    trusted,
    resultsOf: () => policy().relayResults,
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
    trusted,
    authenticate: authenticator.authenticate,
    scan: scanners.scan,
    scannerHealth: scanners.health,
  };
}

/** The trusted relays of a policy: their list, to know it again, and whether an address is among them. */
function parsed({ trustedRelays }: IntakePolicy): [list: string, among: Trusted] {
  const trusted = trustedFrom(trustedRelays);
  if (!trusted.ok) throw new Failure(`trusted relays: ${inEnglish(trusted.error)}`);
  return [trustedRelays.join(), trusted.value];
}
