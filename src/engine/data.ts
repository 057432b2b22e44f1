import type { JournalTrouble } from "../domain/health/index.ts";
import { system } from "../domain/policy/index.ts";
import {
  type ConfiguredIntakePolicy,
  type IntakePolicy,
  noIntakePolicy,
  type ServiceSettings,
  usualService,
} from "../domain/settings/index.ts";
import { createReading, type Reading } from "../record/reading/index.ts";
import type { RecordStore } from "../record/record.ts";
import { createEngine, type Engine, type EngineParts } from "./engine.ts";
import { createHistory } from "./history.ts";
import { createIntake, type Intake } from "./intake/intake.ts";
import { createReception } from "./intake/receive.ts";
import { type CertificateKeeper, createCertificates } from "./operate/certificates/certificates.ts";
import { asFailure } from "./operate/data-folder/remote-journal.ts";
import { createRoundTrip, type RoundTrip } from "./operate/first-start/round-trip.ts";
import { createHealth, type Health } from "./operate/health/health.ts";
import { createRebuild, type Rebuild } from "./operate/rebuild.ts";
import { type Status, statusOf } from "./operate/status-file.ts";
import { createTasks } from "./operate/tasks.ts";
import { receptionOnTrial, type Trial } from "./operate/trial/index.ts";
import { keepCaught } from "./outgoing/caught.ts";
import { createPeople, type People } from "./people/people.ts";
import { createPlayedEngine, type PlayedEngine, type PlayedParts } from "./played.ts";
import { createExplain, type Explain } from "./rules/explain.ts";
import { type ReplayAsk, type Replayed, type ReplayParts, replayRules } from "./rules/replay.ts";
import { type AccessTokens, createAccessTokens } from "./settings/access-tokens.ts";
import { createOAuthSettings } from "./settings/oauth.ts";
import { beginPolicies } from "./settings/policies.ts";

/** The parts of something built over data, except the record, which stays inside the engine. */
type Without<F extends (parts: never) => unknown> = Omit<Parameters<F>[0], "record">;

/**
 * An open data folder: what may be read of it, and what can be built over it. Its owner can close it and pass it on;
 * its journal and database belong to the engine.
 */
export interface Data {
  /** What callers may see. */
  readonly reading: Reading;
  /** The host name; null until the folder is set up. */
  hostname(): string | null;
  /** What delivery reads and stores outside the journal. */
  readonly mailOut: MailOutData;
  /** Whether the read model has to be rebuilt: then only `catchUp`, `createRebuild` and `hostname` may be used. */
  isBehind(): boolean;
  /** Rebuilds one slice, of about that many milliseconds; false if nothing is left. */
  catchUp(longest: number): boolean;
  createRebuild(parts: Without<typeof createRebuild>): Rebuild;
  /** See beginPolicies. */
  beginPolicies(configured: ConfiguredIntakePolicy): ReturnType<typeof beginPolicies>;
  /** The settings that influence decisions about mail, as they are now. */
  intakePolicy(): IntakePolicy;
  /** How the program runs, as set in the pages. */
  service(): ServiceSettings;
  /** The access tokens of the OAuth accounts. */
  createAccessTokens(
    parts: Omit<Parameters<typeof createAccessTokens>[0], "account" | "renewed">,
  ): AccessTokens;
  createEngine(parts: Omit<EngineParts, "record">): Engine;
  createPlayedEngine(parts: PlayedParts): PlayedEngine;
  /** See createHistory. */
  recordHistory: ReturnType<typeof createHistory>;
  createPeople(parts: Without<typeof createPeople>): People;
  createIntake(parts: Without<typeof createIntake>): Intake;
  createReception(parts: Without<typeof createReception>): ReturnType<typeof createReception>;
  createExplain(parts: Without<typeof createExplain>): Explain;
  /** See replayRules. */
  replayRules(ask: ReplayAsk, parts: Omit<ReplayParts, "record">): Promise<Replayed | null>;
  createCertificates(parts: Without<typeof createCertificates>): CertificateKeeper;
  createHealth(parts: Without<typeof createHealth>): Health & { stop(): void };
  createTasks(parts: Without<typeof createTasks>): ReturnType<typeof createTasks>;
  createRoundTrip(parts: Without<typeof createRoundTrip>): RoundTrip;
  /** The reception while a new release is on trial. */
  receptionOnTrial(
    reception: Engine["reception"],
    trial: Trial,
    parts: Omit<NonNullable<Parameters<typeof receptionOnTrial>[2]>, "record">,
  ): Engine["reception"];
  status(): Status;
  /**
   * Takes over what a journal in another database has and the copy here does not; at once if the journal is here.
   * @throws Failure if the copy is of another journal, or it cannot be reached
   */
  catchUpWithJournal(): Promise<void>;
  /**
   * Follows that journal from now on.
   * @param failed called once, if that cannot go on
   * @returns a function that ends it
   */
  followJournal(failed: (cause: unknown) => void): () => Promise<void>;
  /** Why nothing can be recorded, if the journal is in another database; null if that is not so. */
  journalTrouble(): JournalTrouble | null;
  /** Drops the read model and rebuilds it from the journal. @returns its position afterwards */
  rebuild(progress: (done: number, of: number) => void): number;
  /** Writes everything to the database file and closes it. */
  close(): void;
}

