/** Merging a ticket into another one, undoing that, and moving messages out of it. */

import { Name, When } from "../parts/bits.tsx";
import { useText } from "../parts/context.ts";
import { Fault, Form, Input } from "../parts/form.tsx";
import type { TicketView } from "./view.ts";

/** The ticket that this one was merged into, and a button to undo it. */
export function MergedInto({ view, into }: { view: TicketView; into: number }) {
  const t = useText();
  return (
    <section class="flash">
      <span>
        {t("threads.merged")} <a href={`/tickets/${into}`}>#{into}</a>
      </span>
      <Form action={`/tickets/${view.number}/unmerge`} class="inline">
        <button type="submit" class="button">
          {t("threads.unmerge")}
        </button>
      </Form>
    </section>
  );
}

/** Folded, since it is rarely needed. */
export function Threads({ view }: { view: TicketView }) {
  const t = useText();
  const messages = view.timeline.flatMap((item) => (item.is === "message" ? [item] : []));
  const { fault, into, to, subject } = view.threads;
  return (
    <details class="threads" open={fault !== null}>
      <summary>{t("threads.title")}</summary>
      <Fault fault={fault} fields={["into", "to", "subject"]} />
      <Form action={`/tickets/${view.number}/merge`} class="stack tight">
        <Input
          scope="threads"
          name="into"
          label={t("threads.into")}
          value={into}
          fault={fault}
          maxlength={15}
        />
        <button type="submit" class="button wide">
          {t("threads.merge")}
        </button>
      </Form>
      {messages.length > 1 ? (
        <Form action={`/tickets/${view.number}/split`} class="stack tight">
          <fieldset>
            <legend>{t("threads.messages")}</legend>
            {messages.map((message) => (
              <label class="check">
                <input type="checkbox" name="message" value={message.key} />{" "}
                <span>
                  <Name of={message.from} /> <When at={message.time} />
                </span>
              </label>
            ))}
          </fieldset>
          <Input
            scope="threads"
            name="to"
            label={t("threads.to")}
            value={to}
            fault={fault}
            placeholder={t("threads.to.new")}
            maxlength={15}
          />
          <Input
            scope="threads"
            name="subject"
            label={t("threads.subject")}
            value={subject}
            fault={fault}
            maxlength={1000}
          />
          <button type="submit" class="button wide">
            {t("threads.move")}
          </button>
        </Form>
      ) : null}
    </details>
  );
}
