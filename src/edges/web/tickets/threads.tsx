/** On a ticket's page: that it was merged into another one, and the ways to merge it. */
import { short } from "../bounds.ts";
import { useText } from "../parts/context.ts";
import { Form } from "../parts/form.tsx";
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

/** The ticket that this one may belong to, a button to merge it there, and one that dismisses that. */
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
      <Form action={`/tickets/${view.number}/dismiss-merge`} class="inline">
        <button type="submit" class="button quiet">
          {t("threads.dismiss")}
        </button>
      </Form>
    </section>
  );
}

/** Leads to the page for merging. */
export function MergeLink({ view }: { view: TicketView }) {
  const t = useText();
  return (
    <p>
      <a class="button wide" href={`/tickets/${view.number}/merge`}>
        {t("threads.title")}
      </a>
    </p>
  );
}
