/** The fields of each step of the setup. */
import type { Child } from "hono/jsx";
import type { StepName } from "../../../domain/setup/index.ts";
import type { Text } from "../../../text/web.ts";
import { Check, Input, Select, TextArea } from "../parts/form.tsx";
import { dayTime } from "../parts/format.ts";
import { Icon } from "../parts/icons.tsx";
import { providers, type SetupStepView } from "./view.ts";

/** The fields of a step that show their own faults. */
export const stepFields: { readonly [step in StepName]: readonly string[] } = {
  zone: ["zone"],
  admin: ["name", "user", "email", "password", "repeat"],
  name: ["hostname"],
  mailbox: ["address", "name"],
  incoming: ["host", "port", "tls", "user", "password", "login", "tenant", "clientId", "clientSecret"],
  outgoing: ["host", "port", "tls", "user", "password", "login", "tenant", "clientId", "clientSecret"],
  certificate: ["cert", "key"],
};

export const stepForms: { readonly [step in StepName]: (view: SetupStepView, t: Text) => Child } = {
  zone: (view, t) => <Zone view={view} t={t} />,
  admin: (view, t) => <Admin view={view} t={t} />,
  name: (view, t) => <Name view={view} t={t} />,
  mailbox: (view, t) => <Mailbox view={view} t={t} />,
  incoming: (view, t) => <Incoming view={view} t={t} />,
  outgoing: (view, t) => <Outgoing view={view} t={t} />,
  certificate: (view, t) => <Certificate view={view} t={t} />,
};

interface Props {
  readonly view: SetupStepView;
  readonly t: Text;
}

function Zone({ view, t }: Props) {
  const zone = view.values.zone ?? "UTC";
  const { now, language } = view.frame;
  return (
    <>
      <p>
        <b>{t("setup.zone.language")}</b>: {t("setup.zone.language.is")}
      </p>
      <Select
        name="zone"
        label={t("setup.zone")}
        hint={t("setup.zone.now", { time: dayTime(now, now, view.frame.zone, language) })}
        value={zone}
        options={view.zones.map((value) => ({ value, label: value.replaceAll("_", " ") }))}
        fault={view.fault}
      />
    </>
  );
}

function Admin({ view, t }: Props) {
  const { values, fault, kept } = view;
  return (
    <>
      <Input
        name="name"
        label={t("setup.admin.name")}
        value={values.name ?? ""}
        fault={fault}
        autocomplete="name"
        required
        autofocus={fault === null}
        maxlength={200}
      />
      <div class="columns">
        <Input
          name="user"
          label={t("setup.admin.user")}
          hint={t("setup.admin.user.hint")}
          value={values.user ?? ""}
          fault={fault}
          autocomplete="username"
          required
          maxlength={50}
        />
        <Input
          name="email"
          type="email"
          label={t("setup.admin.email")}
          hint={t("setup.admin.email.hint")}
          value={values.email ?? ""}
          fault={fault}
          autocomplete="email"
          maxlength={320}
        />
      </div>
      <div class="columns">
        <Input
          name="password"
          type="password"
          label={t("setup.admin.password")}
          hint={t(kept ? "setup.admin.kept" : "setup.admin.password.hint")}
          value=""
          fault={fault}
          autocomplete="new-password"
          required={!kept}
          autofocus={fault?.field === "password"}
        />
        <Input
          name="repeat"
          type="password"
          label={t("setup.admin.repeat")}
          value=""
          fault={fault}
          autocomplete="new-password"
          required={!kept}
          autofocus={fault?.field === "repeat"}
        />
      </div>
    </>
  );
}

function Name({ view, t }: Props) {
  return (
    <>
      <Input
        name="hostname"
        label={t("setup.name.hostname")}
        hint={t("setup.name.hostname.hint")}
        value={view.values.hostname ?? ""}
        fault={view.fault}
        required
        autofocus
        maxlength={254}
      />
      {view.network === null ? <Addresses view={view} t={t} /> : null}
    </>
  );
}

