import type { Envelope } from "../../domain/mail/types.ts";
import type { Record } from "../../record/record.ts";

/** A mail that the catcher took in place of the world. */
interface Caught {
  readonly envelope: Envelope;
  readonly raw: Uint8Array;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** Keeps mails that were caught, for people to look at; they are no part of the journal. */
export const keepCaught =
  ({ operations }: Pick<Record, "operations">) =>
  async ({ envelope, raw, receivedAt }: Caught): Promise<void> =>
    operations.keepCaught({
      ...{ receivedAt, sender: envelope.from, recipients: envelope.to },
      raw: Buffer.from(raw),
    });
