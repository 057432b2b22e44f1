import type { UserName } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import {
  decideQueued,
  type OutgoingDraft,
  warningDraft,
  warningSender,
} from "../../domain/outgoing/index.ts";
import type { WarningRow } from "../../record/view.ts";
import { languageFor } from "../../text/index.ts";
import type { DueWork } from "../due-work.ts";
import { type ComposerParts, createComposer } from "./compose.ts";
import { warningText } from "./mail-text.ts";

/** Composes the warnings to administrators that decisions have made due. */
export function createWarningComposer(parts: ComposerParts): DueWork {
  const { record } = parts;
  return createComposer<WarningRow, OutgoingDraft & { readonly user: UserName }>(parts, {
    what: "a warning",
    actor: systemActor("notifications"),
    begins: "WarningDue",
    due: (view, _, limit) => view.warningsDue(limit),
    id: ({ message }) => message,
    line: ({ message }) => message,
    async draft({ message, due: at }) {
      const { view } = record;
      const due = (await record.journal.at(at))?.event;
      if (due?.type === "Erased") return "erased";
      const from = warningSender(view.mailboxes());
      if (due?.type !== "WarningDue" || !from) {
        throw new Error("a warning is due and there is no mailbox to send it from");
      }
      const acted = await record.past.boxAction(due.log, due.action);
      if (!acted) return "erased";
      const hostname = view.hostname() ?? "localhost";
      const words = warningText(languageFor(from.language), acted.event.action, hostname);
      return { user: due.user, ...warningDraft(message, words, due.to, from.address, hostname) };
    },
    settle(view, _, { message }, composed) {
      if (!composed) return [];
      const subject = { type: "WarningQueued", user: composed.draft.user } as const;
      return decideQueued(message, view.isDue(message), subject, composed);
    },
  });
}
