import type { PolicyReport } from "../../../../domain/health/index.ts";
import { zoneText } from "../../../../domain/settings/index.ts";
import type { DomainReport, KeyReport } from "../../../../engine/settings/domains.ts";
import { faultText } from "../../../../text/index.ts";
import { textIn } from "../../../../text/web.ts";
import { Head, When } from "../../parts/bits.tsx";
import { useFrame, useText } from "../../parts/context.ts";
import { Field } from "../../parts/fields.tsx";
import { Fault, Form } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { keyForm } from "./form.ts";
import type { DomainsView } from "./view.ts";

/** /settings/domains: keys that sign mail, and the DNS records that publish them. */
export function DomainsPage({ view }: { view: DomainsView }) {
  const t = textIn(view.frame.language);
  const checkedAt = view.domains.find((domain) => domain.checkedAt !== null)?.checkedAt ?? null;
  return (
    <Page
      frame={view.frame}
      title={t("settings.domains")}
      width="narrow"
      side={<SettingsSide current="/settings/domains" />}
    >
      <Head title={t("settings.domains")} lead={t("domains.lead")} />
      <Fault fault={view.fault} />
      {view.domains.map((domain) => (
        <Domain domain={domain} />
      ))}
      <section class="part">
        {checkedAt === null ? null : (
          <p class="hint">
            {t("domains.checked")} <When at={checkedAt} />
          </p>
        )}
        <Form action="/settings/domains/check">
          <button type="submit" class="button">
            {t("domains.check")}
          </button>
        </Form>
      </section>
    </Page>
  );
}

function Domain({ domain }: { domain: DomainReport }) {
  const t = useText();
  return (
    <section class="part" id={domain.domain}>
      <h2>
        <bdi>{domain.domain}</bdi>
      </h2>
      <p class={`flash ${domain.signed ? "done" : ""}`}>
        <Icon name={domain.signed ? "check" : "warn"} />
        <span>{t(domain.signed ? "domains.signed" : "domains.unsigned")}</span>
      </p>
      {domain.keys.length === 0 ? <p class="hint">{t("domains.none")}</p> : null}
      {domain.keys.map((key) => (
        <Key key_={key} />
      ))}
      {domain.policies.map((policy) => (
        <Policy policy={policy} />
      ))}
      <Form action="/settings/domains" class="row">
        <input type="hidden" name="domain" value={domain.domain} />
        <Field
          of={keyForm}
          name="algorithm"
          scope={domain.domain}
          state={{ values: { algorithm: "rsa" }, fault: null }}
        />
        <button type="submit" class={`button ${domain.keys.length === 0 ? "primary" : ""}`}>
          {t("domains.create")}
        </button>
      </Form>
    </section>
  );
}

/** SPF or DMARC: the record in DNS, or a suggested one. */
function Policy({ policy }: { policy: PolicyReport }) {
  const t = useText();
  return (
    <div class="card">
      <h3>{t(`domains.${policy.kind}`)}</h3>
      <p class={policy.published === "yes" ? "" : "hint"}>
        {t(`domains.policy.${policy.published}`)} <Found found={policy.found} />
      </p>
      {policy.published === "no" ? (
        <details>
          <summary>{t("domains.suggestion")}</summary>
          <p class="hint">{t(`domains.${policy.kind}.hint`)}</p>
          <p class="hint">{t("domains.name")}</p>
          <pre class="record">{policy.name}</pre>
          <p class="hint">{t("domains.value")}</p>
          <pre class="record">{policy.suggestion}</pre>
        </details>
      ) : null}
    </div>
  );
}

/** The record in DNS, or why it could not be queried. */
function Found({ found }: { found: PolicyReport["found"] }) {
  const { language } = useFrame();
  if (found === null) return null;
  return <bdi>{typeof found === "string" ? found : faultText(language, found)}</bdi>;
}

function Key({ key_: key }: { key_: KeyReport }) {
  const t = useText();
  const { record } = key;
  return (
    <div class="card">
      <header>
        <h3>
          <bdi>{key.selector}</bdi> · {t(`domains.${key.state}`)}
        </h3>
        <span class="hint">
          {t("domains.made")} <When at={key.madeAt} />
        </span>
      </header>
      <p class={key.published === "yes" ? "" : "hint"}>
        {t(`domains.published.${key.published}`)} <Found found={key.found} />
      </p>
      {key.state === "retired" ? (
        <p class="hint">{t(key.removable ? "domains.removable" : "domains.keep")}</p>
      ) : null}
      {key.old ? <p>{t("domains.old")}</p> : null}
      <details open={key.state === "waiting" || (key.state === "active" && key.published !== "yes")}>
        <summary>{t("domains.record")}</summary>
        <p class="hint">{t("domains.name")}</p>
        <pre class="record">{record.name}</pre>
        <p class="hint">{t("domains.value")}</p>
        <pre class="record">{record.text}</pre>
        <p class="hint">{t("domains.zone")}</p>
        <pre class="record">{`${record.name}. IN TXT ( ${zoneText(record.text)} )`}</pre>
      </details>
      <Form action="/settings/domains/key" class="inline">
        <input type="hidden" name="domain" value={key.domain} />
        <input type="hidden" name="selector" value={key.selector} />
        {key.state === "active" ? null : (
          <button type="submit" class="button small" name="do" value="activate">
            {t(key.state === "waiting" ? "domains.activate" : "domains.again")}
          </button>
        )}
        <button type="submit" class="button small quiet" name="do" value="remove">
          {t("domains.remove")}
        </button>
      </Form>
    </div>
  );
}
