/** Entries of conversations, and their bytes. */
import type { MessageKey, Sha256 } from "../../base/ids.ts";
import { sha256 } from "../../base/ids.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Judgement } from "../../domain/ticket/index.ts";
import type { Composed } from "../past/index.ts";
import type { RecordStore } from "../record.ts";
import type { ReplyRow } from "../view.ts";
import type { Visibility } from "./scope.ts";

export interface MessageReading {
  /** The event that added this entry to its conversation, or queued this notification or warning. */
  find(key: MessageKey): Promise<Recorded | null>;
  /** The state of a reply. */
  reply(key: MessageKey): ReplyRow | null;
  /** What an agent said about a received message; null for nothing. */
  judged(key: MessageKey): Judgement | null;
  /** A reply as a mail; null until it is composed. */
  composed(key: MessageKey): Promise<Composed | null>;
  /** The bytes of a message as received or composed; null if there are none. */
  raw(key: MessageKey): Promise<Uint8Array | null>;
  /** The bytes of a file attached to a reply. @param id as in the reply */
  file(key: MessageKey, id: string): Promise<ReplyFile | null>;
}

export interface ReplyFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

export function messageReading({ view, past, blob }: RecordStore, seen: Visibility): MessageReading {
  const find = async (key: MessageKey) => (seen.message(key) ? past.message(key) : null);
  const bytes = async (digest: Sha256 | undefined) => (digest === undefined ? null : blob(digest));
  return {
    find,
    reply: (key) => (seen.message(key) ? view.reply(key) : null),
    judged: (key) => (seen.message(key) ? view.judged(key) : null),
    composed: async (key) => (seen.message(key) ? past.composed(key) : null),
    async raw(key) {
      const event = (await find(key))?.event;
      if (event?.type === "ReplyWritten") return bytes((await past.composed(key))?.raw);
      if (event?.type !== "MessageReceived") return null;
      const row = view.mail(event.mail);
      return row && bytes(sha256(row.sha256.toString("hex")));
    },
    async file(key, id) {
      const event = (await find(key))?.event;
      const file =
        event?.type === "ReplyWritten" ? event.attachments.find((one) => one.id === id) : undefined;
      const found = file && (await bytes(file.sha256));
      return file && found ? { name: file.name, type: file.type, bytes: found } : null;
    },
  };
}
