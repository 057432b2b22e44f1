/** Notes about the people who write to us. */
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { decideContactNote } from "../../domain/contact/index.ts";
import { isRecipient, normalAddress } from "../../domain/mail/index.ts";
import type { Caller } from "../../domain/policy/index.ts";
import { nothing } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import { unlessMoved } from "../depends.ts";
import { forbidden } from "../people/caller.ts";

export interface Contacts {
  /**
   * Writes the note about a person, or with "" takes it away.
   * @param of.was the note that its author saw
   * @returns request.field.address for no address, and what decideContactNote refuses with
   */
  note(
    caller: Caller,
    of: { readonly address: string; readonly note: string; readonly was: string },
  ): Promise<Result<void, Fault>>;
}

export function createContacts({ record }: { readonly record: Pick<RecordStore, "commit"> }): Contacts {
  return {
    async note(caller, { address: typed, note, was }) {
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      const address = normalAddress(typed);
      if (!isRecipient(address))
        return refuse(fault("request.field.address", { params: { field: "address" } }));
      const done = record.commit<Result<void, Fault>>(caller.actor, (view) => {
        const before = view.contact(address);
        const decided = decideContactNote({ address, note, was }, before?.note ?? "");
        if (!decided.ok) return nothing(decided);
        return {
          events: decided.value.map((event) => ({ ticket: null, event })),
          dependsOn: [{ on: "contact", address, changed: before?.changed ?? null }],
          value: ok(undefined),
        };
      });
      return unlessMoved(done, fault("contact.changed", { field: "note" }));
    },
  };
}
