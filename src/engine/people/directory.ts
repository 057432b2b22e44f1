import type { Now } from "../../base/clock.ts";
import { type Fault, fault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import {
  type Directory,
  type DirectoryPerson,
  type DirectoryQuestion,
  type DirectoryReply,
  directoryFindings,
  directoryProof,
} from "../../domain/directory/index.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Caller } from "../../domain/policy/index.ts";
import {
  decideDirectory,
  type ShownDirectory,
  type Wanted,
  type WantedDirectory,
} from "../../domain/settings/index.ts";
import type { RecordStore } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import { changeSettings } from "../settings/change.ts";
import { forbidden } from "./caller.ts";

/**
 * Queries the company's directory. Never rejects, and answers within seconds, whatever the servers do. The
 * directory's values are unchecked.
 */
export type AskDirectory = (directory: Directory, question: DirectoryQuestion) => Promise<DirectoryReply>;

interface Parts {
  readonly record: RecordStore;
  readonly askDirectory: AskDirectory;
  readonly now: Now;
  readonly log: Log;
}

export interface DirectorySettings {
  set(caller: Caller, directory: Wanted<WantedDirectory, ShownDirectory>): Promise<Result<void, Fault>>;
  /**
   * Queries each server of the directory with the saved settings, enabled or not.
   * @param of.user the user name to look up; "" for none
   * @param of.password tried with their entry; "" to skip this
   */
  test(
    caller: Caller,
    of: { readonly user: string; readonly password: string },
  ): Promise<Result<readonly Finding[], Fault>>;
}

/** The directory, for log-in. */
export interface DirectoryAuthenticator {
  /** The settings, if people log in with the directory. */
  on(): Directory | null;
  /**
   * The person, if the password is theirs; null if not.
   * @returns a fault "directory.failed" if the password could not be checked, "auth.failed" with a reason if it is correct
   *   but does not count
   */
  prove(directory: Directory, user: string, password: string): Promise<Result<DirectoryPerson | null, Fault>>;
}

/** The company's directory: its settings, and who may log in with it. */
export function createDirectory({
  record,
  askDirectory,
  now,
  log,
}: Parts): DirectorySettings & DirectoryAuthenticator {
  return {
    set: (caller, directory) =>
      changeSettings(record, caller, (view) => decideDirectory(view.directory(), directory)),

    async test(caller, { user, password }) {
      const denied = forbidden(caller, "settings.write");
      if (denied) return denied;
      const directory = record.view.directory();
      if (directory === null) return refuse(fault("directory.none"));
      const reply = await askDirectory(directory, {
        user: user.trim() || null,
        password: password === "" ? null : password,
        every: true,
      });
      return ok(directoryFindings(directory, reply, now()));
    },

    on() {
      const directory = record.view.directory();
      return directory?.enabled ? directory : null;
    },

    async prove(directory, user, password) {
      const { outcome } = await askDirectory(directory, { user, password, every: false });
      if (outcome.kind === "failed") {
        const { kind, why } = outcome.problem;
        log.error("the directory could not be queried for a log-in", {
          ...{ name: user, problem: kind, why: inEnglish(why) },
        });
      }
      if (outcome.kind === "several")
        log.warn("log-in refused: several directory entries have this name", { name: user });
      return directoryProof(outcome);
    },
  };
}
