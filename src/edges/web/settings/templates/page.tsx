import { textIn } from "../../../../text/web.ts";
import { Head } from "../../parts/bits.tsx";
import { Field, FieldsFault } from "../../parts/fields.tsx";
import { Form } from "../../parts/form.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { newTemplateForm, templateForm } from "./form.ts";
import type { TemplatesView } from "./view.ts";

/** /settings/templates */
export function TemplatesPage({ view }: { view: TemplatesView }) {
  const t = textIn(view.frame.language);
  return (
    <Page
      frame={view.frame}
      title={t("settings.templates")}
      width="narrow"
      side={<SettingsSide current="/settings/templates" />}
    >
      <Head title={t("settings.templates")} lead={t("templates.lead")} />
      {view.templates.length === 0 ? <p class="hint">{t("templates.none")}</p> : null}
      {view.templates.map(({ name, form }, n) => (
        <Form action="/settings/templates" class="card group">
          <h2>
            <bdi>{name}</bdi>
          </h2>
          <input type="hidden" name="name" value={name} />
          <FieldsFault of={templateForm} state={form} />
          <Field of={templateForm} name="text" scope={`t${n}`} state={form} />
          <div class="row">
            <button type="submit" class="button small" name="do" value="save">
              {t("settings.save")}
            </button>
            <button type="submit" class="button small" name="do" value="remove">
              {t("templates.remove")}
            </button>
          </div>
        </Form>
      ))}
      <section class="part">
        <h2>{t("templates.new")}</h2>
        <FieldsFault of={newTemplateForm} state={view.form} />
        <Form action="/settings/templates/new" class="stack">
          <Field of={newTemplateForm} name="name" scope="new" state={view.form} />
          <Field of={newTemplateForm} name="text" scope="new" state={view.form} />
          <button type="submit" class="button primary">
            {t("templates.create")}
          </button>
        </Form>
      </section>
    </Page>
  );
}
