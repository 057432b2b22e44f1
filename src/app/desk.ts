import { rmSync } from "node:fs";
import { join } from "node:path";
import { Hono } from "hono";
import { systemActor } from "../domain/actor.ts";
import type { EventType } from "../domain/events.ts";
import { system } from "../domain/people/index.ts";
import type { Outgoing, Route } from "../domain/settings/events.ts";
import type { IntakePolicy } from "../domain/settings/index.ts";
import { createApi } from "../edges/api/index.ts";
import {
  cachedLookup,
  createAuthenticator,
  systemLookup,
  trustedFrom,
} from "../edges/authentication/index.ts";
import { startCatcher } from "../edges/delivery/catcher.ts";
import { compose as composePlain } from "../edges/delivery/compose.ts";
import { createDelivery } from "../edges/delivery/deliver.ts";
import { signing } from "../edges/delivery/dkim.ts";
import { fetchPolicyOverHttps } from "../edges/delivery/mta-sts.ts";
import { systemResolver, trustedResolvers, validatingResolver } from "../edges/dns/index.ts";
import { createImapCollector } from "../edges/imap/collector.ts";
import { createAsker } from "../edges/ldap/asker.ts";
import { createPageReader, createReaderPool } from "../edges/mime/index.ts";
import { createScanners } from "../edges/scanners/index.ts";
import { createWeb } from "../edges/web/index.ts";
import { createEngine, type Engine } from "../engine/engine.ts";
import { lastBackupAt } from "../engine/operate/backups.ts";
import type { AskBox, Log } from "../engine/ports.ts";
import { createSettings } from "../engine/settings/settings.ts";
import type { Record } from "../record/record.ts";
import { inEnglish } from "../text/index.ts";
import { asset, workerEntry } from "./assets.ts";
import { createBackupFiles } from "./backup/files.ts";
import { type CertificateKeeper, createCertificates } from "./certificates.ts";
import type { Configuration } from "./configuration.ts";
import { openData } from "./data.ts";
import { defaultReserve, diskOf } from "./disk.ts";
import { createHealth } from "./doctor/health.ts";
import { Failure } from "./failure.ts";
import { createRoundTrip } from "./first-start/round-trip.ts";
import type { Inside, Places } from "./front.ts";
import type { Manager } from "./manager.ts";
import { pooledRandomBytes } from "./random.ts";
import { keepStatus } from "./status-file.ts";
import { createTasks } from "./tasks.ts";
import { receptionOnTrial, type Trial } from "./trial/index.ts";
import { version } from "./version.ts";

/** A program at work behind its ways in. */
export interface Desk extends Omit<Inside, "certificate"> {
  readonly certificates: CertificateKeeper;
  readonly people: Engine["people"];
  /** Sends a mail to itself, to show that mail comes in. */
  readonly roundTrip: ReturnType<typeof createRoundTrip>;
  /** Resolves once the journal has taken a write; rejects with the reason why it does not. */
  write(): Promise<void>;
  /** Ends what is open without end, such as the streams of those who follow the journal. */
  hush(): void;
  /** Finishes what is under way, closes the data. */
  stop(): Promise<void>;
}

export interface DeskParts {
  readonly data: string;
  readonly configuration: Configuration;
  /** The way out that was given at the start; it overrides the setting. */
  readonly given: Outgoing | null;
  readonly log: Log;
  /** Told what a long start is busy with. */
  readonly manager: Manager;
  /** Where it is listened; null before that. */
  readonly places: () => Places | null;
  /** Until it is over, nothing is accepted, sent or fetched. */
  readonly trial: Trial;
  /** The box around the program, where there is one. */
  readonly askBox: AskBox;
}

/** Milliseconds that one step of bringing the data to this release's format may take. */
const OPENING = 15 * 60_000;

/** What accounts begin or end to be fetched from by. */
const imapChanges: ReadonlySet<EventType> = new Set(["ImapAccountSaved", "ImapAccountRemoved"]);

/**
 * Puts the parts together and starts them in order: data, engine, what answers at the ways in.
 * @throws Failure for what the operator can mend
 */
