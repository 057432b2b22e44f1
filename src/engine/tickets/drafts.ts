/** Drafts, kept on the server for their author; colleagues who see the ticket can read them. */

import { type Fault, fault } from "../../base/fault.ts";
import type { UserName } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Caller } from "../../domain/policy/index.ts";
import { type DraftForm, invalidDraft, isEmptyDraft } from "../../domain/ticket/index.ts";
import type { Operations } from "../../record/operations.ts";
import { forbidden } from "../people/caller.ts";
import { ticketFor } from "./find.ts";
import type { CommandParts, Drafts } from "./types.ts";

/** They are no decisions, and not in the journal: the newest one counts, and it goes with what it becomes. */
export function createDrafts({ record, now }: Pick<CommandParts, "record" | "now">): Drafts {
  const { view, operations } = record;
  const { drafts } = operations;
  const writing = (caller: Caller, { ticket }: DraftForm): Result<UserName, Fault> => {
    const denied = forbidden(caller, "tickets.write");
    if (denied) return denied;
    const { user } = caller;
    if (user === null) return refuse(fault("draft.nobody"));
    const found = ticket === null ? null : ticketFor(view, ticket, caller);
    return found?.ok === false ? found : ok(user);
  };
  return {
    saveDraft(caller, form, fields) {
      const user = writing(caller, form);
      if (!user.ok) return user;
      const problem = invalidDraft(fields);
      if (problem) return refuse(problem);
      const sent = operations.remembered(tokenOf(user.value), form.writer) !== null;
      const saved = drafts.save(user.value, form, fields, sent);
      if (!saved.ok || !isEmptyDraft(fields)) return saved;
      drafts.drop(user.value, form);
      return ok(null);
    },
    discardDraft(caller, form) {
      const user = writing(caller, form);
      if (!user.ok) return user;
      drafts.drop(user.value, form);
      endDraft(operations, user.value, form, now());
      return ok(undefined);
    },
  };
}

/** Within the commit of what a draft has become: it goes, and what is still saved of it afterwards is refused. */
export function endDraft(operations: Operations, user: UserName, form: DraftForm, at: number): void {
  operations.drafts.sent(user, form);
  const key = { token: tokenOf(user), key: form.writer, request: Buffer.alloc(0) };
  operations.remember({ ...key, status: 200, body: "", createdAt: at });
}

/** Under which those of a person are remembered that were sent. */
const tokenOf = (user: UserName) => `draft:${user}`;
