import { useText } from "../parts/context.ts";
import type { TicketView } from "./view.ts";

/**
 * Puts a template into the reply: a button adds it to the text, and a script where the cursor is, also as one types
 * "::" and its name. Nothing where there are none.
 */
export function TemplateField({ view }: { view: TicketView }) {
  const t = useText();
  if (view.templates.length === 0) return null;
  const address = `/tickets/${view.number}/template`;
  return (
    <span class="templates" data-templates={address}>
      <label class="visually-hidden" for="reply-template">
        {t("reply.template")}
      </label>
      <select name="template" id="reply-template" aria-keyshortcuts="m">
        <option value="">{t("reply.template")}</option>
        {view.templates.map((name) => (
          <option value={name}>{name}</option>
        ))}
      </select>
      <button type="submit" class="button" formaction={address} formnovalidate>
        {t("reply.template.insert")}
      </button>
    </span>
  );
}
