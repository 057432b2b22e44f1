import type { Log } from "../base/log.ts";
import { defaultReserve } from "../domain/health/index.ts";
import { system } from "../domain/policy/index.ts";
import type { Outgoing } from "../domain/settings/events.ts";
import { effectiveService, type ServiceSettings } from "../domain/settings/index.ts";
import { orderCertificate } from "../edges/acme/index.ts";
import { createImapCollector } from "../edges/imap/collector.ts";
import { createDirectoryClient } from "../edges/ldap/client.ts";
import { oauthProvider } from "../edges/oauth/provider.ts";
import type { Data } from "../engine/data.ts";
import type { Engine } from "../engine/engine.ts";
import { createBackupFiles } from "../engine/operate/backup/files.ts";
import type { AskBox } from "../engine/operate/box.ts";
import type { CertificateKeeper } from "../engine/operate/certificates/certificates.ts";
import { diskOf } from "../engine/operate/data-folder/disk.ts";
import type { RoundTrip } from "../engine/operate/first-start/round-trip.ts";
import type { Places } from "../engine/operate/health/surroundings.ts";
import { type ClosedPort, createRunningState } from "../engine/operate/running-state.ts";
import type { Trial } from "../engine/operate/trial/index.ts";
import { workerEntry } from "./assets.ts";
import { startBackupProcess } from "./backup-process.ts";
import { type Configuration, configuredService, fileName } from "./configuration.ts";
import type { Handlers, ofService } from "./listeners.ts";
import { hostnameOf } from "./open-data.ts";
import { pooledRandomBytes } from "./random.ts";
import { startReplayProcess } from "./replay-process.ts";
import { openHealth } from "./wiring/health.ts";
import { openMailIn } from "./wiring/mail-in.ts";
import { openMailOut } from "./wiring/mail-out.ts";
import { openPages } from "./wiring/pages.ts";
import type { Base } from "./wiring/parts.ts";
import { openWebhooks } from "./wiring/webhooks.ts";

/** The running program behind its listeners. */
export interface Runtime extends Omit<Handlers, "certificate" | keyof ReturnType<typeof ofService>> {
  readonly certificates: CertificateKeeper;
  readonly people: Engine["people"];
  /** How it runs, as it is now. */
  service(): ServiceSettings;
  onServiceChange(changed: () => void): void;
  /** Sends a mail to itself, to show that mail is received. */
  readonly roundTrip: RoundTrip;
  /** To be called for mail that another reception has received since. */
  readonly received: Engine["intake"]["offer"];
  readonly plusTests: Engine["plusTests"];
  /** Resolves once the journal has been written; rejects with the reason why it cannot be. */
  write(): Promise<void>;
  /** Ends open-ended responses, such as the streams that follow the journal. */
  endStreams(): void;
  /** Finishes work in progress, closes the data. */
  stop(): Promise<void>;
}

export interface RuntimeParts {
  readonly data: string;
  /** The data, with an up-to-date read model; closed at the stop. */
  readonly opened: Data;
  readonly configuration: Configuration;
  /** The delivery method given with --outgoing; it takes precedence over the setting. */
  readonly outgoingOverride: Outgoing | null;
  readonly log: Log;
  /** Where it listens; null before that. */
  readonly places: () => Places | null;
  /** The optional ports for mail that are switched on and could not be opened. */
  readonly closedPorts: () => Promise<readonly ClosedPort[]>;
  /** Until it is over, nothing is accepted, sent or fetched. */
  readonly trial: Trial;
  /** The appliance around the program, if there is one. */
  readonly askBox: AskBox;
}

/**
 * Assembles the parts over open data, and starts them in order: engine, handlers.
 * @throws Failure for problems that the operator can solve
 */
