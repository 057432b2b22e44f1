import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../base/log.ts";
import { version } from "../base/version.ts";
import type { Outgoing } from "../domain/settings/events.ts";
import { effectiveService, usualService } from "../domain/settings/index.ts";
import { createBoxClient, removableMediaOf } from "../edges/appliance/index.ts";
import { parseOutgoing } from "../edges/delivery/route.ts";
import type { Data } from "../engine/data.ts";
import { finishRestore } from "../engine/operate/backup/restore.ts";
import type { AskBox } from "../engine/operate/box.ts";
import { expectData, isNewFolder, makeFolder } from "../engine/operate/data-folder/folder.ts";
import type { Running } from "../engine/operate/data-folder/lock.ts";
import { type JoinedJournal, joinJournal } from "../engine/operate/data-folder/remote-journal.ts";
import { forgetCode, setupCode } from "../engine/operate/first-start/code.ts";
import { forgetDraft } from "../engine/operate/first-start/draft.ts";
import {
  type Rebuild,
  type RebuildRhythm,
  type RebuildState,
  usualRhythm,
} from "../engine/operate/rebuild.ts";
import {
  beginTrial,
  boxPlaces,
  type StartReports,
  type Trial,
  type TrialPlaces,
} from "../engine/operate/trial/index.ts";
import { textIn } from "../text/command-line.ts";
import { failure } from "../text/index.ts";
import { sqliteAddon } from "./assets.ts";
import { type Configuration, configuredService } from "./configuration.ts";
import { lockData } from "./data.ts";
import { openFirstStart } from "./first-start.ts";
import { type Handlers, type Listeners, ofService, openListeners } from "./listeners.ts";
import { type Manager, managerOf } from "./manager.ts";
import { openDataToServe } from "./open-data.ts";
import { pooledRandomBytes } from "./random.ts";
import { openRebuilding } from "./rebuilding.ts";
import { openRuntime, type Runtime } from "./runtime.ts";

export interface Serving {
  readonly running: Running;
  /** Resolves once the journal has been written; rejects with the reason why it cannot be. */
  write(): Promise<void>;
  /** How far the read model is rebuilt; null if it is up to date. */
  rebuilding(): RebuildState | null;
  /** The setup code; null if the folder is set up. */
  readonly code: string | null;
  /** Rejects if it cannot continue although nobody has stopped it. */
  readonly broken: Promise<never>;
  /** Accepts nothing new, finishes work in progress, closes the data. */
  stop(): Promise<void>;
}

/**
 * Runs the program on a data folder; one that does not exist or is empty is set up first, in the browser, and then used
 * without a restart.
 * @throws Failure for problems that the operator can solve: locked data, an address in use
 */
