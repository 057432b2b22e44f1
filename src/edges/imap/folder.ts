import type { ImapFlow } from "imapflow";
import type { Now } from "../../base/clock.ts";
import { fault, storedFault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import type { ImapAccount } from "../../domain/settings/index.ts";
import { type FetchStatus, fetched } from "../../engine/intake/fetched.ts";
import type { Collection } from "../../engine/intake/receive.ts";
import { failure, inEnglish } from "../../text/index.ts";
import { type Connection, inFolder, reasonOf, type Step } from "./connection.ts";
import { accountPlace, mailPlace } from "./places.ts";

export interface FolderParts {
  readonly account: ImapAccount;
  readonly connection: Connection;
  readonly reception: Collection;
  readonly log: Log;
  /** The most bytes of a mail that is fetched. */
  readonly largest: number;
  readonly now: Now;
  /** Whether to end after the mails in progress. */
  readonly stopping: () => boolean;
  /** From earlier rounds: which mails have been fetched, so that this need not be looked up again. */
  readonly memory: FolderMemory;
  /** Called with the progress: a first round may take hours. */
  readonly progress: (status: FolderStatus) => void;
}

export interface FolderMemory {
  validity: bigint | null;
  readonly taken: Set<number>;
  readonly tooLarge: Set<number>;
  /** Mails that could not be fetched: how often, and when to try again. */
  readonly failed: Map<number, { readonly times: number; readonly nextAt: number }>;
}

export type FolderStatus = FetchStatus["folders"][number];

/** Mails, and roughly their bytes, fetched together. */
const BATCH_MAILS = 50;
const BATCH_BYTES = 8 * 1024 * 1024;
/** How often a mail may fail on its own, and milliseconds until it is tried again after that. */
const MOST_FAILURES = 3;
const FAILED_PAUSE = 3_600_000;
/** The most UIDs in one command, so that its line stays short. */
const RANGE = 500;
/** Additional milliseconds that a fetch may take per byte: a connection of 64 kbit/s. */
const PER_BYTE = 1 / 8;

export const newMemory = (): FolderMemory => ({
  validity: null,
  taken: new Set(),
  tooLarge: new Set(),
  failed: new Map(),
});

/**
 * One round of a folder: fetches what has not been fetched yet, and does with all fetched mail what the settings say.
 * @throws Failure; what was fetched until then stays
 */
export async function round(folder: string, parts: FolderParts): Promise<FolderStatus> {
  const { account, connection, reception, log, memory, stopping } = parts;
  const opened = await connection.command(inFolder("imap.opening", folder), (client) =>
    client.mailboxOpen(folder),
  );
  const validity = opened.uidValidity;
  if (memory.validity !== validity) {
    if (memory.validity !== null) {
      const facts = { account: account.name, folder, before: String(memory.validity), now: String(validity) };
      log.warn(
        "imap: UIDVALIDITY of a folder changed; mails already fetched are recognised by their content",
        facts,
      );
    }
    memory.validity = validity;
    memory.taken.clear();
    memory.tooLarge.clear();
    memory.failed.clear();
  }
  const place = (uid: number) => mailPlace(account.name, folder, validity, uid);
  const all = await searched(connection, folder, { all: true });
  const unseen = new Set(await searched(connection, folder, { seen: false }));
  for (const [n, uid] of all.entries()) {
    if (!memory.taken.has(uid) && reception.taken(place(uid)) !== null) memory.taken.add(uid);
    // A large folder does not keep everything else waiting.
    if (n % 1000 === 999) await new Promise((resolve) => setImmediate(resolve));
  }
  const wanted = all.filter(
    (uid) =>
      !(memory.taken.has(uid) || memory.tooLarge.has(uid) || givenUp(parts, uid)) &&
      (account.take === "all" || unseen.has(uid)),
  );
  const tell = () => parts.progress(statusOf(folder, parts, all, unseen));
  // Mail that cannot be moved or flagged does not prevent fetching.
  let problem: unknown = null;
  const finishTaken = async (uids: readonly number[]) => {
    const done = uids.filter((uid) => memory.taken.has(uid));
    await finish(folder, parts, done, unseen).catch((error: unknown) => {
      problem ??= error;
    });
  };
  tell();
  // There may have been a crash between fetching and this.
  await finishTaken(all);
  for (let at = 0; at < wanted.length && !stopping(); at += RANGE) {
    for (const batch of await batches(folder, parts, wanted.slice(at, at + RANGE))) {
      if (stopping()) break;
      await takeBatch(folder, parts, batch, place);
      await finishTaken(batch.uids);
      tell();
    }
  }
  const left = await searched(connection, folder, { all: true });
  const present = new Set(left);
  for (const known of [memory.taken, memory.tooLarge, memory.failed]) {
    for (const uid of known.keys()) if (!present.has(uid)) known.delete(uid);
  }
  if (problem !== null) {
    parts.progress(statusOf(folder, parts, left, unseen));
    throw problem;
  }
  return statusOf(folder, parts, left, unseen);
}

/** The mails in the folder, compared with those fetched. */
function statusOf(
  folder: string,
  parts: FolderParts,
  uids: readonly number[],
  unseen: ReadonlySet<number>,
): FolderStatus {
  const { account, memory } = parts;
  const failed = (uid: number) => givenUp(parts, uid);
  const skipped = (uid: number) =>
    !(memory.taken.has(uid) || memory.tooLarge.has(uid) || unseen.has(uid) || failed(uid));
  return {
    folder,
    onServer: uids.length,
    taken: uids.filter((uid) => memory.taken.has(uid)).length,
    leftRead: account.take === "unseen" ? uids.filter(skipped).length : 0,
    tooLarge: memory.tooLarge.size,
    failed: uids.filter(failed).length,
  };
}

/** Whether a mail has failed so often that it is skipped for a while. */
function givenUp({ memory, now }: FolderParts, uid: number): boolean {
  const failed = memory.failed.get(uid);
  return failed !== undefined && failed.times >= MOST_FAILURES && now() < failed.nextAt;
}

interface Batch {
  readonly uids: readonly number[];
  readonly bytes: number;
}

/** Splits the wanted mails into groups fetched together, by the sizes that the server reports. */
async function batches(
  folder: string,
  parts: FolderParts,
  uids: readonly number[],
): Promise<readonly Batch[]> {
  const { account, connection, memory, largest, log } = parts;
  const listed = await connection.command(inFolder("imap.sizes", folder), (client) =>
    client.fetchAll(uids.join(","), { uid: true, size: true }, { uid: true }),
  );
  const found: Batch[] = [];
  let batch: number[] = [];
  let bytes = 0;
  const end = () => {
    if (batch.length > 0) found.push({ uids: batch, bytes });
    batch = [];
    bytes = 0;
  };
  for (const { uid, size = 0 } of listed.sort((a, b) => a.uid - b.uid)) {
    if (size > largest) {
      memory.tooLarge.add(uid);
      log.warn("imap: a mail is larger than the limit; it stays where it is", {
        ...{ account: account.name, folder, uid, size },
      });
      continue;
    }
    // One of those that could not be fetched together may be the cause: each is tried alone.
    if (memory.failed.has(uid)) {
      end();
      found.push({ uids: [uid], bytes: size });
      continue;
    }
    if (batch.length >= BATCH_MAILS || bytes + size > BATCH_BYTES) end();
    batch.push(uid);
    bytes += size;
  }
  end();
  return found;
}

/** Fetches some mails and receives them, in one commit if possible. */
async function takeBatch(
  folder: string,
  parts: FolderParts,
  { uids, bytes }: Batch,
  place: (uid: number) => string,
): Promise<void> {
  const { account, connection, reception, memory } = parts;
  const admitted = reception.admit(bytes);
  if (!admitted.ok)
    throw failure(fault("imap.nothing-taken", { params: { problem: storedFault(admitted.error) } }));
  const mails = await connection
    .command(
      inFolder("imap.fetching", folder),
      (client) => client.fetchAll(uids.join(","), { uid: true, source: true }, { uid: true }),
      bytes * PER_BYTE,
    )
    .catch((error: unknown) => {
      failedToFetch(folder, parts, uids, error);
      throw error;
    });
  for (const uid of uids) memory.failed.delete(uid);
  // Mails that no longer exist are missing in the response; the next round shows this.
  const present = mails.flatMap(({ uid, source }) => (source === undefined ? [] : [{ uid, source }]));
  const results = await Promise.all(
    present
      .sort((a, b) => a.uid - b.uid)
      .map(async ({ uid, source }) => {
        const mail = fetched(source, account.mailbox);
        const movedFrom = accountPlace(account.name);
        const received = await reception.receive({ ...mail, source: place(uid), movedFrom });
        if (received.ok || received.error.code === "thing.exists") memory.taken.add(uid);
        return received;
      }),
  );
  for (const result of results) {
    if (!result.ok && result.error.code !== "thing.exists") {
      throw failure(fault("imap.not-taken", { params: { problem: storedFault(result.error) } }));
    }
  }
}

/** Remembers it, so that one mail that cannot be fetched does not block those after it indefinitely. */
function failedToFetch(
  folder: string,
  { account, memory, now, log }: FolderParts,
  uids: readonly number[],
  error: unknown,
): void {
  for (const uid of uids) {
    const times = (memory.failed.get(uid)?.times ?? 0) + 1;
    memory.failed.set(uid, { times, nextAt: now() + FAILED_PAUSE });
    if (times < MOST_FAILURES) continue;
    const facts = {
      account: account.name,
      folder,
      uid,
      problem: inEnglish(reasonOf(error)),
    };
    log.error("imap: a mail cannot be fetched; it is tried again in an hour", facts);
  }
}

/** Does with fetched mails what the account's settings say. */
async function finish(
  folder: string,
  { account, connection }: FolderParts,
  uids: readonly number[],
  unseen: ReadonlySet<number>,
): Promise<void> {
  const { after } = account;
  if (after.kind === "leave") return;
  const due = after.kind === "seen" ? uids.filter((uid) => unseen.has(uid)) : uids;
  for (let at = 0; at < due.length; at += RANGE) {
    const range = due.slice(at, at + RANGE).join(",");
    if (after.kind === "seen") {
      await done(connection, inFolder("imap.flagging", folder), (client) =>
        client.messageFlagsAdd(range, ["\\Seen"], { uid: true }),
      );
    } else if (after.kind === "delete") {
      await done(connection, inFolder("imap.deleting", folder), (client) =>
        client.messageDelete(range, { uid: true }),
      );
    } else {
      await moved(connection, range, folder, after.folder);
    }
  }
}

/** Moves them; if the folder is missing, creates it and tries again. */
async function moved(connection: Connection, range: string, folder: string, to: string): Promise<void> {
  const moving: Step = (problem) => fault("imap.moving", { params: { folder, to, problem } });
  const move = (client: ImapFlow) => client.messageMove(range, to, { uid: true });
  if ((await connection.command(moving, move)) !== false) return;
  await connection.command(inFolder("imap.creating", to), (client) => client.mailboxCreate(to));
  await done(connection, moving, move);
}

/** imapflow returns false if the server said no. */
async function done(
  connection: Connection,
  step: Step,
  work: (client: ImapFlow) => Promise<unknown>,
): Promise<void> {
  if ((await connection.command(step, work)) === false) throw failure(step(fault("server.refuses")));
}

async function searched(
  connection: Connection,
  folder: string,
  query: { readonly all: true } | { readonly seen: false },
): Promise<readonly number[]> {
  const listing = inFolder("imap.listing", folder);
  const found = await connection.command(listing, (client) => client.search(query, { uid: true }));
  if (!Array.isArray(found)) throw failure(listing(fault("server.refuses")));
  return found;
}
