import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EventType } from "../domain/events.ts";
import type { Outgoing, Route } from "../domain/settings/events.ts";
import { createBoxClient } from "../edges/appliance/index.ts";
import { cachedLookup, createAuthenticator, systemLookup } from "../edges/authentication/index.ts";
import { startCatcher } from "../edges/delivery/catcher.ts";
import { compose as composePlain } from "../edges/delivery/compose.ts";
import { createDelivery } from "../edges/delivery/deliver.ts";
import { signing } from "../edges/delivery/dkim.ts";
import { fetchPolicyOverHttps } from "../edges/delivery/mta-sts.ts";
import { parseOutgoing } from "../edges/delivery/route.ts";
import { systemResolver } from "../edges/dns/index.ts";
import { createImapCollector } from "../edges/imap/collector.ts";
import { createReaderPool, htmlToText, sanitiseHtml } from "../edges/mime/index.ts";
import { createScanners } from "../edges/scanners/index.ts";
import { createSmtpServer, type SmtpServer } from "../edges/smtp/server.ts";
import { createEngine } from "../engine/engine.ts";
import type { Log } from "../engine/ports.ts";
import { asset, workerEntry } from "./assets.ts";
import { certificateIn } from "./certificate-store.ts";
import type { Configuration } from "./configuration.ts";
import { expectData, openData } from "./data.ts";
import { defaultReserve, diskOf } from "./disk.ts";
import { Failure } from "./failure.ts";
import { listenAt } from "./listen.ts";
import { listenLmtp } from "./lmtp.ts";
import { lockData, type Running } from "./lock.ts";
import { type Manager, managerOf } from "./manager.ts";
import { pooledRandomBytes } from "./random.ts";
import { createTasks } from "./tasks.ts";
import { beginTrial, boxPlaces, receptionOnTrial, type TrialPlaces } from "./trial/index.ts";
import { version } from "./version.ts";
import { listenWeb } from "./web.ts";

export interface Serving {
  readonly running: Running;
  /** Resolves once the journal has taken a write; rejects with the reason why it does not. */
  write(): Promise<void>;
  /** Stops taking anything in, finishes what is under way, closes the data. */
  stop(): Promise<void>;
}

/** What accounts begin or end to be fetched from by. */
const imapChanges: ReadonlySet<EventType> = new Set(["ImapAccountSaved", "ImapAccountRemoved"]);

/** Milliseconds that mails and requests under way get to finish at a stop. */
const GRACE = 10_000;

/** Milliseconds that one step of bringing the data to this release's format may take. */
const OPENING = 15 * 60_000;

/**
 * Puts the parts together and starts them in order: data, engine, ways in.
 * @throws Failure for what the operator can mend: data held or missing, an address in use
 */
