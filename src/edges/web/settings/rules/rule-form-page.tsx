import { rowActionNames, rowActions, rowFacts, rowTests } from "../../../../domain/ruleset/form/index.ts";
import { mailEvents } from "../../../../domain/ruleset/index.ts";
import { priorities } from "../../../../domain/ticket/index.ts";
import { type Text, textIn } from "../../../../text/web.ts";
import { short } from "../../bounds.ts";
import { Head } from "../../parts/bits.tsx";
import { useText } from "../../parts/context.ts";
import { Fault, Form, Input, Select } from "../../parts/form.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { stateName } from "../../parts/state.ts";
import type { FormFault } from "../../view.ts";
import { rulesAddress } from "./address.ts";
import type { KnownValues, RuleFormView, TypedRule } from "./view.ts";

/** Characters of a rule. */
const LONGEST = 10_000;

/** /settings/rules/form */
export function RuleFormPage({ view }: { view: RuleFormView }) {
  const { frame, ruleset, seen, form, fault, wrong, known } = view;
  const t = textIn(frame.language);
  const title = seen ? t("rule-form.edit", { rule: short(seen.name, 60) }) : t("rule-form.new");
  const faultOf = (row: "condition" | "action", n: number): FormFault | null =>
    wrong?.row === row && wrong.n === n ? fault : null;
  return (
    <Page frame={frame} title={title} side={<SettingsSide current="/settings/rules" />}>
      <Head title={title} lead={t("rule-form.lead")}>
        <a href={rulesAddress("", ruleset)}>{t("rule-form.back")}</a>
      </Head>
      {wrong ? null : <Fault fault={fault} fields={["name"]} />}
      {view.current === null ? null : (
        <section class="part">
          <h2>{t("rule-form.now")}</h2>
          <pre class="code">
            {view.current.length > LONGEST
              ? `${view.current.slice(0, LONGEST).toWellFormed()}…`
              : view.current}
          </pre>
        </section>
      )}
      <Form action="/settings/rules/form" class="stack rule-form">
        <input type="hidden" name="ruleset" value={ruleset} />
        <input type="hidden" name="rule" value={seen?.name ?? ""} />
        <input type="hidden" name="seen" value={seen?.text ?? ""} />
        <Input
          name="name"
          label={t("rule-form.name")}
          value={form.name}
          fault={fault}
          maxlength={200}
          required
        />
        <Select
          name="event"
          label={t("rule-form.event")}
          value={form.event}
          options={mailEvents.map((value) => ({ value, label: t(`rule-form.event.${value}`) }))}
        />
        <Select
          name="match"
          label={t("rule-form.match")}
          value={form.match}
          options={(["all", "any"] as const).map((value) => ({
            value,
            label: t(`rule-form.match.${value}`),
          }))}
        />
        {form.conditions.map((row, n) => (
          <ConditionFields row={row} n={n} known={known} fault={faultOf("condition", n)} />
        ))}
        <p class="hint">{t("rule-form.value.hint")}</p>
        <h2>{t("rule-form.actions")}</h2>
        {form.actions.map((row, n) => (
          <ActionFields row={row} n={n} known={known} fault={faultOf("action", n)} />
        ))}
        <div class="row">
          {/* First, since Enter presses the first button. */}
          <button type="submit" class="button primary" name="do" value="save">
            {t("rule-form.save")}
          </button>
          <button type="submit" class="button" name="do" value="more">
            {t("rule-form.more")}
          </button>
        </div>
      </Form>
    </Page>
  );
}

interface RowProps<R> {
  readonly row: R;
  readonly n: number;
  readonly known: KnownValues;
  readonly fault: FormFault | null;
}

