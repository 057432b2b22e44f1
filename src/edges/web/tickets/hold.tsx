/** Putting a ticket on hold, until a time in words. */
import { useText } from "../parts/context.ts";
import { Form } from "../parts/form.tsx";
import { Icon } from "../parts/icons.tsx";
import type { TicketView } from "./view.ts";
import { WhenField } from "./when.tsx";

/** What can be chosen instead of typed, each as the words that mean it. */
export const holdChoices = ["tomorrow", "days", "monday", "week"] as const;

export function Hold({ view }: { view: TicketView }) {
  const t = useText();
  if (!view.mayHold) return null;
  const { hold } = view;
  return (
    <>
      <button type="button" class="button" popovertarget="hold-box" aria-keyshortcuts="h">
        <Icon name="clock" />
        {t("hold.button")}
      </button>
      {/* What is refused is in sight, without scripts as well. */}
      <div id="hold-box" class="choices" popover={hold === null ? "auto" : undefined}>
        <Form action={`/tickets/${view.number}/hold`} class="stack tight">
          <input type="hidden" name="version" value={String(view.version)} />
          <h2>{t("hold.title")}</h2>
          <WhenField
            name="until"
            scope="hold"
            label={t("hold.until")}
            value={hold?.until ?? ""}
            fault={hold?.fault ?? null}
          />
          <button type="submit" class="button primary" name="choice" value="typed" data-default>
            {t("hold.set")}
          </button>
          <p class="hint">{t("hold.why")}</p>
          <div class="choice-row">
            {holdChoices.map((one) => (
              <button type="submit" class="button small" name="choice" value={one}>
                {t(`when.choice.${one}`)}
              </button>
            ))}
          </div>
          <button type="submit" class="choice" name="choice" value="open">
            {t("hold.open")}
          </button>
        </Form>
      </div>
    </>
  );
}
