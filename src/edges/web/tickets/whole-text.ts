/** The whole text of a message or a mail, piece by piece. */

import { wholeNumber } from "../../../base/numbers.ts";
import type { Recorded } from "../../../domain/events.ts";
import type { Ticket } from "../../../domain/ticket/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import { textIn } from "../../../text/web.ts";
import { pieceOf, piecesOf, short } from "../bounds.ts";
import type { Frame } from "../view.ts";
import { actorName } from "./event-text.ts";
import { personFinder } from "./list-model.ts";
import type { TextPageView } from "./view.ts";

/**
 * A single entry of a ticket's conversation; null for other events.
 * @param piece as in the URL
 */
export function messageTextView(
  read: Read,
  frame: Frame,
  ticket: Ticket,
  { event, actor, time }: Recorded,
  piece: string | undefined,
): TextPageView | null {
  if (event.type !== "MessageReceived" && event.type !== "ReplyWritten" && event.type !== "NoteAdded")
    return null;
  const t = textIn(frame.language);
  const author =
    event.type === "MessageReceived"
      ? event.from.name || event.from.address
      : actorName(actor, { t, person: personFinder(read) });
  const subject = short(ticket.subject || t("list.noSubject"));
  return {
    frame,
    title: subject,
    back: { href: `/tickets/${ticket.number}`, label: `#${ticket.number} ${subject}` },
    ...{ author, time },
    base: `/tickets/${ticket.number}/messages/${event.message}`,
    ...pieceIn(event.text, piece),
  };
}

/** The piece of a text given in a URL; the first if that does not exist. */
export function pieceIn(
  text: string,
  asked: string | undefined,
): Pick<TextPageView, "text" | "piece" | "pieces"> {
  const pieces = piecesOf(text);
  const wanted = wholeNumber(asked ?? "") ?? 1;
  const piece = wanted >= 1 && wanted <= pieces ? wanted : 1;
  return { text: pieceOf(text, piece), piece, pieces };
}
