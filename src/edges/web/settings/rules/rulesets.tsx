/** The rulesets of this desk, and the form that adds one. */
import { DEFAULT } from "../../../../domain/ruleset/index.ts";
import { short } from "../../bounds.ts";
import { useText } from "../../parts/context.ts";
import { Check, Fault, Form, Input, Select } from "../../parts/form.tsx";
import { rulesAddress } from "./address.ts";
import type { AddingRuleset, RulesetRow } from "./view.ts";

/** Mailboxes and rulesets that are named in a row; how many more there are is said. */
const NAMED = 20;

interface Props {
  readonly rulesets: readonly RulesetRow[];
  readonly adding: AddingRuleset;
  readonly mailboxes: readonly string[];
}

export function RulesetsPart({ rulesets, adding, mailboxes }: Props) {
  const t = useText();
  return (
    <section class="part" id="rulesets">
      <h2>{t("rules.rulesets")}</h2>
      <p class="hint">{t("rules.rulesets.hint")}</p>
      {rulesets.length < 2 ? null : <RulesetTable rulesets={rulesets} />}
      <details open={adding.fault !== null}>
        <summary>{t("rules.new")}</summary>
        <Fault fault={adding.fault} fields={["name"]} />
        <Form action="/settings/rules/new" class="stack">
          <Input
            {...{ name: "name", scope: "new", label: t("rules.new.name"), value: adding.name }}
            fault={adding.fault}
            maxlength={100}
            required
          />
          <Select
            {...{ name: "mailbox", scope: "new", label: t("rules.new.mailbox"), value: adding.mailbox }}
            hint={t("rules.new.mailbox.hint")}
            options={[
              { value: "", label: t("rules.new.mailbox.none") },
              ...mailboxes.map((value) => ({ value, label: value })),
            ]}
          />
          {rulesets
            .filter(({ active }) => active !== null)
            .map(({ name }) => (
              <Check
                name="include"
                value={name}
                label={t("rules.new.include", { ruleset: short(name, 100) })}
                checked={adding.includes.includes(name)}
              />
            ))}
          <div class="row">
            <button type="submit" class="button">
              {t("rules.new.add")}
            </button>
          </div>
        </Form>
      </details>
    </section>
  );
}

function RulesetTable({ rulesets }: Pick<Props, "rulesets">) {
  const t = useText();
  return (
    <table class="plain-table" tabindex={0}>
      <caption class="visually-hidden">{t("rules.rulesets")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("rules.ruleset")}</th>
          <th scope="col">{t("rules.mailboxes")}</th>
          <th scope="col">{t("rules.includes")}</th>
          <th scope="col">{t("rules.state")}</th>
        </tr>
      </thead>
      <tbody>
        {rulesets.map((row) => (
          <tr>
            <td>
              {row.current ? (
                <b aria-current="page">
                  <bdi>{short(row.name, 100)}</bdi>
                </b>
              ) : (
                <a href={rulesAddress("", row.name)}>
                  <bdi>{short(row.name, 100)}</bdi>
                </a>
              )}
            </td>
            <td>{mailboxesText(t, row)}</td>
            <td>
              <Names names={row.includes} />
            </td>
            <td>
              {row.active === null ? (
                t("rules.state.none")
              ) : (
                <>
                  {t("rules.state.active", { version: row.active })}
                  {row.newest === row.active || row.newest === 0 ? null : (
                    <>
                      {" "}
                      <a href={`/settings/rules/${row.newest}`}>
                        {t("rules.state.newest", { version: row.newest })}
                      </a>
                    </>
                  )}
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function mailboxesText(t: ReturnType<typeof useText>, { name, active, mailboxes }: RulesetRow) {
  if (name === DEFAULT) return t("rules.mailboxes.others");
  if (active === null) return null;
  return mailboxes.length === 0 ? t("rules.mailboxes.none") : <Names names={mailboxes} />;
}

function Names({ names }: { names: readonly string[] }) {
  const t = useText();
  return (
    <>
      {names.slice(0, NAMED).map((one) => (
        <div>
          <bdi>{short(one, 100)}</bdi>
        </div>
      ))}
      {names.length > NAMED ? <div>{t("rules.mailboxes.more", { n: names.length - NAMED })}</div> : null}
    </>
  );
}

/** Ends that mail follows a ruleset. */
export function Deactivate({ ruleset }: { ruleset: string }) {
  const t = useText();
  return (
    <section class="part">
      <h2>{t("rules.deactivate")}</h2>
      <p class="hint">{t("rules.deactivate.hint")}</p>
      <Form action="/settings/rules/deactivate" class="row">
        <input type="hidden" name="ruleset" value={ruleset} />
        <Input
          {...{ name: "reason", scope: "deactivate", label: t("rules.reason"), value: "" }}
          maxlength={1000}
        />
        <button type="submit" class="button">
          {t("rules.deactivate")}
        </button>
      </Form>
    </section>
  );
}
