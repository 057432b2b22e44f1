/** When somebody is away: part of the pages of one's account and of a person. */
import type { Away } from "../../../domain/people/index.ts";
import { textIn } from "../../../text/web.ts";
import { field, type Form as Sent } from "../server/form.ts";
import type { FormFault, Frame } from "../view.ts";
import { Check, Fault, Form, Input } from "./form.tsx";
import { fromLocalInput, localInput } from "./format.ts";

export interface AwayForm {
  readonly away: boolean;
  /** As in an input of type datetime-local; "" for none. */
  readonly from: string;
  readonly until: string;
  readonly fault: FormFault | null;
}

/** @param zone the reader's */
export function awayForm(away: Away | null, zone: string): AwayForm {
  const shown = (at: number | null | undefined) => (at == null ? "" : localInput(at, zone));
  return { away: away !== null, from: shown(away?.from), until: shown(away?.until), fault: null };
}

/** What was sent, and what is wrong with it. */
export function awayIn(
  form: Sent,
  zone: string,
): { readonly form: AwayForm; readonly away: Away | null; readonly wrong: "from" | "until" | null } {
  const typed = {
    away: field(form, "away") === "yes",
    from: field(form, "from"),
    until: field(form, "until"),
  };
  const read = (text: string) => (text === "" ? null : fromLocalInput(text, zone));
  const [from, until] = [read(typed.from), read(typed.until)];
  const isWrong = (text: string, at: number | null) => typed.away && text !== "" && at === null;
  const wrong = isWrong(typed.from, from) ? "from" : isWrong(typed.until, until) ? "until" : null;
  return { form: { ...typed, fault: null }, away: typed.away ? { from, until } : null, wrong };
}

export function AwaySection({
  frame,
  form,
  action,
  whose,
}: {
  readonly frame: Frame;
  readonly form: AwayForm;
  readonly action: string;
  /** One's own, or somebody else's. */
  readonly whose: "own" | "other";
}) {
  const t = textIn(frame.language);
  const { fault } = form;
  return (
    <section class="part">
      <h2>{t("away.title")}</h2>
      <Form action={action} class="stack">
        <Fault fault={fault} fields={["from", "until"]} />
        <Check name="away" label={t(whose === "own" ? "away.own" : "away.other")} checked={form.away} />
        <Input name="from" label={t("away.from")} value={form.from} fault={fault} type="datetime-local" />
        <Input name="until" label={t("away.until")} value={form.until} fault={fault} type="datetime-local" />
        <p class="hint">{t("away.hint")}</p>
        <p>
          <button type="submit" class="button">
            {t("away.go")}
          </button>
        </p>
      </Form>
    </section>
  );
}