export async function serve(
  data: string,
  configuration: Configuration,
  log: Log,
  manager: Manager = managerOf({}, process.pid, log),
  trialPlaces: TrialPlaces = boxPlaces,
  askBox: AskBox = createBoxClient(),
  rhythm: RebuildRhythm = usualRhythm,
): Promise<Serving> {
  const outgoingOverride = configuration.outgoing === null ? null : outgoingOf(configuration.outgoing);
  const { journal } = configuration;
  const isNew = isNewFolder(data);
  const fresh = isNew && journal === null;
  if (isNew) makeFolder(data);
  else expectData(data);
  // First of all: opening may convert the data to this release's format while another program is using it.
  const unlock = lockData(data);
  finishRestore(data);
  const broken = Promise.withResolvers<never>();
  // Nobody may be waiting for it.
  broken.promise.catch(() => {});
  let listeners: Listeners | null = null;
  let runtime: Runtime | null = null;
  let trial: Trial | null = null;
  let opened: Data | null = null;
  let joined: JoinedJournal | null = null;
  let endFollowing = async () => {};
  let rebuild: Rebuild | null = null;
  /** Resolves when no rebuild is running any more. */
  let rebuilt: Promise<void> = Promise.resolve();
  let endFirst = async () => {};
  const stop = async () => {
    trial?.stop();
    rebuild?.stop();
    rmSync(join(data, "run.json"), { force: true });
    runtime?.endStreams();
    await endFirst();
    await listeners?.close();
    await rebuilt;
    await endFollowing();
    await runtime?.stop();
    opened?.close();
    await joined?.close();
    unlock();
  };
  const openedRuntime = async (trial: Trial, opened: Data) => {
    rebuild = null;
    const places = () => listeners?.places() ?? null;
    const closedPorts = async () => (await listeners?.closedPorts()) ?? [];
    const started = await openRuntime({
      ...{ data, opened, configuration, outgoingOverride, log, places, closedPorts, trial, askBox },
    });
    forgetDraft(data);
    forgetCode(data);
    runtime = started;
    started.certificates.onChange(() => listeners?.become(handlersOf(started)));
    started.onServiceChange(() => listeners?.become(handlersOf(started)));
    return started;
  };
  try {
    const begun = await beginTrial(data, sqliteAddon(), trialPlaces, log, reportsTo(manager));
    trial = begun;
    const begin = fresh ? firstStart(begun) : null;
    if (begin) endFirst = begin.stop;
    const first = begin ?? (await handlersOfData(begun));
    listeners = await openListeners(first, configuration, log, begun.on);
    if (rebuild !== null && opened !== null) rebuilt = afterRebuild(rebuild, opened, begun);
    const running = runningAt(listeners);
    writeRunning(data, running);
    if (fresh) log.info("first start: open /setup in a browser", { code: `in ${join(data, "setup-code")}` });
    log.info("serving", { ...running });
    // Before there is a journal, there is nothing that could fail to be written.
    const write = async () => (runtime ?? rebuild)?.write();
    const rebuilding = () => rebuild?.state() ?? null;
    const code = fresh ? setupCode(data) : null;
    return { running, write, rebuilding, code, broken: broken.promise, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }

  function firstStart(trial: Trial) {
    return openFirstStart({
      trial,
      ...{ data, outgoingOverride, log, askBox },
      media: removableMediaOf(askBox),
      reserve: configuration.diskReserve,
      service: effectiveService(configuredService(configuration), usualService),
      smtp: () => listeners?.places().smtp ?? null,
      done: async () => {
        try {
          opened = await openDataToServe(data, rhythm, log, manager, null);
          const started = await openedRuntime(trial, opened);
          listeners?.become(handlersOf(started));
          log.info("set up", { hostname: started.hostname });
          return started;
        } catch (cause) {
          broken.reject(asError(cause));
          throw cause;
        }
      },
    });
  }

  /** The handlers over existing data. While they are being rebuilt, these only receive mail. */
  async function handlersOfData(trial: Trial): Promise<Handlers> {
    if (journal !== null) joined = await joinJournal(journal, data, pooledRandomBytes(), log);
    opened = await openDataToServe(data, rhythm, log, manager, joined);
    endFollowing = opened.followJournal((cause) => broken.reject(asError(cause)));
    if (!opened.isBehind()) return handlersOf(await openedRuntime(trial, opened));
    const received = (id: string, raw: Uint8Array) => runtime?.received(id, raw);
    const handlers = await openRebuilding({ data, opened, configuration, rhythm, trial, log, received });
    rebuild = handlers.rebuild;
    return handlers;
  }

  async function afterRebuild(rebuild: Rebuild, opened: Data, trial: Trial): Promise<void> {
    try {
      if (await rebuild.run()) listeners?.become(handlersOf(await openedRuntime(trial, opened)));
    } catch (cause) {
      broken.reject(asError(cause));
    }
  }
}

const asError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)));

/** Reports the progress of a long start in the manager's language. */
function reportsTo({ language, status, patience }: Manager): StartReports {
  const t = textIn(language);
  return { copying: (done, of) => status(t("status.copying", { done, of })), patience };
}

const handlersOf = (runtime: Runtime): Handlers => ({
  ...runtime,
  certificate: runtime.certificates.current(),
  ...ofService(runtime.service()),
});

function runningAt(listeners: Listeners): Running {
  const { http, https, smtp, ...others } = listeners.places();
  const more = Object.fromEntries(Object.entries(others).filter(([, place]) => place !== null));
  return { pid: process.pid, http, https, smtp, version, ...more };
}

function outgoingOf(text: string): Outgoing {
  const outgoing = parseOutgoing(text);
  if (!outgoing.ok) throw failure(outgoing.error, { subject: "--outgoing" });
  return outgoing.value;
}

/** Written under another name and renamed, so that nobody reads half of it. */
function writeRunning(data: string, running: Running): void {
  const file = join(data, "run.json");
  writeFileSync(`${file}.new`, `${JSON.stringify(running)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
