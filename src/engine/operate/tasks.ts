import { type Logger, schedule } from "node-cron";
import type { Now } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { system } from "../../domain/policy/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { Engine } from "../engine.ts";
import type { DiskSpace } from "../intake/receive.ts";
import type { CertificateKeeper } from "./certificates/certificates.ts";

const DAY = 24 * 3_600_000;
/** Milliseconds for which it is kept what webhooks were told. */
const TOLD = 30 * DAY;

/** Scheduled tasks: delete expired sessions, remembered requests and what webhooks were told, update SQLite's statistics, look up our
 * DNS records, renew the certificate, record the free disk space, make a backup. */
export function createTasks(parts: {
  readonly record: RecordStore;
  readonly engine: Engine;
  readonly certificates: Pick<CertificateKeeper, "renew">;
  readonly diskSpace: DiskSpace;
  /** How many nightly backups are kept, as it is now; 0: none are made. */
  readonly nightlyBackups: () => number;
  readonly now: Now;
  readonly log: Log;
}): { stop(): Promise<void> } {
  const { record, engine, certificates, diskSpace, nightlyBackups, now, log } = parts;
  const options = { logger: schedulerLog(log) };
  const guarded = (what: string, work: () => void) => () => {
    try {
      work();
    } catch (cause) {
      log.error("a task failed; it runs again at its next time", { task: what, cause });
    }
  };
  const hourly = schedule(
    "17 * * * *",
    guarded("expire", () => {
      engine.people.expireSessions(system("tasks"));
      record.operations.forgetRequests(now() - DAY);
      record.operations.forgetPolicies(now());
      for (const { webhook } of record.view.webhooks())
        record.operations.webhooks.forgetBefore(webhook.name, now() - TOLD);
    }),
    options,
  );
  const asked = (task: string, work: () => Promise<unknown>) => () => {
    work().catch((cause: unknown) =>
      log.error("a task failed; it runs again at its next time", { task, cause }),
    );
  };
  const dns = schedule(
    "23 * * * *",
    asked("dns", () => engine.domains.check(system("tasks"))),
    options,
  );
  const certificate = schedule(
    "29 * * * *",
    asked("certificate", () => certificates.renew(system("certificates"))),
    options,
  );
  const disk = schedule(
    "37 * * * *",
    asked("disk", async () => record.operations.noteFree(await diskSpace())),
    options,
  );
  const nightly = schedule(
    "43 3 * * *",
    guarded("optimize", () => record.optimize()),
    options,
  );
  const backup = schedule(
    "13 2 * * *",
    asked("backup", async () => {
      const kept = nightlyBackups();
      if (kept > 0) await engine.backups.nightly(system("nightly"), kept);
    }),
    options,
  );
  return {
    async stop() {
      await hourly.stop();
      await dns.stop();
      await certificate.stop();
      await disk.stop();
      await nightly.stop();
      await backup.stop();
    },
  };
}

/** The scheduler's own messages in our log: otherwise it would write lines of another form, in colours. */
function schedulerLog(log: Log): Logger {
  const error = (message: string | Error, cause?: Error) =>
    typeof message === "string"
      ? log.error("scheduler", { message, ...(cause === undefined ? {} : { cause }) })
      : log.error("scheduler", { cause: message });
  return {
    info: (message) => log.info("scheduler", { message }),
    warn: (message) => log.warn("scheduler", { message }),
    error,
    debug() {},
  };
}
