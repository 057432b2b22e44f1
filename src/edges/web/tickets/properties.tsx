import { priorities } from "../../../domain/ticket/types.ts";
import { useText } from "../parts/context.ts";
import { Fault, Form, Input, Select } from "../parts/form.tsx";
import { Icon } from "../parts/icons.tsx";
import { stateName } from "../parts/state.ts";
import { Unsaved } from "./unsaved.tsx";
import type { TicketView } from "./view.ts";

/** A ticket's properties. A script saves each as it is changed; without scripts there is a button. */
export function PropertiesForm({ view }: { view: TicketView }) {
  const t = useText();
  const form = view.properties;
  const none = { value: "", label: t("field.none") };
  const { subject, state, assignee, group, priority, category, tags, target, due } = view.saved;
  // One that is not declared any more promises nothing, and can be kept.
  const targets = [...new Set([...view.targets, ...(target === "" ? [] : [target])])];
  return (
    <Form
      action={`/tickets/${view.number}/properties`}
      class="stack tight"
      saved={{
        subject,
        state,
        assignee,
        group,
        priority,
        category,
        tags,
        due,
        ...(targets.length > 0 ? { target } : {}),
      }}
    >
      <input type="hidden" name="version" value={String(view.version)} />
      <Fault
        fault={form.fault}
        fields={["state", "assignee", "group", "priority", "subject", "tags", "target", "due", "category"]}
      />
      <Select
        name="state"
        label={t("field.state")}
        value={form.state}
        fault={form.fault}
        keys="s"
        options={view.states.map((one) => ({ value: one, label: stateName(t, one) }))}
      />
      <Select
        name="assignee"
        label={t("field.assignee")}
        value={form.assignee}
        fault={form.fault}
        options={[
          { value: "", label: t("list.nobody") },
          ...view.agents.map((agent) => ({ value: agent.user, label: agent.name })),
        ]}
      />
      <Select
        name="group"
        label={t("field.group")}
        value={form.group}
        fault={form.fault}
        options={[none, ...view.groups.map((one) => ({ value: one, label: one }))]}
      />
      <Select
        name="priority"
        label={t("field.priority")}
        value={form.priority}
        fault={form.fault}
        options={priorities.map((one) => ({ value: one, label: t(`priority.${one}`) }))}
      />
      <Input
        name="category"
        label={t("field.category")}
        value={form.category}
        fault={form.fault}
        list={view.categories}
        keys="l"
        maxlength={100}
      />
      <Input
        name="tags"
        label={t("field.tags")}
        value={form.tags}
        fault={form.fault}
        placeholder={t("field.tags.hint")}
        keys="t"
      />
      {targets.length === 0 ? null : (
        <Select
          name="target"
          label={t("field.target")}
          value={form.target}
          fault={form.fault}
          options={[none, ...targets.map((one) => ({ value: one, label: one }))]}
        />
      )}
      <Input name="due" label={t("field.due")} value={form.due} fault={form.fault} type="datetime-local" />
      <Input name="subject" label={t("field.subject")} value={form.subject} fault={form.fault} />
      <div class="saved-note" role="status" data-saved-note />
      <template data-unsaved>
        <p class="field-fault">
          <Icon name="warn" />
          {t("properties.unsaved")}
        </p>
      </template>
      <Unsaved class="unsaved-text" text={t("reply.unsavedHere")} />
      <button type="submit" class="button wide">
        {t("ticket.save")}
      </button>
    </Form>
  );
}
