import { newcomers } from "../../../../domain/directory/index.ts";
import { type Text, textIn } from "../../../../text/web.ts";
import { Head } from "../../parts/bits.tsx";
import { Check, Fault, Form, Input, Select, TextArea } from "../../parts/form.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { Findings } from "../../system/health/findings.tsx";
import type { DirectoryForm, DirectoryView } from "./view.ts";

const fieldNames = [
  ...["servers", "encryption", "authorities", "bindDn", "bindPassword", "baseDn", "filter"],
  ...["nameAttribute", "mailAttribute"],
];

/** /settings/directory: how the company's directory is asked, and whether it can be */
export function DirectoryPage({ view }: { view: DirectoryView }) {
  const t = textIn(view.frame.language);
  const { form } = view;
  const title = t("settings.directory");
  return (
    <Page
      frame={view.frame}
      title={title}
      width="narrow"
      side={<SettingsSide current="/settings/directory" />}
    >
      <Head title={title} lead={t("directory.lead")} />
      <Form action="/settings/directory" class="stack">
        <Fault fault={form.fault} fields={fieldNames} />
        <Check
          name="enabled"
          label={t("directory.enabled")}
          hint={t("directory.enabled.hint")}
          checked={form.enabled}
        />
        <Servers form={form} t={t} />
        <Account form={form} t={t} />
        <People form={form} t={t} />
        <p>
          <button type="submit" class="button primary" data-default>
            {t("settings.save")}
          </button>
        </p>
      </Form>
      <Test test={view.test} t={t} />
    </Page>
  );
}

interface Part {
  readonly form: DirectoryForm;
  readonly t: Text;
}

function Servers({ form, t }: Part) {
  const { fault } = form;
  const ways = ["starttls", "none"] as const;
  return (
    <fieldset class="group stack">
      <legend>{t("directory.server")}</legend>
      <TextArea
        name="servers"
        label={t("directory.servers")}
        hint={t("directory.servers.hint")}
        value={form.servers}
        rows={2}
        required
        fault={fault}
      />
      <Select
        name="encryption"
        label={t("directory.encryption")}
        value={form.encryption}
        options={ways.map((value) => ({ value, label: t(`directory.encryption.${value}`) }))}
        fault={fault}
      />
      <TextArea
        name="authorities"
        label={t("directory.authorities")}
        hint={t("directory.authorities.hint")}
        value={form.authorities}
        rows={2}
        fault={fault}
      />
    </fieldset>
  );
}

function Account({ form, t }: Part) {
  const { fault } = form;
  return (
    <fieldset class="group stack">
      <legend>{t("directory.account")}</legend>
      <Input
        name="bindDn"
        label={t("directory.bindDn")}
        hint={t("directory.bindDn.hint")}
        value={form.bindDn}
        fault={fault}
      />
      <Input
        name="bindPassword"
        label={t("directory.bindPassword")}
        hint={form.kept ? t("directory.bindPassword.kept") : undefined}
        value=""
        type="password"
        autocomplete="new-password"
        fault={fault}
      />
    </fieldset>
  );
}

function People({ form, t }: Part) {
  const { fault } = form;
  return (
    <fieldset class="group stack">
      <legend>{t("directory.people")}</legend>
      <Input
        name="baseDn"
        label={t("directory.baseDn")}
        hint={t("directory.baseDn.hint")}
        value={form.baseDn}
        required
        fault={fault}
      />
      <Input
        name="filter"
        label={t("directory.filter")}
        hint={t("directory.filter.hint")}
        value={form.filter}
        maxlength={2000}
        required
        fault={fault}
      />
      <div class="columns">
        <Input
          name="nameAttribute"
          label={t("directory.nameAttribute")}
          hint={t("directory.nameAttribute.hint")}
          value={form.nameAttribute}
          required
          fault={fault}
        />
        <Input
          name="mailAttribute"
          label={t("directory.mailAttribute")}
          value={form.mailAttribute}
          required
          fault={fault}
        />
      </div>
      <fieldset class="field">
        <legend>{t("directory.newcomers")}</legend>
        <div class="checks">
          {newcomers.map((value) => (
            <Check
              type="radio"
              name="newcomers"
              value={value}
              label={t(`directory.newcomers.${value}`)}
              hint={t(`directory.newcomers.${value}.hint`)}
              checked={value === form.newcomers}
            />
          ))}
        </div>
      </fieldset>
    </fieldset>
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
