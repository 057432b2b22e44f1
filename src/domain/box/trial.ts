/** What a release on trial accepts: the first start after an update, until the appliance has found it healthy. */

/** The recipient of the appliance's test mail; unknown unless there is a trial. */
export const testMailAddress = "release-check@localhost";

/** The state of a trial. */
export interface TrialFacts {
  /** Whether it is still going on. */
  readonly on: boolean;
  /** Whether the test mail can be examined: not while the data are rebuilt. */
  readonly ready: boolean;
}

/** What happens to a recipient or a mail: what always does, the test mail's examination, or a 4xx. */
type OnTrial = "usual" | "test" | "later";

/** Which recipients are accepted. Nothing else is while the trial lasts: a rollback would lose it. */
export function recipientOnTrial(address: string, { on, ready }: TrialFacts): OnTrial {
  if (!on) return "usual";
  return ready && address.toLowerCase() === testMailAddress ? "test" : "later";
}

/**
 * What happens to a mail, whose recipients may have been accepted before the trial was over, or after. The test mail has
 * one recipient, and comes from this machine.
 */
export function mailOnTrial(
  mail: {
    /** Which mailbox accepted it. */
    readonly mailbox: string;
    readonly recipients: number;
    /** Whether it was sent from this machine. */
    readonly fromHere: boolean;
  },
  { on, ready }: TrialFacts,
): OnTrial {
  if (ready && mail.mailbox === testMailAddress)
    return mail.recipients === 1 && mail.fromHere ? "test" : "later";
  return on ? "later" : "usual";
}
