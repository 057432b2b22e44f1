import { textIn } from "../../../../text/web.ts";
import { Empty, Head } from "../../parts/bits.tsx";
import { Fault, Form } from "../../parts/form.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import type { SupportView } from "./view.ts";

/** /system/support: a file with diagnostic data for the support team. */
export function SupportPage({ view }: { view: SupportView }) {
  const t = textIn(view.frame.language);
  return (
    <Page
      frame={view.frame}
      title={t("system.support")}
      width="narrow"
      side={<SettingsSide current="/system/support" />}
    >
      <Head title={t("system.support")} lead={t("support.lead")} />
      {view.present ? (
        <section class="part">
          <Fault fault={view.fault} />
          <Form action="/system/support" class="stack">
            <p>{t("support.about")}</p>
            <p>
              <button type="submit" class="button primary">
                {t("support.make")}
              </button>
            </p>
            <p class="hint">{t("support.wait")}</p>
          </Form>
        </section>
      ) : (
        <Empty title={t("support.absent")}>
          <p>{t("support.absent.text")}</p>
        </Empty>
      )}
    </Page>
  );
}
