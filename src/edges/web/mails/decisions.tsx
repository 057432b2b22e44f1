import { useText } from "../parts/context.ts";
import { Fault, Form } from "../parts/form.tsx";
import { JoinField } from "./join-field.tsx";
import type { DecisionsView } from "./view.ts";

/** What can be decided about a held mail: on its card in the list of held mail, and where the mail itself is shown. */
export function Decisions({ of, children }: { of: DecisionsView; children?: unknown }) {
  const t = useText();
  const { mail, at, candidate, problem } = of;
  const id = `join-${mail}`;
  const ticket = problem?.typed ?? (candidate === null ? "" : String(candidate));
  const action = (what: string) => `/mails/${mail}/${what}${at}`;
  return (
    <>
      <Fault fault={problem?.fault ?? null} />
      <div class="card-actions">
        {of.sends && candidate !== null ? (
          <a class="button primary" href={`/tickets/${candidate}?mail=${mail}#reply`}>
            {t("held.replyWith")}
          </a>
        ) : null}
        {of.onlyArchive ? null : (
          <>
            <Form action={action("join")} class="inline">
              <JoinField
                {...{ id, ticket, join: t("held.join"), primary: candidate !== null && !of.sends }}
              />
            </Form>
            <Form action={action("open")} class="inline">
              <button type="submit" class="button">
                {t("held.open")}
              </button>
            </Form>
          </>
        )}
        <Form action={action("file")} class="inline">
          <button type="submit" class={of.onlyArchive ? "button" : "button quiet"}>
            {t("held.file")}
          </button>
        </Form>
        {children}
      </div>
    </>
  );
}
