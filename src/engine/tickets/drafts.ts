/** Drafts of replies and notes, kept on the server for their author; colleagues who see the ticket can read them. */
import { fault } from "../../base/fault.ts";
import { ok, refuse } from "../../base/result.ts";
import { invalidDraft, isEmptyDraft } from "../../domain/ticket/index.ts";
import type { RecordStore } from "../../record/record.ts";
import { forbidden } from "../people/caller.ts";
import { ticketFor } from "./find.ts";
import type { Drafts } from "./types.ts";

/** They are no decisions, and not in the journal: the newest one counts, and it goes with what it becomes. */
export function createDrafts({ view, operations: { drafts } }: RecordStore): Drafts {
  return {
    saveDraft(caller, ticket, kind, fields) {
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      const { user } = caller;
      if (user === null) return refuse(fault("draft.nobody"));
      const found = ticketFor(view, ticket, caller);
      if (!found.ok) return found;
      const problem = invalidDraft(fields);
      if (problem) return refuse(problem);
      if (!isEmptyDraft(fields)) return ok(drafts.save({ ticket, user, kind, fields }));
      drafts.drop(ticket, user, kind);
      return ok(null);
    },
  };
}
