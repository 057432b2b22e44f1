import type { Fault } from "../../base/fault.ts";
import { type JournalTrouble, statusOf } from "../../domain/health/index.ts";
import { type Caller, may } from "../../domain/policy/index.ts";
import type { OptionalPort } from "../../domain/settings/index.ts";
import type { ScannerHealth } from "../intake/check.ts";
import type { FetchStatus } from "../intake/fetched.ts";
import type { DiskSpace } from "../intake/receive.ts";
import type { OAuthProblem } from "../settings/access-tokens.ts";

/** An optional port for mail that is switched on and could not be opened. */
export interface ClosedPort {
  readonly name: OptionalPort;
  readonly fault: Fault;
}

/** The state of the running program, which is in no journal. Each query gives nothing to those who may not ask it. */
export interface RunningState {
  /** Whether anything fails that people should see to (`statusOf`). Open to everyone. */
  status(caller: Caller): Promise<ReturnType<typeof statusOf>>;
  /** Of fetching from each account. */
  fetching(caller: Caller): readonly FetchStatus[];
  /** Of the configured spam and virus scanners. */
  scanners(caller: Caller): readonly ScannerHealth[];
  /** OAuth accounts that mail servers could not be logged in to with. */
  oauthProblems(caller: Caller): readonly OAuthProblem[];
  closedPorts(caller: Caller): Promise<readonly ClosedPort[]>;
  /** The bytes that are free on the disk, Infinity if the platform does not tell, and how many of them are kept free. */
  disk(caller: Caller): Promise<{ readonly free: number; readonly reserve: number } | null>;
}

/** Where it is known, each as it is now. */
export interface RunningParts {
  readonly fetching: () => readonly FetchStatus[];
  readonly scanners: () => readonly ScannerHealth[];
  readonly oauthProblems: () => readonly OAuthProblem[];
  readonly closedPorts: () => Promise<readonly ClosedPort[]>;
  /** Why nothing can be recorded, if the journal is in another database; null if that is not so. */
  readonly journalTrouble: () => JournalTrouble | null;
  readonly diskSpace: DiskSpace;
  /** Bytes of disk below which mail is refused. */
  readonly diskReserve: number;
}

/** Answers those who may see the settings, and for the disk those who may read the metrics. */
export function createRunningState(parts: RunningParts): RunningState {
  const { fetching, scanners, oauthProblems, closedPorts, diskSpace, diskReserve } = parts;
  const sees = (caller: Caller) => may(caller, "settings.read").ok;
  return {
    status: async () =>
      statusOf({
        ...{ disk: { free: await diskSpace() }, reserve: diskReserve, journal: parts.journalTrouble() },
        ...{ scanners: scanners(), fetching: fetching() },
      }),
    fetching: (caller) => (sees(caller) ? fetching() : []),
    scanners: (caller) => (sees(caller) ? scanners() : []),
    oauthProblems: (caller) => (sees(caller) ? oauthProblems() : []),
    closedPorts: async (caller) => (sees(caller) ? closedPorts() : []),
    disk: async (caller) =>
      may(caller, "metrics.read").ok ? { free: await diskSpace(), reserve: diskReserve } : null,
  };
}
