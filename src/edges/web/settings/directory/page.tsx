import { type Text, textIn } from "../../../../text/web.ts";
import { Head } from "../../parts/bits.tsx";
import { Field, SettingForm } from "../../parts/fields.tsx";
import { Form, Input } from "../../parts/form.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { Findings } from "../../system/health/findings.tsx";
import { directoryForm } from "./form.ts";
import type { DirectoryView } from "./view.ts";

/** /settings/directory: the settings of the company's directory, and whether it works */
export function DirectoryPage({ view }: { view: DirectoryView }) {
  const t = textIn(view.frame.language);
  const field = { of: directoryForm, state: view.form };
  const title = t("settings.directory");
  return (
    <Page
      frame={view.frame}
      title={title}
      width="narrow"
      side={<SettingsSide current="/settings/directory" />}
    >
      <Head title={title} lead={t("directory.lead")} />
      <SettingForm action="/settings/directory" {...field}>
        <Field {...field} name="enabled" />
        <fieldset class="group stack">
          <legend>{t("directory.server")}</legend>
          <Field {...field} name="servers" />
          <Field {...field} name="encryption" />
          <Field {...field} name="authorities" />
        </fieldset>
        <fieldset class="group stack">
          <legend>{t("directory.account")}</legend>
          <Field {...field} name="bindDn" />
          <Field {...field} name="bindPassword" />
        </fieldset>
        <fieldset class="group stack">
          <legend>{t("directory.people")}</legend>
          <Field {...field} name="baseDn" />
          <Field {...field} name="filter" />
          <div class="columns">
            <Field {...field} name="nameAttribute" />
            <Field {...field} name="mailAttribute" />
          </div>
          <Field {...field} name="newcomers" />
        </fieldset>
      </SettingForm>
      <Test test={view.test} t={t} />
    </Page>
  );
}

function Test({ test, t }: { test: DirectoryView["test"]; t: Text }) {
  return (
    <section class="part" id="test">
      <h2>{t("directory.test")}</h2>
      {test === null ? <p class="hint">{t("directory.test.none")}</p> : <Asking test={test} t={t} />}
    </section>
  );
}

function Asking({ test, t }: { test: NonNullable<DirectoryView["test"]>; t: Text }) {
  const { user, findings } = test;
  return (
    <>
      <p class="lead">{t("directory.test.lead")}</p>
      {findings === null ? null : (
        <section class="health tested" role="status" aria-label={t("directory.test.result")}>
          <Findings findings={findings} titled={false} />
        </section>
      )}
      <Form action="/settings/directory/test#test" class="stack">
        <div class="columns">
          <Input
            name="user"
            scope="test"
            label={t("directory.test.user")}
            hint={t("directory.test.user.hint")}
            value={user}
            maxlength={500}
          />
          <Input
            name="password"
            scope="test"
            label={t("directory.test.password")}
            hint={t("directory.test.password.hint")}
            value=""
            type="password"
            autocomplete="off"
          />
        </div>
        <p>
          <button type="submit" class="button">
            {t("directory.test.go")}
          </button>
        </p>
      </Form>
    </>
  );
}
