import { textIn } from "../../../text/web.ts";
import { Head } from "../parts/bits.tsx";
import { Check, Fault, Form, Input, Select, TextArea } from "../parts/form.tsx";
import { Page } from "../parts/page.tsx";
import { TicketSide } from "../parts/sides.tsx";
import { DraftFoot, DraftInputs } from "./drafts.tsx";
import type { NewTicketView } from "./view.ts";

/** /tickets/new */
export function NewTicketPage({ view }: { view: NewTicketView }) {
  const t = textIn(view.frame.language);
  const { form } = view;
  return (
    <Page
      frame={view.frame}
      title={t("new.title")}
      side={<TicketSide nav={view.nav} here={false} />}
      width="narrow"
    >
      <Head title={t("new.title")} lead={t("new.lead")} />
      <Form action="/tickets/new" class="stack" draft="new-ticket">
        <input type="hidden" name="nonce" value={form.nonce} />
        <DraftInputs draft={form.draft} nonce={form.nonce} />
        <Fault fault={form.fault} fields={["requester", "subject", "text", "mailbox"]} />
        <Input
          name="requester"
          label={t("new.requester")}
          hint={t("new.requester.hint")}
          value={form.requester}
          fault={form.fault}
          required
          autofocus
        />
        <Input name="subject" label={t("field.subject")} value={form.subject} fault={form.fault} required />
        <TextArea name="text" label={t("new.text")} value={form.text} rows={8} required fault={form.fault} />
        <div class="columns">
          <Select
            name="mailbox"
            label={t("field.mailbox")}
            value={form.mailbox}
            fault={form.fault}
            required
            options={[
              ...(form.mailbox === "" ? [{ value: "", label: t("new.mailbox") }] : []),
              ...view.mailboxes.map(({ address, name }) => ({
                value: address,
                label: name ? `${name} <${address}>` : address,
              })),
            ]}
          />
          <fieldset class="field">
            <legend>{t("new.assignee")}</legend>
            <div class="checks">
              <Check
                type="radio"
                name="assignee"
                value="me"
                label={t("new.me")}
                checked={form.assignee === "me"}
              />
              <Check
                type="radio"
                name="assignee"
                value="nobody"
                label={t("new.nobody")}
                checked={form.assignee === "nobody"}
              />
            </div>
          </fieldset>
        </div>
        <Check name="send" label={t("new.send")} hint={t("new.send.hint")} checked={form.send} />
        <p>
          <button type="submit" class="button primary" data-default>
            {t("new.open")}
          </button>
        </p>
        <DraftFoot draft={form.draft} to="/tickets/new/draft" fields={["requester", "subject", "text"]} />
      </Form>
    </Page>
  );
}
