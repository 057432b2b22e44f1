import { textIn } from "../../../../text/web.ts";
import { most, short } from "../../bounds.ts";
import { Head } from "../../parts/bits.tsx";
import { Check, Fault, Form, Input, Select } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import type { OutgoingSettingsView } from "./view.ts";

/** /settings/outgoing: the smart host, and a test of it. */
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
      <TestMail view={view} />
    </Page>
  );
}

function SmartHost({ view }: { view: OutgoingSettingsView }) {
  const t = textIn(view.frame.language);
  const tls = ["starttls", "implicit", "opportunistic", "none"] as const;
  return (
    <Form action="/settings/outgoing" class="stack">
      <Fault fault={view.fault} fields={["host", "port", "user", "password"]} />
      <fieldset class="field">
        <legend>{t("out.kind")}</legend>
        <div class="checks">
          <Check
            type="radio"
            name="kind"
            value="smtp"
            label={t("out.smtp")}
            hint={t("out.smtp.hint")}
            checked={view.kind === "smtp"}
          />
          <Check
            type="radio"
            name="kind"
            value="direct"
            label={t("out.direct")}
            hint={t("out.direct.hint")}
            checked={view.kind === "direct"}
          />
          <Check
            type="radio"
            name="kind"
            value="catch"
            label={t("out.catch")}
            hint={t("out.catch.hint")}
            checked={view.kind === "catch"}
          />
        </div>
      </fieldset>
      <div class="only-smtp stack">
        <div class="columns host">
          <Input name="host" label={t("out.host")} value={view.host} fault={view.fault} maxlength={255} />
          <Input
            name="port"
            label={t("out.port")}
            value={view.port}
            fault={view.fault}
            type="number"
            maxlength={5}
          />
        </div>
        <Select
          name="tls"
          label={t("out.tls")}
          value={view.tls}
          options={tls.map((value) => ({ value, label: t(`out.tls.${value}`) }))}
        />
        <div class="columns">
          <Input
            name="user"
            label={t("out.user")}
            hint={t("out.user.hint")}
            value={view.user}
            fault={view.fault}
          />
          <Input
            name="password"
            label={t("out.password")}
            hint={view.hasPassword ? t("out.password.kept") : undefined}
            value=""
            type="password"
            autocomplete="new-password"
            fault={view.fault}
          />
        </div>
        {view.hasPassword ? <Check name="forget" label={t("out.password.forget")} checked={false} /> : null}
        <Check name="bareSender" label={t("out.bare")} hint={t("out.bare.hint")} checked={view.bareSender} />
      </div>
      <p>
        <button type="submit" class="button primary" data-default>
          {t("settings.save")}
        </button>
      </p>
    </Form>
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
              {t(test.result.ok ? "out.test.ok" : "out.test.bad")} <bdi>{short(test.result.server)}</bdi>
            </p>
            {test.result.results.slice(0, most.results).map((result) => (
              <p>
                <bdi>{short(result.recipient)}</bdi>: <bdi>{short(result.response, 500)}</bdi>
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