export async function openDesk(parts: DeskParts): Promise<Desk> {
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

async function start(
  { data, configuration, given, log, manager, places, trial, askBox: box }: DeskParts,
  onStop: (undo: () => Promise<void> | void) => void,
): Promise<Omit<Desk, "stop">> {
  const now = Date.now;
  const randomBytes = pooledRandomBytes();
  manager.status("opening the data");
  manager.patience(OPENING);
  const record = openData(data, {
    onRebuild: (done, of) => {
      log.info("the read model is derived anew", { done, of });
      manager.status(`deriving the read model anew: ${done} of ${of} events`);
      manager.patience(OPENING);
    },
  });
  onStop(() => record.close());
  for (const { name, done, of } of record.deriving()) {
    log.info("a part of the read model is derived beside the work", { name, done, of });
  }
  const hostname = record.view.hostname();
  if (hostname === null) throw new Failure(`${data} is not set up; see "mailmanager help setup"`);

  const reader = createReaderPool({
    entry: workerEntry("src/edges/mime/worker.ts"),
    ...(configuration.workers === null ? {} : { workers: configuration.workers }),
  });
  onStop(() => reader.close());
  // Apart from the intake's: what somebody looks at delays no mail that comes in.
  const pages = createPageReader({ entry: workerEntry("src/edges/mime/worker.ts") });
  onStop(() => pages.close());

  const policy = await recordPolicy(configuration, record);
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

  const directory = createAsker({ entry: workerEntry("src/edges/ldap/worker.ts"), log, now });
  onStop(() => directory.close());

  const catcher = await startCatcher({
    log,
    keep: async ({ envelope, raw, receivedAt }) => {
      record.operations.keepCaught({
        receivedAt,
        sender: envelope.from,
        recipients: envelope.to,
        raw: Buffer.from(raw),
      });
    },
  });
  onStop(() => catcher.close());
  const toCatcher: Route = {
    kind: "smtp",
    host: "127.0.0.1",
    port: catcher.port,
    tls: "none",
    user: null,
    password: null,
  };

  const diskSpace = async () => (await diskOf(data)).free;
  const diskReserve = configuration.diskReserve ?? defaultReserve(await diskOf(data));
  const route = (setting: Outgoing | null) => {
    const outgoing = given ?? setting;
    return outgoing === null ? null : outgoing.kind === "catch" ? toCatcher : outgoing;
  };
  const validating = configuration.validatingResolvers ?? trustedResolvers();
  const resolve = validating.length > 0 ? validatingResolver({ servers: validating }) : systemResolver();
  const deliver = createDelivery({
    ...{ hostname, log, resolve, now },
    ...{ fetchPolicy: fetchPolicyOverHttps, store: record.operations },
  });
  const compose = signing(composePlain, (domain) =>
    record.view.dkimKeys(domain).filter((key) => key.state === "active"),
  );
  const world = { record, now, randomBytes, log, diskSpace, diskReserve };
  const { read, attachment } = reader;
  const scanners = createScanners({
    spam: configuration.spamScanner,
    virus: configuration.virusScanner,
    log,
    now,
  });
  const checks = { authenticate: authenticator.authenticate, scan: scanners.scan };
  const out = { compose, deliver, resolve, route };
  const engine = createEngine({
    ...world,
    ...checks,
    ...out,
    read,
    attachment,
    sanitise: pages.sanitise,
    askDirectory: directory.ask,
    askBox: box,
    backupFiles: createBackupFiles(data, diskReserve, log),
  });
  // A start that fails half way leaves work under way, too.
  onStop(() => engine.stop());
  await engine.start({ outbox: false });
  trial.whenOver(() => engine.outbox.start());
  const reception = receptionOnTrial(engine.reception, trial, { record, read, now, randomBytes });

  const certificates = createCertificates({ data, hostname, record, settings: engine.settings, now, log });
  const { nightlyBackups } = configuration;
  const tasks = createTasks({ record, engine, certificates, diskSpace, nightlyBackups, now, log });
  onStop(() => tasks.stop());

  const collector = createImapCollector({
    accounts: () => record.view.imapAccounts(),
    changed: (tell) =>
      record.onCommitted((events) => {
        if (events.some(({ event }) => imapChanges.has(event.type))) tell();
      }),
    renewed: engine.settings.renewImapToken,
    reception,
    log,
    now,
    largest: configuration.messageSize,
  });
  trial.whenOver(() => collector.start());
  onStop(() => collector.stop());
  const fetching = collector.status;

  const health = createHealth({
    ...{ data, configuration, given, record, certificates, fetching, box, resolve, places, now, log },
    scanners: scanners.health,
    askDirectory: directory.ask,
  });
  onStop(() => health.stop());

  const status = () => {
    const undone = record.queries
      .outboxCounts()
      .filter(({ state }) => state === "waiting" || state === "deferred");
    const outgoing = undone.reduce((sum, { deliveries }) => sum + deliveries, 0);
    const last = lastBackupAt(record.view);
    return {
      queue: { incoming: record.queries.intakeQueue().depth, outgoing },
      lastBackup: last === null ? null : new Date(last).toISOString(),
    };
  };
  onStop(keepStatus(data, status, log));

  const smtp = () => places()?.smtp ?? null;
  const roundTrip = createRoundTrip({ record, compose, deliver, now, randomBytes, smtp });
  const hushing = new AbortController();
  const shown = { read: pages.read, view: pages.view, attachment: pages.attachment };
  const api = createApi({
    ...world,
    engine,
    scanners: scanners.health,
    fetching,
    health,
    ...shown,
    htmlToText: pages.htmlToText,
    version,
    stopping: hushing.signal,
  });
  const reading = { ...shown, asset };
  const sending = { compose, deliver, route, given };
  const uploads = uploadsIn(data, { free: diskSpace, reserve: diskReserve });
  const web = createWeb({
    ...{ ...world, engine, certificates, fetching, health },
    ...{ ...reading, ...sending, roundTrip, uploads },
  });
  if (given === null && record.view.outgoing() === null) {
    log.warn("no way out is set: answers wait until there is one (settings, or --outgoing)");
  }
  return {
    hostname,
    fetch: new Hono().route("/api/v1", api).route("/", web).fetch,
    reception,
    certificates,
    people: engine.people,
    roundTrip,
    write: () =>
      record.commit(systemActor("health"), () => ({
        events: [],
        value: undefined,
        also: (operations) => operations.noteAlive(),
      })),
    hush: () => hushing.abort(),
  };
}

/** Has the journal say what the configuration says of deciding on mail; from then on decisions read it there. */
async function recordPolicy(configuration: Configuration, record: Record): Promise<IntakePolicy> {
  const { floodLimit, spamThreshold, trustedRelays, relayResults } = configuration;
  const policy = { floodLimit, spamThreshold, trustedRelays, relayResults };
  const done = await createSettings(record).setIntakePolicy(system("configuration"), policy);
  if (!done.ok) throw new Error(inEnglish(done.error));
  return policy;
}

/** Large files that were uploaded: what an unclean stop left of them goes. */
function uploadsIn(data: string, disk: { readonly free: () => Promise<number>; readonly reserve: number }) {
  const folder = join(data, "uploads");
  const remove = () => rmSync(folder, { recursive: true, force: true });
  remove();
  return { folder, remove, ...disk };
}
