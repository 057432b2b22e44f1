import { deliveryText } from "../../../../text/deliveries.ts";
import { textIn } from "../../../../text/web.ts";
import { most, short } from "../../bounds.ts";
import { Head } from "../../parts/bits.tsx";
import { Field, FieldsFault, SettingForm } from "../../parts/fields.tsx";
import { Form, Input } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import { oauthOptions } from "../../parts/oauth-options.ts";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { outgoingForm, repliesForm } from "./form.ts";
import type { OutgoingSettingsView } from "./view.ts";

/** /settings/outgoing: the smart host, when replies leave, and a test mail. */
export function OutgoingSettingsPage({ view }: { view: OutgoingSettingsView }) {
  const t = textIn(view.frame.language);
  return (
    <Page
      frame={view.frame}
      title={t("settings.outgoing")}
      width="narrow"
      side={<SettingsSide current="/settings/outgoing" />}
    >
      <Head title={t("settings.outgoing")} lead={t("out.lead")} />
      {view.fixed === null ? (
        <SmartHost view={view} />
      ) : (
        <p class="flash">
          <Icon name="warn" />
          <span>{t("out.fixed", { value: view.fixed })}</span>
        </p>
      )}
      <Replies view={view} />
      <TestMail view={view} />
    </Page>
  );
}

function SmartHost({ view }: { view: OutgoingSettingsView }) {
  const t = textIn(view.frame.language);
  const field = { of: outgoingForm, state: view.form };
  return (
    <SettingForm action="/settings/outgoing" {...field}>
      <Field {...field} name="kind" />
      <div class="only-smtp stack">
        <div class="columns host">
          <Field {...field} name="host" />
          <Field {...field} name="port" />
        </div>
        <Field {...field} name="tls" />
        <Field {...field} name="login" />
        <div class="columns">
          <Field {...field} name="user" />
          <div class="only-password">
            <Field {...field} name="password" />
            {view.form.kept?.includes("password") ? <Field {...field} name="forget" /> : null}
          </div>
          <div class="only-oauth2">
            <Field {...field} name="oauth" from={oauthOptions(view.oauth, t("login.oauth.none"))} />
          </div>
        </div>
        <Field {...field} name="bareSender" />
      </div>
    </SettingForm>
  );
}

function Replies({ view }: { view: OutgoingSettingsView }) {
  const t = textIn(view.frame.language);
  const field = { of: repliesForm, state: view.replies };
  return (
    <section class="part">
      <h2>{t("out.replies")}</h2>
      <Form action="/settings/outgoing/replies" class="stack">
        <FieldsFault {...field} />
        <Field {...field} name="undoDelay" />
        <p>
          <button type="submit" class="button">
            {t("settings.save")}
          </button>
        </p>
      </Form>
    </section>
  );
}

function TestMail({ view }: { view: OutgoingSettingsView }) {
  const t = textIn(view.frame.language);
  const { test } = view;
  return (
    <section class="part">
      <h2>{t("out.test")}</h2>
      <p class="lead">{t("out.test.lead")}</p>
      {test.result ? (
        <div class={`flash ${test.result.ok ? "done" : "problem"}`} role="status">
          <Icon name={test.result.ok ? "check" : "warn"} />
          <div>
            <p>
              {t(test.result.ok ? "out.test.ok" : "out.test.bad")}{" "}
              {test.result.server === null ? null : <bdi>{short(test.result.server)}</bdi>}
            </p>
            {test.result.results.slice(0, most.results).map((result) => (
              <p>
                <bdi>{short(result.recipient)}</bdi>:{" "}
                <bdi>{short(deliveryText(view.frame.language, result), 500)}</bdi>
              </p>
            ))}
          </div>
        </div>
      ) : null}
      <Form action="/settings/outgoing/test" class="row">
        <Input
          name="to"
          scope="test"
          label={t("out.test.to")}
          value={test.to}
          fault={test.fault}
          type="email"
          required
        />
        <button type="submit" class="button">
          {t("out.test.go")}
        </button>
      </Form>
    </section>
  );
}
