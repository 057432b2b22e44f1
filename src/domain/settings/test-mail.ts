import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isAddress } from "../mail/index.ts";
import type { DeliveryResult } from "../ticket/index.ts";
import type { Mailbox, Route, SettingsEvent } from "./events.ts";

/** The facts for a test of how mail leaves. */
export interface TestMailFacts {
  /** The recipient, as typed. */
  readonly to: string;
  readonly mailboxes: readonly Mailbox[];
  /** Null if there is no delivery method. */
  readonly route: Route | null;
}

/** A test mail from the first mailbox in use. @returns or the fault, for the field of the recipient */
export function decideTestMail({
  to: typed,
  mailboxes,
  route,
}: TestMailFacts): Result<{ readonly to: string; readonly mailbox: Mailbox; readonly route: Route }, Fault> {
  const to = typed.trim();
  const mailbox = mailboxes.find(({ enabled }) => enabled);
  if (!isAddress(to)) return refuse(fault("test-mail.address", { field: "to", params: { address: to } }));
  if (route === null) return refuse(fault("plus-test.no-way", { field: "to" }));
  if (mailbox === undefined) return refuse(fault("test-mail.no-mailbox", { field: "to" }));
  return ok({ to, mailbox, route });
}

/** What a test mail shows: whether every server accepted it, and the event that records it. */
export function decideTested(
  to: string,
  server: string | null,
  results: readonly Pick<DeliveryResult, "outcome" | "response" | "fault">[],
): { readonly accepted: boolean; readonly event: Extract<SettingsEvent, { type: "OutgoingTested" }> } {
  const [result] = results;
  return {
    accepted: results.length > 0 && results.every(({ outcome }) => outcome === "delivered"),
    event: {
      ...({ type: "OutgoingTested", to, server } as const),
      outcome: result?.outcome ?? "deferred",
      response: result?.response ?? "",
      fault: result?.fault ?? null,
    },
  };
}
