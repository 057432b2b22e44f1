import { priorities } from "../../../domain/ticket/types.ts";
import { useFrame, useText } from "../parts/context.ts";
import { stateName } from "../parts/state.ts";
import { NONE, named } from "./bulk.ts";
import type { TicketsView } from "./view.ts";

/** What can be done with the selected tickets: it appears once one is selected, and stays in sight. */
export function BulkBar({ view }: { view: TicketsView }) {
  const t = useText();
  const { states } = useFrame();
  const people = view.nav.agents.map(({ user, name }) => ({ value: named(user), label: name }));
  const groups = view.groups.map((name) => ({ value: named(name), label: name }));
  return (
    <section class="bulk-bar" aria-label={t("bulk.title")}>
      <p class="bulk-count" data-selected={t("bulk.selected", { count: "#" })} aria-live="polite">
        {t("bulk.title")}
      </p>
      <button type="submit" name="do" value="close" class="button" aria-keyshortcuts="e">
        {t("ticket.close")}
      </button>
      <button type="submit" name="do" value="take" class="button" aria-keyshortcuts="i">
        {t("ticket.take")}
      </button>
      <details class="bulk-more">
        <summary class="button">{t("bulk.more")}</summary>
        <div class="bulk-fields">
          <Choice
            name="state"
            keys="s"
            label={t("field.state")}
            options={states.map(({ name }) => ({ value: name, label: stateName(t, name) }))}
          />
          <Choice
            name="assignee"
            keys="Shift+A"
            label={t("field.assignee")}
            options={[{ value: NONE, label: t("list.nobody") }, ...people]}
          />
          <Choice
            name="group"
            label={t("field.group")}
            options={[{ value: NONE, label: t("field.none") }, ...groups]}
          />
          <Choice
            name="priority"
            label={t("field.priority")}
            options={priorities.map((one) => ({ value: one, label: t(`priority.${one}`) }))}
          />
          <Text name="category" keys="l" label={t("field.category")} />
          <Text name="tag" keys="t" label={t("bulk.tag")} />
          <button type="submit" name="do" value="apply" class="button primary" data-default>
            {t("bulk.apply")}
          </button>
        </div>
      </details>
    </section>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly keys?: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** A property that stays as it is unless something is chosen. */
function Choice({ name, keys, label, options }: ChoiceProps) {
  const t = useText();
  return (
    <label>
      <span>{label}</span>
      <select name={name} aria-keyshortcuts={keys}>
        <option value="">{t("bulk.unchanged")}</option>
        {options.map((one) => (
          <option value={one.value}>{one.label}</option>
        ))}
      </select>
    </label>
  );
}

function Text({ name, keys, label }: { name: string; keys: string; label: string }) {
  const t = useText();
  return (
    <label>
      <span>{label}</span>
      <input
        name={name}
        type="text"
        maxlength={100}
        placeholder={t("bulk.unchanged")}
        autocomplete="off"
        aria-keyshortcuts={keys}
      />
    </label>
  );
}