function Addresses({ view, t }: Props) {
  return (
    <div class="field">
      <b>{t("setup.name.addresses")}</b>
      {view.addresses.length === 0 ? <p class="hint">{t("setup.name.addresses.none")}</p> : null}
      <ul class="inline">
        {view.addresses.map((address) => (
          <li>
            <code>{address}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Mailbox({ view, t }: Props) {
  return (
    <>
      <Input
        name="address"
        type="email"
        label={t("setup.mailbox.address")}
        hint={t("setup.mailbox.address.hint")}
        value={view.values.address ?? ""}
        fault={view.fault}
        required
        autofocus
        maxlength={320}
      />
      <Input
        name="name"
        label={t("setup.mailbox.name")}
        hint={t("setup.mailbox.name.hint")}
        value={view.values.name ?? ""}
        fault={view.fault}
        maxlength={200}
      />
    </>
  );
}

function Incoming({ view, t }: Props) {
  const kind = view.values.kind;
  return (
    <>
      <fieldset class="field">
        <legend>{t("setup.incoming.kind")}</legend>
        <div class="checks">
          {(["smtp", "imap", ...providers] as const).map((value) => (
            <Check
              type="radio"
              name="kind"
              value={value}
              label={t(`setup.incoming.${value}`)}
              hint={t(`setup.incoming.${value}.hint`)}
              checked={kind === value}
            />
          ))}
        </div>
      </fieldset>
      <div class="only-imap stack">
        <Server
          view={view}
          t={t}
          ways={["implicit", "starttls", "none"]}
          label={(way) => t(`imap.tls.${way}`)}
        />
      </div>
      <OAuthLogin view={view} t={t} />
    </>
  );
}

function Outgoing({ view, t }: Props) {
  const kind = view.values.kind;
  return (
    <>
      {view.outgoingOverride ? (
        <p class="flash">
          <Icon name="warn" />
          <span>{t("setup.outgoing.given")}</span>
        </p>
      ) : null}
      <fieldset class="field">
        <legend>{t("setup.outgoing.kind")}</legend>
        <div class="checks">
          {(["smtp", ...providers, "direct", "later"] as const).map((value) => (
            <Check
              type="radio"
              name="kind"
              value={value}
              label={t(`setup.outgoing.${value}`)}
              hint={t(`setup.outgoing.${value}.hint`)}
              checked={kind === value}
            />
          ))}
        </div>
      </fieldset>
      <div class="only-smtp stack">
        <Server
          view={view}
          t={t}
          ways={["starttls", "implicit", "opportunistic", "none"]}
          label={(way) => t(`out.tls.${way}`)}
          userHint={t("setup.outgoing.user.hint")}
        />
      </div>
      <OAuthLogin view={view} t={t} />
    </>
  );
}

/** A remote mail server, and the credentials for it. */
function Server<Way extends string>(
  props: Props & {
    readonly ways: readonly Way[];
    readonly label: (way: Way) => string;
    readonly userHint?: string;
  },
) {
  const { view, t } = props;
  const { values, fault } = view;
  return (
    <>
      <div class="columns host">
        <Input
          name="host"
          label={t("setup.server.host")}
          value={values.host ?? ""}
          fault={fault}
          maxlength={255}
        />
        <Input
          name="port"
          type="number"
          label={t("setup.server.port")}
          value={values.port ?? ""}
          fault={fault}
          maxlength={5}
        />
      </div>
      <Select
        name="tls"
        label={t("setup.server.tls")}
        value={values.tls ?? ""}
        options={props.ways.map((value) => ({ value, label: props.label(value) }))}
        fault={fault}
      />
      <div class="columns">
        <Input
          name="user"
          label={t("setup.server.user")}
          hint={props.userHint}
          value={values.user ?? ""}
          fault={fault}
          maxlength={500}
        />
        <Input
          name="password"
          type="password"
          label={t("setup.server.password")}
          hint={view.kept ? t("setup.server.kept") : undefined}
          value=""
          fault={fault}
          autocomplete="new-password"
        />
      </div>
    </>
  );
}

/** The customer's own client at Microsoft or Google, and the mailbox there. */
function OAuthLogin({ view, t }: Props) {
  const { values, fault } = view;
  const line = (name: "login" | "tenant" | "clientId", label: string, hint?: string) => (
    <Input name={name} label={label} hint={hint} value={values[name] ?? ""} fault={fault} maxlength={1000} />
  );
  return (
    <div class="only-oauth stack">
      {providers.map((provider) => (
        <p class={`hint only-${provider}`}>
          {t(`oauth.${provider}.register`)} {t("oauth.redirect")}{" "}
          <code>{`https://${view.hostname}/settings/oauth/back`}</code>.
        </p>
      ))}
      {line("login", t("setup.oauth.login"), t("setup.oauth.login.hint"))}
      <div class="only-microsoft">{line("tenant", t("oauth.tenant"), t("oauth.tenant.hint"))}</div>
      <div class="columns">
        {line("clientId", t("oauth.clientId"))}
        <Input
          name="clientSecret"
          type="password"
          label={t("oauth.clientSecret")}
          hint={t("setup.oauth.secret.hint")}
          value=""
          fault={fault}
          autocomplete="new-password"
          maxlength={20_000}
        />
      </div>
      <p class="hint">{t("setup.oauth.later")}</p>
    </div>
  );
}

function Certificate({ view, t }: Props) {
  const { values, fault, kept } = view;
  return (
    <>
      <fieldset class="field">
        <legend>{t("setup.certificate.kind")}</legend>
        <div class="checks">
          {(["self", "own"] as const).map((value) => (
            <Check
              type="radio"
              name="kind"
              value={value}
              label={t(`setup.certificate.${value}`)}
              hint={t(`setup.certificate.${value}.hint`)}
              checked={values.kind === value}
            />
          ))}
        </div>
      </fieldset>
      <div class="only-own stack">
        <TextArea
          name="cert"
          label={t("setup.certificate.cert")}
          value={values.cert ?? ""}
          rows={5}
          fault={fault}
        />
        <FileField name="certFile" label={t("setup.certificate.certFile")} />
        <TextArea
          name="key"
          label={t("setup.certificate.key")}
          hint={kept ? t("setup.certificate.kept") : undefined}
          value=""
          rows={5}
          fault={fault}
        />
        <FileField name="keyFile" label={t("setup.certificate.keyFile")} />
      </div>
    </>
  );
}

function FileField({ name, label }: { readonly name: string; readonly label: string }) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input type="file" id={name} name={name} accept=".pem,.crt,.cer,.key" />
    </div>
  );
}