export async function openRuntime(parts: RuntimeParts): Promise<Runtime> {
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const undo of stops.splice(0).reverse()) await undo();
  };
  try {
    return { ...(await start(parts, (undo) => stops.push(undo))), stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

async function start(parts: RuntimeParts, onStop: Base["onStop"]): Promise<Omit<Runtime, "stop">> {
  const { data: folder, configuration, outgoingOverride, log, places, closedPorts, trial, askBox } = parts;
  const data = parts.opened;
  onStop(() => data.close());
  const hostname = hostnameOf(data, folder);
  const [now, randomBytes] = [Date.now, pooledRandomBytes()];
  const base: Base = { folder, data, hostname, configuration, log, now, randomBytes, onStop };

  const configuredNow = configuredService(configuration);
  const service = () => effectiveService(configuredNow, data.service());
  const { floodLimit, spamThreshold, trustedRelays, relayResults } = configuration;
  const configured = { floodLimit, spamThreshold, trustedRelays, relayResults };
  const overruled = await data.beginPolicies(configured);
  if (overruled.length > 0)
    log.warn(
      "the configuration only gives initial values: those under Settings, Incoming mail are used; change them there",
      { differs: overruled.map(fileName).join(", ") },
    );
  const mailIn = openMailIn(base, data.intakePolicy, service);
  const { reader, pages, rules, trusted, authenticate, scan, scannerHealth } = mailIn;
  const { read, attachments } = reader;
  const tokens = data.createAccessTokens({ provider: oauthProvider, now, log });
  const mailOut = await openMailOut(base, outgoingOverride, tokens);
  const { compose, deliver, resolve } = mailOut;
  const directory = createDirectoryClient({ entry: workerEntry("src/edges/ldap/worker.ts"), log, now });
  onStop(() => directory.close());

  const diskSpace = async () => (await diskOf(folder)).free;
  const diskReserve = configuration.diskReserve ?? defaultReserve(await diskOf(folder));
  const engine = data.createEngine({
    ...{ now, randomBytes, log, diskSpace, diskReserve },
    ...{ read, attachments, authenticate, scan, rules },
    ...mailOut,
    endpoints: openWebhooks(base, pages, outgoingOverride),
    sanitise: pages.sanitise,
    fileTexts: pages.fileTexts,
    askDirectory: directory.ask,
    ...{ oauthProvider, outgoingOverride, smtp: () => places()?.smtp ?? null },
    askBox,
    backupFiles: createBackupFiles(folder, diskReserve, startBackupProcess(log)),
    startReplay: startReplayProcess(folder, log),
  });
  // A start that fails half-way also leaves work in progress.
  onStop(() => engine.stop());
  onStop(engine.settingsChanged("service", mailIn.scannersChanged));
  await engine.start({ outbox: false });
  trial.whenOver(() => engine.outbox.start());
  const reception = data.receptionOnTrial(engine.reception, trial, { read, now, randomBytes });

  const { settings } = engine;
  const oauthProblems = tokens.problems;
  const certificates = data.createCertificates({
    ...{ data: folder, hostname, settings, order: orderCertificate, now, log },
  });
  const collector = createImapCollector({
    accounts: () => engine.imapAccounts(system("imap")),
    changed(tell) {
      const ends = [engine.settingsChanged("imap accounts", tell), engine.settingsChanged("service", tell)];
      return () => {
        for (const end of ends) end();
      };
    },
    signedIn: (tell) => engine.settingsChanged("oauth accounts", tell),
    ...{ tokens, reception, log, now, largest: () => service().messageSize },
  });
  trial.whenOver(() => collector.start());
  onStop(() => collector.stop());

  const around = { fetching: collector.status, scanners: scannerHealth, oauthProblems, closedPorts };
  const running = createRunningState({
    ...{ ...around, diskSpace, diskReserve },
    journalTrouble: data.journalTrouble,
  });
  const health = openHealth(base, {
    ...{
      ...around,
      engine,
      certificates,
      diskSpace,
      trusted,
      box: askBox,
      askDirectory: directory.ask,
      resolve,
      places,
    },
    outgoingOverride,
  });
  const smtp = () => places()?.smtp ?? null;
  const roundTrip = data.createRoundTrip({ compose, deliver, now, randomBytes, smtp });
  const streams = new AbortController();
  const fetch = openPages(base, {
    ...{ engine, certificates, running, health, roundTrip, diskSpace, diskReserve },
    ...{ read: pages.read, view: pages.view, attachment: pages.attachment, htmlToText: pages.htmlToText },
    stopping: streams.signal,
  });
  return {
    ...{ hostname, fetch, reception, certificates, people: engine.people, roundTrip, service },
    onServiceChange(changed) {
      onStop(engine.settingsChanged("service", changed));
    },
    received: engine.intake.offer,
    plusTests: engine.plusTests,
    write: () => engine.noteAlive(),
    endStreams: () => streams.abort(),
  };
}