function ConditionFields({ row, n, known, fault }: RowProps<TypedRule["conditions"][number]>) {
  const t = useText();
  const scope = `condition-${n}`;
  return (
    <fieldset class="rule-row condition">
      <legend class="visually-hidden">{t("rule-form.condition", { n: n + 1 })}</legend>
      <Select
        {...{ name: "fact", scope, label: t("rule-form.fact"), value: row.fact }}
        options={[
          { value: "", label: t("rule-form.fact.none") },
          ...rowFacts.map((value) => ({ value, label: t(`rule-form.fact.${value}`) })),
        ]}
      />
      <Input
        {...{ name: "header", scope, class: "of-header", label: t("rule-form.header"), value: row.header }}
        maxlength={200}
      />
      <Select
        {...{ name: "test", scope, label: t("rule-form.test"), value: row.test }}
        options={rowTests.map((value) => ({ value, label: t(`rule-form.test.${value}`) }))}
      />
      <Input
        {...{ name: "value", scope, class: "of-value", label: t("rule-form.value"), value: row.value, fault }}
        list={known.values}
        maxlength={10_000}
      />
    </fieldset>
  );
}

function ActionFields({ row, n, known, fault }: RowProps<TypedRule["actions"][number]>) {
  const t = useText();
  const scope = `action-${n}`;
  const { value } = row;
  const kind = row.do === "" ? "none" : rowActions[row.do].value;
  return (
    <fieldset class="rule-row action">
      <legend class="visually-hidden">{t("rule-form.action", { n: n + 1 })}</legend>
      <Select
        {...{ name: "action", scope, label: t("rule-form.do"), value: row.do, fault }}
        options={[
          { value: "", label: t("rule-form.do.none") },
          ...rowActionNames.map((one) => ({ value: one, label: t(`rule-form.do.${one}`) })),
        ]}
      />
      <Input
        {...{ name: "text", scope, class: "with-text", label: t("rule-form.with.text") }}
        value={kind === "text" || kind === "reason" ? value : ""}
        list={known.categories}
        maxlength={1_000}
      />
      <Select
        {...{ name: "group", scope, class: "with-group", label: t("rule-form.with.group"), value }}
        options={offered(
          t,
          known.groups.map((one) => ({ value: one, label: one })),
          kind === "group" ? value : "",
        )}
      />
      <Select
        {...{ name: "person", scope, class: "with-person", label: t("rule-form.with.person"), value }}
        options={offered(
          t,
          known.people.map(({ user, name }) => ({ value: user, label: name })),
          kind === "person" ? value : "",
        )}
      />
      <Select
        {...{ name: "template", scope, class: "with-template", label: t("rule-form.with.template"), value }}
        options={offered(
          t,
          known.templates.map((one) => ({ value: one, label: one })),
          kind === "template" ? value : "",
        )}
      />
      <Select
        {...{ name: "webhook", scope, class: "with-webhook", label: t("rule-form.with.webhook"), value }}
        options={offered(
          t,
          known.webhooks.map((one) => ({ value: one, label: one })),
          kind === "webhook" ? value : "",
        )}
      />
      <Select
        {...{ name: "state", scope, class: "with-state", label: t("rule-form.with.state"), value }}
        options={offered(
          t,
          known.states.map((one) => ({ value: one, label: stateName(t, one) })),
          kind === "state" ? value : "",
        )}
      />
      <Select
        {...{ name: "priority", scope, class: "with-priority", label: t("rule-form.with.priority"), value }}
        options={offered(
          t,
          priorities.map((one) => ({ value: one, label: t(`priority.${one}`) })),
          "",
        )}
      />
    </fieldset>
  );
}

interface Option {
  readonly value: string;
  readonly label: string;
}

/** What can be chosen, with what the rule says, even if it does not exist any more. */
function offered(t: Text, options: readonly Option[], value: string): readonly Option[] {
  const gone = value !== "" && options.every((one) => one.value !== value);
  return [
    { value: "", label: t("rule-form.choose") },
    ...options,
    ...(gone ? [{ value, label: short(value, 100) }] : []),
  ];
}
