/** The forms for replies and notes: separate, and only one is visible, so that neither can be sent as the other. */

import { short } from "../bounds.ts";
import { useText } from "../parts/context.ts";
import { Fault, Form, Input, TextArea } from "../parts/form.tsx";
import { Icon } from "../parts/icons.tsx";
import { AttachField } from "./attach-field.tsx";
import { DraftFoot, DraftInputs, Drafts } from "./drafts.tsx";
import { Send } from "./send.tsx";
import { TemplateField } from "./template-field.tsx";
import { Unsaved } from "./unsaved.tsx";
import type { TicketView } from "./view.ts";

export function Compose({ view }: { view: TicketView }) {
  const t = useText();
  return (
    <section class="compose" id="reply" aria-label={t("ticket.reply")}>
      <Drafts drafts={view.drafts} />
      <div class="tabs" role="radiogroup" aria-label={`${t("ticket.reply")}, ${t("ticket.note")}`}>
        <label class="tab">
          <input type="radio" name="compose" id="tab-reply" checked={view.tab === "reply"} />
          <Icon name="reply" />
          {t("ticket.reply")}
        </label>
        <label class="tab">
          <input type="radio" name="compose" id="tab-note" checked={view.tab === "note"} />
          <Icon name="note" />
          {t("ticket.note")}
        </label>
      </div>
      <ReplyForm view={view} />
      <NoteForm view={view} />
    </section>
  );
}

function ReplyForm({ view }: { view: TicketView }) {
  const t = useText();
  const { reply } = view;
  return (
    <Form
      action={`/tickets/${view.number}/reply`}
      id="reply-form"
      class="panel panel-reply"
      files
      draft={`reply-${view.number}`}
    >
      <input type="hidden" name="version" value={String(view.version)} />
      <input type="hidden" name="nonce" value={reply.nonce} />
      <DraftInputs draft={reply.draft} nonce={reply.nonce} />
      <Fault fault={reply.fault} fields={["to", "cc", "text", "files", "holdUntil", "sendAt"]} />
      <fieldset class="receivers">
        <legend class="visually-hidden">{t("reply.who")}</legend>
        <Input
          name="to"
          scope="reply"
          label={t("reply.to")}
          value={reply.to}
          fault={reply.fault}
          required
          maxlength={5000}
        />
        <Input
          name="cc"
          scope="reply"
          label={t("reply.cc")}
          value={reply.cc}
          fault={reply.fault}
          maxlength={5000}
        />
        {reply.everyone && reply.everyone !== reply.cc ? (
          <p class="everyone">
            <a
              class="button small"
              href={`/tickets/${view.number}?all=1#reply`}
              data-everyone={reply.everyone}
              aria-keyshortcuts="a"
            >
              <Icon name="replyAll" />
              {t("reply.all")}
            </a>
            <span class="hint">
              {t("reply.others")} <bdi>{short(reply.everyone, MOST_OTHERS)}</bdi>
            </span>
          </p>
        ) : null}
      </fieldset>
      <TextArea
        name="text"
        scope="reply"
        class="writing"
        label={t("reply.text")}
        value={reply.text}
        rows={9}
        required
        fault={reply.fault}
      />
      <div class="compose-foot">
        <AttachField kept={reply.kept} fault={reply.fault} />
        <TemplateField view={view} />
        <span class="hint from">{t("reply.from", { mailbox: view.mailbox })}</span>
        <Send view={view} />
      </div>
      <DraftFoot
        draft={reply.draft}
        to={`/tickets/${view.number}/draft/reply`}
        fields={["to", "cc", "text"]}
        files
      />
      <Unsaved class="unsaved-properties" text={t("properties.unsavedHere")} />
      <p class="hint below">{t("reply.signature")}</p>
      {view.signature ? <pre class="signature">{view.signature}</pre> : null}
    </Form>
  );
}

/** Characters of the others in the conversation that are shown; the button adds them all. */
const MOST_OTHERS = 600;

function NoteForm({ view }: { view: TicketView }) {
  const t = useText();
  return (
    <Form
      action={`/tickets/${view.number}/note`}
      id="note-form"
      class="panel panel-note"
      draft={`note-${view.number}`}
    >
      <input type="hidden" name="version" value={String(view.version)} />
      <input type="hidden" name="nonce" value={view.note.nonce} />
      <DraftInputs draft={view.note.draft} nonce={view.note.nonce} />
      <Fault fault={view.note.fault} fields={["text"]} />
      <TextArea
        name="text"
        scope="note"
        class="writing"
        label={t("note.text")}
        hint={t("note.hint")}
        value={view.note.text}
        rows={6}
        required
        fault={view.note.fault}
      />
      <div class="compose-foot">
        <span class="sends">
          <button type="submit" class="button primary" data-default>
            {t("note.add")}
          </button>
        </span>
      </div>
      <DraftFoot draft={view.note.draft} to={`/tickets/${view.number}/draft/note`} fields={["text"]} />
      <Unsaved class="unsaved-properties" text={t("properties.unsavedHere")} />
    </Form>
  );
}
