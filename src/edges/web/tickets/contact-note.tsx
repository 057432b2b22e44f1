import { When } from "../parts/bits.tsx";
import { useText } from "../parts/context.ts";
import { Fault, Form, TextArea } from "../parts/form.tsx";
import { withLinks } from "../parts/links.ts";
import type { TicketView } from "./view.ts";

/** What agents know of the requester: the same in all their tickets, and never sent. */
export function ContactNote({ view }: { view: TicketView }) {
  const t = useText();
  const { text, was, who, at, fault } = view.contact;
  return (
    <div class="contact-note">
      {was === "" ? null : (
        <div class="note-text" dir="auto">
          {withLinks(was)}
        </div>
      )}
      {at === null ? null : (
        <p class="hint">
          <bdi>{who}</bdi> <When at={at} />
        </p>
      )}
      <details open={fault !== null}>
        <summary>{t(was === "" ? "contact.add" : "contact.change")}</summary>
        <Form
          action={`/tickets/${view.number}/contact`}
          class="stack tight"
          draft={`contact ${view.requester.address.slice(0, 320)}`}
        >
          <input type="hidden" name="was" value={was} />
          <Fault fault={fault} fields={["note"]} inSight />
          <TextArea
            name="note"
            label={t("contact.note")}
            hint={t("contact.hint")}
            value={text}
            fault={fault}
          />
          <p>
            <button type="submit" class="button small">
              {t("contact.go")}
            </button>
          </p>
        </Form>
      </details>
    </div>
  );
}
