import { readFileSync, realpathSync } from "node:fs";
import { hostname } from "node:os";
import type { RandomBytes } from "../../../base/clock.ts";
import { fault } from "../../../base/fault.ts";
import type { Log } from "../../../base/log.ts";
import { JournalAway } from "../../../base/unwritable.ts";
import type { JournalTrouble } from "../../../domain/health/index.ts";
import type { Fence, JournalPort } from "../../../record/port.ts";
import { OtherJournal, type Remote } from "../../../record/remote-commit.ts";
import { failure } from "../../../text/index.ts";

/** A journal in another database that this process alone may serve. */
export interface JoinedJournal {
  readonly remote: Remote;
  /** Gives the lease back, and disconnects. */
  close(): Promise<void>;
}

/** The lease of the one program that decides about mail and sends it. */
const LEASE = "program";
/** Milliseconds that it is held without being extended, and after which it is extended. */
const HELD = 15_000;
const EXTENDED = 5_000;

/**
 * Connects to a journal in PostgreSQL.
 * @param url such as postgres://USER:PASSWORD@HOST/DATABASE
 * @throws Failure that says why it cannot be used
 */
export async function connectJournal(url: string, randomBytes: RandomBytes): Promise<JournalPort> {
  // Few installations need it, and it takes a while to load.
  const { openPostgres, UnfitServer } = await import("../../../record/postgres/index.ts");
  try {
    return await openPostgres(url, randomBytes);
  } catch (cause) {
    if (cause instanceof JournalAway) throw failure(fault("journal.away", { cause }));
    if (!(cause instanceof Error)) throw cause;
    const problem = cause.message;
    if (cause instanceof UnfitServer) throw failure(fault("journal.unfit", { params: { problem }, cause }));
    throw failure(fault("journal.refused", { params: { problem }, cause }));
  }
}

/**
 * Connects to a journal and takes the lease of the program that serves it.
 * @param folder the data folder, which is locked: a program that is started there again is the same holder
 * @throws Failure that says why it cannot be used, or that another program serves it
 */
export async function joinJournal(
  url: string,
  folder: string,
  randomBytes: RandomBytes,
  log: Log,
): Promise<JoinedJournal> {
  const port = await connectJournal(url, randomBytes);
  const holder = holderOf(folder);
  let fence: Fence;
  try {
    const taken = await port.lease(LEASE, holder, HELD);
    if (taken === null) throw failure(fault("journal.held"));
    fence = taken;
  } catch (cause) {
    await port.close();
    throw cause instanceof JournalAway ? failure(fault("journal.away", { cause })) : cause;
  }
  let trouble: JournalTrouble | null = null;
  const timer = setInterval(() => void extend(), EXTENDED);
  timer.unref();

  async function extend(): Promise<void> {
    const before = trouble?.is ?? null;
    const still = (is: JournalTrouble["is"]) => (trouble?.is === is ? trouble : { is, since: Date.now() });
    try {
      const taken = await port.lease(LEASE, holder, HELD);
      if (before === "away") log.info("the journal can be reached again");
      if (taken !== null) fence = taken;
      trouble = taken === null ? still("taken") : null;
      if (taken === null && before !== "taken")
        log.error("another program serves the journal now: nothing is recorded here");
      if (taken !== null && before === "taken") log.info("this program serves the journal again");
    } catch (cause) {
      if (before !== "away")
        log.error("the journal cannot be reached: mail is deferred, and nothing is recorded", { cause });
      trouble = still("away");
    }
  }

  return {
    remote: { port, fence: () => fence, trouble: () => trouble },
    async close() {
      clearInterval(timer);
      try {
        if (trouble?.is !== "taken") await port.lease(LEASE, holder, 0);
      } catch (cause) {
        // It ends by itself.
        log.warn("the lease of the journal could not be given back", { cause });
      }
      await port.close();
    },
  };
}

/** The failure of a copy that is not of the journal; anything else unchanged. */
export const asFailure = (cause: unknown): unknown =>
  cause instanceof OtherJournal
    ? failure(fault("journal.other", { params: { position: cause.position }, cause }))
    : cause instanceof JournalAway
      ? failure(fault("journal.away", { cause }))
      : cause;

/** Names this folder on this machine since it was started: copies elsewhere have another name. */
function holderOf(folder: string): string {
  return `${hostname()} ${bootId()} ${realpathSync(folder)}`;
}

/** Changes with each start of the machine (random(4)). */
function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}
