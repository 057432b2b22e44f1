import { faultText } from "../../../../text/index.ts";
import { listText } from "../../../../text/lists.ts";
import { textIn } from "../../../../text/web.ts";
import { Head, When } from "../../parts/bits.tsx";
import { useText } from "../../parts/context.ts";
import { Check, Fault, Form, Input, TextArea } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import type { CertificateView } from "./view.ts";

const here = "/system/certificate";

/** /system/certificate: the certificate in use, and where it comes from. */
export function CertificatePage({ view }: { view: CertificateView }) {
  const t = textIn(view.frame.language);
  return (
    <Page
      frame={view.frame}
      title={t("system.certificate")}
      width="narrow"
      side={<SettingsSide current={here} />}
    >
      <Head title={t("system.certificate")} lead={t("cert.lead")} />
      <Shown view={view} />
      <Acme view={view} />
      <Own view={view} />
      <section class="part">
        <h2>{t("cert.back")}</h2>
        <p class="hint">{t("cert.back.lead")}</p>
        <Form action={`${here}/self`}>
          <button type="submit" class="button">
            {t("cert.back.use")}
          </button>
        </Form>
      </section>
    </Page>
  );
}

function Shown({ view }: { view: CertificateView }) {
  const t = useText();
  const { shown, attempt, ordering } = view.state;
  return (
    <section class="part">
      <h2>{t("cert.shown")}</h2>
      {ordering ? (
        <p class="flash">
          <Icon name="warn" />
          <span>{t("cert.ordering")}</span>
        </p>
      ) : null}
      {attempt?.problem ? (
        <p class="flash">
          <Icon name="warn" />
          <span>
            {t(attempt.ok ? "cert.partly" : "cert.failed", {
              text: faultText(view.frame.language, attempt.problem),
            })}
          </span>
        </p>
      ) : null}
      <dl class="answers">
        <div>
          <dt>{t("cert.names")}</dt>
          <dd>
            <bdi>{listText(view.frame.language, shown.names)}</bdi>
          </dd>
        </div>
        <div>
          <dt>{t("cert.issuer")}</dt>
          <dd>{shown.ownMade ? t("cert.self") : <bdi>{shown.issuer}</bdi>}</dd>
        </div>
        <div>
          <dt>{t("cert.until")}</dt>
          <dd>
            <When at={shown.until} />
          </dd>
        </div>
        <div>
          <dt>{t("cert.fingerprint")}</dt>
          <dd>
            <code class="fingerprint">{shown.fingerprint}</code>
          </dd>
        </div>
      </dl>
    </section>
  );
}

function Acme({ view }: { view: CertificateView }) {
  const t = useText();
  const { form, hostname } = view;
  const fault = view.fault?.at === "acme" ? view.fault.fault : null;
  return (
    <section class="part" id="acme">
      <h2>{t("cert.acme")}</h2>
      <p class="hint">{t("cert.acme.lead", { name: hostname })}</p>
      <Form action={`${here}/acme`} class="stack">
        <Fault fault={fault} fields={["directory", "email", "names", "ca"]} />
        <Input
          name="directory"
          label={t("cert.acme.directory")}
          hint={t("cert.acme.directory.hint")}
          value={form.directory}
          placeholder="https://"
          fault={fault}
          required
        />
        <Input
          name="email"
          type="email"
          label={t("cert.acme.email")}
          value={form.email}
          autocomplete="email"
          fault={fault}
        />
        <TextArea
          name="names"
          label={t("cert.acme.names")}
          hint={t("cert.acme.names.hint", { name: hostname })}
          value={form.names}
          rows={2}
          fault={fault}
        />
        <TextArea
          name="ca"
          label={t("cert.acme.ca")}
          hint={t("cert.acme.ca.hint")}
          value={form.ca}
          rows={2}
          fault={fault}
        />
        <Check name="terms" label={t("cert.acme.terms")} checked={form.terms} />
        <p>
          <button type="submit" class="button primary">
            {t(view.state.policy.kind === "acme" ? "cert.acme.again" : "cert.acme.order")}
          </button>
        </p>
      </Form>
    </section>
  );
}

function Own({ view }: { view: CertificateView }) {
  const t = useText();
  const fault = view.fault?.at === "own" ? view.fault.fault : null;
  const requestFault = view.fault?.at === "request" ? view.fault.fault : null;
  return (
    <section class="part" id="own">
      <h2>{t("cert.own")}</h2>
      <p class="hint">{t("cert.own.lead")}</p>
      <Form action={`${here}/own`} class="stack">
        <Fault fault={fault} fields={["cert", "key"]} />
        <TextArea name="cert" label={t("cert.own.cert")} value="" rows={5} fault={fault} required />
        <TextArea
          name="key"
          label={t("cert.own.key")}
          hint={view.state.requested ? t("cert.own.key.kept") : undefined}
          value=""
          rows={3}
          fault={fault}
        />
        <p>
          <button type="submit" class="button primary">
            {t("cert.own.use")}
          </button>
        </p>
      </Form>
      <h3>{t("cert.request")}</h3>
      <p class="hint">{t("cert.request.lead")}</p>
      <Form action={`${here}/request`} class="stack">
        <Fault fault={requestFault} />
        <p>
          <button type="submit" class="button">
            {t("cert.request.make")}
          </button>
        </p>
      </Form>
    </section>
  );
}
