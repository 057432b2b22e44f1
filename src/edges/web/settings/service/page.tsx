import { fieldNames, serviceFields } from "../../../../domain/settings/fields/index.ts";
import { textIn } from "../../../../text/web.ts";
import { Head } from "../../parts/bits.tsx";
import { Field, SettingForm } from "../../parts/fields.tsx";
import { Fault } from "../../parts/form.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { serviceForm } from "./form.ts";
import type { ServiceView } from "./view.ts";

const names = fieldNames(serviceFields);

/** /settings/service: size of mail, scanners, nightly backups, ports, proxies */
export function ServicePage({ view }: { view: ServiceView }) {
  const t = textIn(view.frame.language);
  const field = { of: serviceForm, state: view.form };
  const title = t("settings.service");
  const free = names.filter((name) => view.fixed[name] === undefined);
  const fixed = names.filter((name) => view.fixed[name] !== undefined);
  return (
    <Page frame={view.frame} title={title} width="narrow" side={<SettingsSide current="/settings/service" />}>
      <Head title={title} lead={t("service.lead")} />
      {view.closed.map((fault) => (
        <Fault fault={fault} inSight />
      ))}
      {free.length === 0 ? null : (
        <SettingForm action="/settings/service" {...field}>
          {free.map((name) => (
            <Field {...field} name={name} />
          ))}
        </SettingForm>
      )}
      {fixed.length === 0 ? null : (
        <section class="part">
          <h2>{t("service.fixed")}</h2>
          <p class="lead">{t("service.fixed.lead")}</p>
          <dl class="facts">
            {fixed.map((name) => (
              <>
                <dt>{t(`service.${name}`)}</dt>
                <dd>{shown(t, view.fixed[name])}</dd>
              </>
            ))}
          </dl>
        </section>
      )}
    </Page>
  );
}

/** A value of the configuration. */
const shown = (t: ReturnType<typeof textIn>, value: string | boolean | undefined) =>
  typeof value === "boolean" ? t(value ? "service.on" : "service.off") : value?.split("\n").join(", ");
