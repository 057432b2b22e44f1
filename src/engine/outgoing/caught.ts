import type { Envelope } from "../../domain/mail/index.ts";
import type { RecordStore } from "../../record/record.ts";

/** A mail that the catcher received in place of the real recipients. */
interface Caught {
  readonly envelope: Envelope;
  readonly raw: Uint8Array;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** Keeps caught mail for people to look at; it is not part of the journal. */
export const keepCaught =
  ({ operations }: Pick<RecordStore, "operations">) =>
  async ({ envelope, raw, receivedAt }: Caught): Promise<void> =>
    operations.keepCaught({
      ...{ receivedAt, sender: envelope.from, recipients: envelope.to },
      raw: Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength),
    });
