import type { AttachmentFile, ParsedMail } from "../../domain/mail/index.ts";
import type { MailView } from "../../engine/intake/reader.ts";
import { Memory } from "./memory.ts";
import { createReaderPool, type ReaderPool, type ReaderPoolOptions } from "./pool.ts";

/** The most characters of slow views and texts that are cached. */
const ROOM = 16 * 1024 * 1024;

/**
 * Reads mails for people viewing them, separately from intake: in one thread of its own, which starts with the first
 * view, with less time and memory. Slow or failing work is done only once.
 */
export function createPageReader(options: ReaderPoolOptions): ReaderPool {
  const pool = createReaderPool({ workers: 1, timePerMail: 5_000, memory: 256, lazy: true, ...options });
  const views = new Memory<MailView>(({ html }) => html?.length ?? 0, ROOM);
  const mails = new Memory<ParsedMail>(({ text, reply }) => text.length + reply.length + 50_000, ROOM);
  // Only failures: the bytes may be many.
  const files = new Memory<AttachmentFile>(() => Number.POSITIVE_INFINITY, ROOM);
  return {
    ...pool,
    read: (raw) => mails.of(raw, "read", () => pool.read(raw)),
    view: (raw, wanted) =>
      views.of(raw, `view ${wanted.pictures} ${wanted.cid}`, () => pool.view(raw, wanted)),
    attachment: (raw, id) => files.of(raw, `attachment ${id}`, () => pool.attachment(raw, id)),
  };
}