export interface MailOutData {
  readonly keepCaught: ReturnType<typeof keepCaught>;
  /** MTA-STS policies of other domains. */
  readonly policies: Pick<RecordStore["operations"], "policy" | "keepPolicy">;
  /** The DKIM keys that sign a domain's mail. */
  signingKeys(domain: string): ReturnType<RecordStore["view"]["dkimKeys"]>;
}

/** Wraps a record as open data. */
export function dataOver(record: RecordStore): Data {
  return {
    reading: createReading(record),
    hostname: () => record.view.hostname(),
    mailOut: {
      keepCaught: keepCaught(record),
      policies: record.operations,
      signingKeys: (domain) => record.view.dkimKeys(domain).filter((key) => key.state === "active"),
    },
    isBehind: () => record.behind() !== null,
    catchUp: (longest) => record.catchUp(longest),
    createRebuild: (parts) => createRebuild({ ...parts, record }),
    beginPolicies: (configured) => beginPolicies(record, configured),
    intakePolicy: () => record.view.intakePolicy() ?? noIntakePolicy,
    service: () => record.view.service() ?? usualService,
    createAccessTokens: (parts) =>
      createAccessTokens({
        ...parts,
        account: (name) => record.view.oauthAccount(name),
        renewed: (name, former, refreshToken) =>
          createOAuthSettings(record).renew(system("oauth"), name, former, refreshToken),
      }),
    createEngine: (parts) => createEngine({ ...parts, record }),
    createPlayedEngine: (parts) => createPlayedEngine(record, parts),
    recordHistory: createHistory(record),
    createPeople: (parts) => createPeople({ ...parts, record }),
    createIntake: (parts) => createIntake({ ...parts, record }),
    createReception: (parts) => createReception({ ...parts, record }),
    createExplain: (parts) => createExplain({ ...parts, record }),
    replayRules: (ask, parts) => replayRules(ask, { ...parts, record }),
    createCertificates: (parts) => createCertificates({ ...parts, record }),
    createHealth: (parts) => createHealth({ ...parts, record }),
    createTasks: (parts) => createTasks({ ...parts, record }),
    createRoundTrip: (parts) => createRoundTrip({ ...parts, record }),
    receptionOnTrial: (reception, trial, parts) => receptionOnTrial(reception, trial, { ...parts, record }),
    status: () => statusOf(record),
    async catchUpWithJournal() {
      await record.elsewhere?.catchUp().catch((cause: unknown) => {
        throw asFailure(cause);
      });
    },
    followJournal(failed) {
      const stopping = new AbortController();
      const following = record.elsewhere
        ?.follow(stopping.signal)
        .catch((cause: unknown) => failed(asFailure(cause)));
      return async () => {
        stopping.abort();
        await following;
      };
    },
    journalTrouble: () => record.elsewhere?.trouble() ?? null,
    rebuild: (progress) => record.rebuild(progress),
    close: () => record.close(),
  };
}
