import { useText } from "../parts/context.ts";
import { FaultBlock } from "../parts/faults.tsx";
import type { TicketView } from "./view.ts";

/** What someone wrote in a ticket that was merged meanwhile: it was not recorded, and can be copied from here. */
export function Unsent({ view, into }: { view: TicketView; into: number }) {
  const t = useText();
  const written = [
    view.reply.fault || view.moved || view.reply.draft !== null ? view.reply.text : "",
    view.note.text,
  ];
  return written
    .filter((text) => text !== "")
    .map((text) => (
      <FaultBlock text={t("ticket.unsent", { into })}>
        <div class="stack tight">
          <p>
            {t("ticket.unsent", { into })} <a href={`/tickets/${into}#reply`}>{t("ticket.unsent.go")}</a>
          </p>
          <textarea readonly rows={6} dir="auto" aria-label={t("ticket.unsent.text")}>
            {`\n${text}`}
          </textarea>
        </div>
      </FaultBlock>
    ));
}
