/** The appliance's network: its state, a form to change it, and a change on trial. */

import type { Check } from "../../../../../appliance/protocol.ts";
import { boxCheckInWords } from "../../../../text/box-checks.ts";
import { listText } from "../../../../text/lists.ts";
import { useFrame, useText } from "../../parts/context.ts";
import { Fault, Form, Input, Select } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import type { NetworkField, NetworkPart } from "./view.ts";

const shown: readonly NetworkField[] = [
  ...(["card", "vlan", "ipv4", "address4", "gateway4", "ipv6", "address6", "gateway6"] as const),
  ...(["dns", "search", "proxy", "management"] as const),
];

/** The whole page, in sections. */
export function Network({ part }: { part: NetworkPart }) {
  const { state, fault, checks } = part;
  return (
    <>
      <Fault fault={fault} fields={state === null || state.trial ? [] : shown} />
      {state?.trial ? <Trial part={part} trial={state.trial} /> : null}
      <Checks checks={checks} />
      {state === null ? null : <Now part={part} state={state} />}
      {state === null || state.trial ? null : <Change part={part} state={state} />}
    </>
  );
}

type State = NonNullable<NetworkPart["state"]>;

const pathOf = ({ atFirstStart }: NetworkPart): string =>
  atFirstStart ? "/setup/network" : "/system/network";

function Trial({ part, trial }: { part: NetworkPart; trial: NonNullable<State["trial"]> }) {
  const t = useText();
  const { now } = useFrame();
  const { follow } = part;
  return (
    <section class="findings" aria-live="polite">
      <p class="flash">
        <Icon name="warn" />
        <span>{t("network.trial", { n: Math.max(0, Math.ceil((trial.until - now) / 1000)) })}</span>
      </p>
      <p>{t(follow === null ? "network.trial.here" : "network.trial.moves")}</p>
      {follow === null || !/^https?:\/\//.test(follow) ? null : (
        <p>
          <a href={follow}>
            <bdi>{follow}</bdi>
          </a>
        </p>
      )}
      <p class="hint">{t("network.trial.lost")}</p>
      <Form action={pathOf(part)} class="row">
        <input type="hidden" name="change" value={trial.change} />
        <button type="submit" class={`button ${follow === null ? "primary" : ""}`} name="do" value="keep">
          {t("network.keep")}
        </button>
        <button type="submit" class="button" name="do" value="revert">
          {t("network.revert")}
        </button>
        <button type="submit" class="button quiet" name="do" value="check">
          {t("network.check")}
        </button>
      </Form>
    </section>
  );
}

function Checks({ checks }: { checks: readonly Check[] }) {
  const t = useText();
  const { language } = useFrame();
  if (checks.length === 0) return null;
  const said = checks.map((one) => boxCheckInWords(language, one));
  return (
    <section class="findings" aria-labelledby="network-found">
      <h2 id="network-found">{t("network.found")}</h2>
      <div role="status">
        <ul>
          {said.map(({ check, ok, what, todo }) => (
            <li class={ok ? "ok" : "problem"}>
              <Icon name={ok ? "check" : "warn"} />
              <div>
                <p>
                  <bdi>
                    {check}: {what}
                  </bdi>
                </p>
                {todo === null ? null : (
                  <p class="todo">
                    <bdi>{todo}</bdi>
                  </p>
                )}
              </div>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function Now({ part, state }: { part: NetworkPart; state: State }) {
  const t = useText();
  const { language } = useFrame();
  const list = (values: readonly string[]) => listText(language, values) || t("network.none");
  return (
    <section class="part">
      <h2>{t(part.atFirstStart ? "setup.network" : "network.now")}</h2>
      {part.atFirstStart ? <p class="hint">{t("network.lead")}</p> : null}
      <dl class="answers">
        {state.cards.map(({ name, mac, up, addresses }) => (
          <div>
            <dt>
              <bdi>{name}</bdi>
            </dt>
            <dd>
              <bdi>{list(addresses.filter((one) => !/^fe80:/i.test(one)))}</bdi>
              <p class="hint">
                {t(up ? "network.up" : "network.down")}, <bdi>{mac}</bdi>
              </p>
            </dd>
          </div>
        ))}
        <div>
          <dt>{t("network.gateways")}</dt>
          <dd>
            <bdi>{list(state.gateways)}</bdi>
          </dd>
        </div>
        <div>
          <dt>{t("network.servers")}</dt>
          <dd>
            <bdi>{list(state.dns)}</bdi>
          </dd>
        </div>
      </dl>
      {state.trial ? null : (
        <Form action={pathOf(part)}>
          <button type="submit" class="button" name="do" value="check">
            {t("network.check")}
          </button>
        </Form>
      )}
    </section>
  );
}

function Change({ part, state }: { part: NetworkPart; state: State }) {
  const t = useText();
  const { values, fault } = part;
  const known = state.cards.map(({ name }) => name);
  const cards = known.includes(values.card) || values.card === "" ? known : [...known, values.card];
  const method = (value: "dhcp" | "auto" | "static" | "off") => ({
    value,
    label: t(`network.method.${value}`),
  });
  const line = (name: NetworkField, label: string, hint?: string) => (
    <Input name={name} label={label} hint={hint} value={values[name]} fault={fault} maxlength={2000} />
  );
  const form = (
    <Form action={pathOf(part)} class="stack">
      <div class="columns">
        <Select
          name="card"
          label={t("network.card")}
          value={values.card}
          options={cards.map((value) => ({ value, label: value }))}
          fault={fault}
        />
        {line("vlan", t("network.vlan"), t("network.vlan.hint"))}
      </div>
      <Select
        name="ipv4"
        label={t("network.ipv4")}
        value={values.ipv4}
        options={[method("dhcp"), method("static"), method("off")]}
        fault={fault}
      />
      <div class="columns only-static4">
        {line("address4", t("network.address4"), t("network.address4.hint"))}
        {line("gateway4", t("network.gateway4"))}
      </div>
      <Select
        name="ipv6"
        label={t("network.ipv6")}
        value={values.ipv6}
        options={[method("auto"), method("static"), method("off")]}
        fault={fault}
      />
      <div class="columns only-static6">
        {line("address6", t("network.address6"), t("network.address6.hint"))}
        {line("gateway6", t("network.gateway6"))}
      </div>
      <div class="columns">
        {line("dns", t("network.dns"), t("network.auto.hint"))}
        {line("search", t("network.search"), t("network.auto.hint"))}
      </div>
      {line("proxy", t("network.proxy"), t("network.proxy.hint"))}
      {line("management", t("network.management"), t("network.management.hint"))}
      <p class="row">
        <button type="submit" class="button primary" name="do" value="try">
          {t("network.try")}
        </button>
        <button type="submit" class="button" name="do" value="test">
          {t("network.test")}
        </button>
      </p>
    </Form>
  );
  // Rarely changed, so folded.
  if (part.atFirstStart) {
    return (
      <details class="part" open={fault !== null || part.checks.length > 0}>
        <summary>{t("network.change")}</summary>
        {form}
      </details>
    );
  }
  return (
    <section class="part">
      <h2>{t("network.change")}</h2>
      {form}
    </section>
  );
}
