/** Merging a ticket into another one, undoing that, and moving messages out of it. */

import { short } from "../bounds.ts";
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
        <input type="hidden" name="version" value={String(view.version)} />
        <button type="submit" class="button">
          {t("threads.unmerge")}
        </button>
      </Form>
    </section>
  );
}

/** The ticket that this one may belong to, and a button to merge it there. */
export function MayBelongTo({ view, to }: { view: TicketView; to: NonNullable<TicketView["mayBelongTo"]> }) {
  const t = useText();
  return (
    <section class="flash may-belong">
      <div>
        <p>
          {t("threads.mayBelong")}{" "}
          <a href={`/tickets/${to.number}`}>
            #{to.number} <bdi>{short(to.subject || t("list.noSubject"))}</bdi>
          </a>
        </p>
        <p class="hint">{t("threads.mayBelong.hint")}</p>
      </div>
      <Form action={`/tickets/${view.number}/merge`} class="inline">
        <input type="hidden" name="version" value={String(view.version)} />
        <input type="hidden" name="into" value={String(to.number)} />
        <button type="submit" class="button">
          {t("threads.mergeHere", { ticket: String(to.number) })}
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
        <input type="hidden" name="version" value={String(view.version)} />
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
          <input type="hidden" name="version" value={String(view.version)} />
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
