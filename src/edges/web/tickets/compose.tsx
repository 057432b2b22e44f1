/** Where answers and notes are written: two forms, one on top at a time, so that neither can be sent as the other. */

import { short } from "../bounds.ts";
import { useText } from "../parts/context.ts";
import { Fault, Form, Input, TextArea } from "../parts/form.tsx";
import { Icon } from "../parts/icons.tsx";
import type { TicketView } from "./view.ts";

export function Compose({ view }: { view: TicketView }) {
  const t = useText();
  return (
    <section class="compose" id="answer" aria-label={t("ticket.reply")}>
      <div class="tabs" role="radiogroup" aria-label={`${t("ticket.reply")}, ${t("ticket.note")}`}>
        <label class="tab">
          <input type="radio" name="compose" id="tab-answer" checked={view.tab === "answer"} />
          <Icon name="reply" />
          {t("ticket.reply")}
        </label>
        <label class="tab">
          <input type="radio" name="compose" id="tab-note" checked={view.tab === "note"} />
          <Icon name="note" />
          {t("ticket.note")}
        </label>
      </div>
      <AnswerForm view={view} />
      <NoteForm view={view} />
    </section>
  );
}

function AnswerForm({ view }: { view: TicketView }) {
  const t = useText();
  const { answer } = view;
  return (
    <Form
      action={`/tickets/${view.number}/answer`}
      id="answer-form"
      class="panel panel-answer"
      files
      draft={`answer-${view.number}`}
    >
      <input type="hidden" name="version" value={String(view.version)} />
      <input type="hidden" name="nonce" value={answer.nonce} />
      <Fault fault={answer.fault} fields={["to", "cc", "text"]} />
      <fieldset class="receivers">
        <legend class="visually-hidden">{t("answer.who")}</legend>
        <Input
          name="to"
          scope="answer"
          label={t("answer.to")}
          value={answer.to}
          fault={answer.fault}
          required
          maxlength={5000}
        />
        <Input
          name="cc"
          scope="answer"
          label={t("answer.cc")}
          value={answer.cc}
          fault={answer.fault}
          maxlength={5000}
        />
        {answer.everyone && answer.everyone !== answer.cc ? (
          <p class="everyone">
            <a
              class="button small"
              href={`/tickets/${view.number}?all=1#answer`}
              data-everyone={answer.everyone}
              aria-keyshortcuts="a"
            >
              <Icon name="replyAll" />
              {t("answer.all")}
            </a>
            <span class="hint">
              {t("answer.others")} <bdi>{short(answer.everyone, MOST_OTHERS)}</bdi>
            </span>
          </p>
        ) : null}
      </fieldset>
      <TextArea
        name="text"
        scope="answer"
        class="writing"
        label={t("answer.text")}
        value={answer.text}
        rows={9}
        required
        fault={answer.fault}
      />
      <div class="compose-foot">
        <label class="attach">
          <Icon name="clip" />
          <span>{t("answer.files")}</span>
          <input type="file" name="files" multiple />
        </label>
        <span class="hint from">{t("answer.from", { mailbox: view.mailbox })}</span>
        <span class="sends">
          <button type="submit" class="button primary" name="close" value="no" data-default>
            {t(view.moved && view.tab === "answer" ? "answer.sendAnyway" : "answer.send")}
          </button>
          <button type="submit" class="button" name="close" value="yes">
            {t("answer.sendClose")}
          </button>
        </span>
      </div>
      <p class="hint below">{t("answer.signature")}</p>
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
    </Form>
  );
}
