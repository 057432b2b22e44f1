import { short } from "../../bounds.ts";
import { Ago } from "../../parts/bits.tsx";
import { useText } from "../../parts/context.ts";
import { Fault, Form } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import type { PlusTestView } from "./view.ts";

/** Whether mail to addresses with a "+" arrives; also shown at the end of the setup. @param path where a test is started */
export function PlusTest({ test, path }: { test: PlusTestView; path: string }) {
  const t = useText();
  const { state } = test;
  const bad = state === "refused" || state === "returned" || state === "missing";
  const icon = state === "arrived" ? "check" : state === "waiting" ? "clock" : "warn";
  return (
    <section class="part">
      <h2>{t("plus.title")}</h2>
      <p class="lead">{t("plus.lead")}</p>
      <Fault fault={test.fault} />
      {state === "none" ? null : (
        <div class={`flash ${state === "arrived" ? "done" : bad ? "problem" : ""}`} role="status">
          <Icon name={icon} />
          <div>
            <p>
              {t(`plus.${state}`)} (<Ago at={test.at} />)
            </p>
            {test.problem === null ? null : (
              <p>
                <bdi>{short(test.problem, 500)}</bdi>
              </p>
            )}
            {bad ? <p>{t("plus.why")}</p> : null}
          </div>
        </div>
      )}
      <Form action={path}>
        <button type="submit" class="button">
          {t(state === "none" ? "plus.go" : "plus.again")}
        </button>
      </Form>
    </section>
  );
}
