import { textIn } from "../../../../text/web.ts";
import { Empty, Head } from "../../parts/bits.tsx";
import { Fault, Form, Input } from "../../parts/form.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import type { ConsoleView } from "./view.ts";

/** /system/console: the PIN of the appliance's console. */
export function ConsolePage({ view }: { view: ConsoleView }) {
  const t = textIn(view.frame.language);
  const { set, fault } = view;
  const secret = { type: "password", autocomplete: "off", required: true, maxlength: 20, fault } as const;
  return (
    <Page
      frame={view.frame}
      title={t("system.console")}
      width="narrow"
      side={<SettingsSide current="/system/console" />}
    >
      <Head title={t("system.console")} lead={t("pin.lead")} />
      {set === null ? (
        <>
          <Fault fault={fault} />
          <Empty title={t("pin.absent")}>
            <p>{t("pin.absent.text")}</p>
          </Empty>
        </>
      ) : (
        <>
          <section class="part">
            <h2>{t(set ? "pin.change" : "pin.set")}</h2>
            <p>{t(set ? "pin.is" : "pin.none")}</p>
            <Form action="/system/console" class="stack">
              <Fault fault={fault} fields={["pin", "again"]} />
              <Input name="pin" label={t("pin.new")} hint={t("pin.new.hint")} value="" {...secret} />
              <Input name="again" label={t("pin.again")} value="" {...secret} />
              <p>
                <button type="submit" class="button primary" data-default>
                  {t("pin.save")}
                </button>
              </p>
            </Form>
          </section>
          {set ? (
            <section class="part">
              <h2>{t("pin.remove")}</h2>
              <Form action="/system/console/remove" class="stack">
                <p>{t("pin.remove.text")}</p>
                <p>
                  <button type="submit" class="button">
                    {t("pin.remove")}
                  </button>
                </p>
              </Form>
            </section>
          ) : null}
        </>
      )}
    </Page>
  );
}
