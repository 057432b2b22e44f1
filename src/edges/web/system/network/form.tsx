/** The appliance's network: its state, a form to change it, and a change on trial. */

import type { Check } from "../../../../../appliance/protocol.ts";
import { boxCheckInWords } from "../../../../text/box-checks.ts";
import { listText } from "../../../../text/lists.ts";
import { useFrame, useText } from "../../parts/context.ts";
import { Field, FieldsFault } from "../../parts/fields.tsx";
import { Fault, Form } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import { networkForm } from "./fields.ts";
import type { NetworkPart } from "./view.ts";

/** The whole page, in sections. */
export function Network({ part }: { part: NetworkPart }) {
  const { state, fault, checks } = part;
  return (
    <>
      {state === null || state.trial ? (
        <Fault fault={fault} />
      ) : (
        <FieldsFault of={networkForm} state={part} />
      )}
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
  const field = { of: networkForm, state: part };
  const form = (
    <Form action={pathOf(part)} class="stack">
      <div class="columns">
        <Field {...field} name="card" from={cards.map((value) => ({ value, label: value }))} />
        <Field {...field} name="vlan" />
      </div>
      <Field {...field} name="ipv4" />
      <div class="columns only-static4">
        <Field {...field} name="address4" />
        <Field {...field} name="gateway4" />
      </div>
      <Field {...field} name="ipv6" />
      <div class="columns only-static6">
        <Field {...field} name="address6" />
        <Field {...field} name="gateway6" />
      </div>
      <div class="columns">
        <Field {...field} name="dns" />
        <Field {...field} name="search" />
      </div>
      <Field {...field} name="proxy" />
      <Field {...field} name="management" />
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
