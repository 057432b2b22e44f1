import { readyMadeNames } from "../../../../domain/ruleset/form/index.ts";
import { DEFAULT } from "../../../../domain/ruleset/index.ts";
import { short } from "../../bounds.ts";
import { useText } from "../../parts/context.ts";
import { Form } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import { rulesAddress } from "./address.ts";
import type { RuleListView, RuleRow } from "./view.ts";

/** Characters of a rule's text, and of its name where it is repeated. */
const LONGEST = 2_000;
const LONGEST_NAME = 60;

/** The rules of the newest version, in their order, and what can be done to each. */
export function RuleList({ list: { ruleset, rules, more, pending } }: { list: RuleListView }) {
  const t = useText();
  return (
    <section class="part" id="rules">
      <h2>{t("rules.list")}</h2>
      {pending === null ? null : (
        <p class="flash">
          <Icon name="warn" />
          <span>
            {t("rules.pending", { version: pending })}{" "}
            <a href={`/settings/rules/${pending}`}>{t("rules.pending.open")}</a>
          </span>
        </p>
      )}
      {rules === null ? <p>{t("rules.list.broken")}</p> : null}
      {rules?.length === 0 ? (
        <p class="hint">{t(ruleset === DEFAULT ? "rules.list.none" : "rules.list.none-own")}</p>
      ) : null}
      <ol class="rule-list">
        {rules?.map((rule, n) => (
          <Rule ruleset={ruleset} rule={rule} first={n === 0} last={n === rules.length - 1 && more === 0} />
        ))}
      </ol>
      {more === 0 ? null : <p class="hint">{t("rules.list.more", { n: more })}</p>}
      {rules === null ? null : (
        <>
          <h3>{t("rules.add")}</h3>
          <p class="row">
            {readyMadeNames.map((start) => (
              <a class="button" href={rulesAddress("/form", ruleset, { start })}>
                {t(`rules.add.${start}`)}
              </a>
            ))}
          </p>
        </>
      )}
    </section>
  );
}

/** What stands below the rule's name. */
function shownText(text: string): string {
  const lines = text.slice(text.indexOf("\n") + 1);
  return lines.length > LONGEST ? `${lines.slice(0, LONGEST).toWellFormed()}…` : lines;
}

interface RuleProps {
  readonly ruleset: string;
  readonly rule: RuleRow;
  readonly first: boolean;
  readonly last: boolean;
}

function Rule({ ruleset, rule: { name, text, form }, first, last }: RuleProps) {
  const t = useText();
  const rule = short(name, LONGEST_NAME);
  return (
    <li class="card">
      <h3>
        <bdi>{short(name)}</bdi>
      </h3>
      <pre class="code">{shownText(text)}</pre>
      <Form action="/settings/rules/list" class="row">
        <input type="hidden" name="ruleset" value={ruleset} />
        <input type="hidden" name="rule" value={name} />
        <input type="hidden" name="seen" value={text} />
        {form ? (
          <a
            class="button small"
            href={rulesAddress("/form", ruleset, { rule: name })}
            aria-label={t("rules.list.edit.name", { rule })}
          >
            {t("rules.list.edit")}
          </a>
        ) : (
          <span class="hint">{t("rules.list.text")}</span>
        )}
        {first ? null : (
          <button type="submit" class="button small" name="do" value="earlier">
            <Icon name="up" />
            <span class="visually-hidden">{t("rules.list.earlier", { rule })}</span>
          </button>
        )}
        {last ? null : (
          <button type="submit" class="button small" name="do" value="later">
            <Icon name="down" />
            <span class="visually-hidden">{t("rules.list.later", { rule })}</span>
          </button>
        )}
        <button
          type="submit"
          class="button small"
          name="do"
          value="remove"
          aria-label={t("rules.list.remove.name", { rule })}
        >
          {t("rules.list.remove")}
        </button>
      </Form>
    </li>
  );
}
