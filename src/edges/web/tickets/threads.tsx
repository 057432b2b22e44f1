/** On a ticket's page: that it was merged into another one, and the ways to merge it. */
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