export async function serve(
  data: string,
  configuration: Configuration,
  log: Log,
  manager: Manager = managerOf({}, process.pid, log),
  trialPlaces: TrialPlaces = boxPlaces,
): Promise<Serving> {
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const undo of stops.splice(0).reverse()) await undo();
  };
  try {
    const started = await start(data, configuration, log, manager, trialPlaces, (undo) => stops.push(undo));
    return { ...started, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

async function start(
  data: string,
  configuration: Configuration,
  log: Log,
  manager: Manager,
  trialPlaces: TrialPlaces,
  onStop: (undo: () => Promise<void> | void) => void,
): Promise<Omit<Serving, "stop">> {
  const now = Date.now;
  const randomBytes = pooledRandomBytes();
  const given = configuration.outgoing === null ? null : outgoingOf(configuration.outgoing);

  expectData(data);
  // First of all: opening may bring the data to this release's format, under the feet of whoever serves it.
  onStop(lockData(data));
  const trial = await beginTrial(data, trialPlaces, log, (done, of) => {
    manager.status(`copying the data before a new release touches it: ${done} of ${of} pages`);
    manager.patience(OPENING);
  });
  onStop(() => trial.stop());
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
  const hostname = record.view.hostname();
  if (hostname === null) throw new Failure(`${data} is not set up; see "mailmanager help setup"`);

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
  const resolve = systemResolver();
  const deliver = createDelivery({ hostname, log, resolve, fetchPolicy: fetchPolicyOverHttps, now });
  const compose = signing(composePlain, (domain) =>
    record.view.dkimKeys(domain).filter((key) => key.state === "active"),
  );
  const world = { record, now, randomBytes, log, diskSpace, diskReserve };
  const { read, view, attachment } = reader;
  const scanners = createScanners({
    spam: configuration.spamScanner,
    threshold: configuration.spamThreshold,
    virus: configuration.virusScanner,
    log,
    now,
  });
  const checks = { authenticate: authenticator.authenticate, scan: scanners.scan };
  const out = { compose, deliver, resolve, route };
  const askBox = createBoxClient();
  const engine = createEngine({ ...world, ...checks, ...out, read, sanitise: sanitiseHtml, askBox });
  // A start that fails half way leaves work under way, too.
  onStop(() => engine.stop());
  await engine.start({ outbox: false });
  trial.whenOver(() => engine.outbox.start());
  const reception = receptionOnTrial(engine.reception, trial, { record, read, now, randomBytes });

  const certificate = certificateIn(data, hostname, now());
  const tasks = createTasks({ record, engine, now, log });
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

  const stopping = new AbortController();
  const web = await listenWeb({
    api: {
      ...world,
      engine,
      scanners: scanners.health,
      fetching,
      read,
      view,
      attachment,
      htmlToText,
      version,
      stopping: stopping.signal,
    },
    web: { ...world, engine, fetching, read, view, attachment, asset, compose, deliver, route, given },
    configuration,
    certificate,
    log,
    readOnly: trial.on,
  });
  onStop(() => web.close(GRACE));
  onStop(() => stopping.abort());

  const smtp = await listenForMail("smtp");
  const smtps = await listenForMail("smtps");
  const submission = await listenForMail("submission");
  const lmtp = await listenForLmtp();
  if (given === null && record.view.outgoing() === null) {
    log.warn("no way out is set: answers wait until there is one (settings, or --outgoing)");
  }
  const running: Running = {
    ...{ pid: process.pid, http: web.http, https: web.https, smtp, version },
    ...(smtps === null ? {} : { smtps }),
    ...(submission === null ? {} : { submission }),
    ...(lmtp === null ? {} : { lmtp }),
  };
  writeRunning(data, running);
  onStop(() => rmSync(join(data, "run.json"), { force: true }));
  log.info("serving", { ...running });
  const write = () =>
    record.commit("system", () => ({
      events: [],
      value: undefined,
      also: (operations) => operations.noteAlive(),
    }));
  return { running, write };

  async function listenForMail(name: "smtp" | "smtps" | "submission"): Promise<string | null> {
    const listen = configuration[name];
    return listen && listenAt(name, listen, (where) => mailServer(name).listen(where));
  }

  async function listenForLmtp(): Promise<string | null> {
    const { lmtp } = configuration;
    return lmtp && listenLmtp(() => mailServer("lmtp"), lmtp);
  }

  function mailServer(name: "smtp" | "smtps" | "submission" | "lmtp"): SmtpServer {
    const server = createSmtpServer({
      hostname: hostname ?? "localhost",
      protocol: name === "lmtp" ? "lmtp" : "smtp",
      implicitTls: name === "smtps",
      reception,
      log,
      limits: { messageBytes: configuration.messageSize },
      tls: certificate,
    });
    onStop(() => server.close(GRACE));
    return server;
  }
}

function outgoingOf(text: string): Outgoing {
  const outgoing = parseOutgoing(text);
  if (!outgoing.ok)
    throw new Failure(
      `--outgoing: ${outgoing.error.text}${outgoing.error.hint ? ` (${outgoing.error.hint})` : ""}`,
    );
  return outgoing.value;
}

/** Written aside and renamed, so that nobody reads half of it. */
function writeRunning(data: string, running: Running): void {
  const file = join(data, "run.json");
  writeFileSync(`${file}.new`, `${JSON.stringify(running)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
