/** /tickets/{number}/merge and /move: which ticket a conversation, or some of its messages, go to. Works without scripts. */
import { textIn } from "../../../text/web.ts";
import { short } from "../bounds.ts";
import { Ago, Head, Requester, StateMark, When } from "../parts/bits.tsx";
import { useText } from "../parts/context.ts";
import { FaultBlock } from "../parts/faults.tsx";
import { Fault, Form, faultText, Input } from "../parts/form.tsx";
import { Icon } from "../parts/icons.tsx";
import { Page } from "../parts/page.tsx";
import { TicketSide } from "../parts/sides.tsx";
import { Moved } from "./moved.tsx";
import type { Candidate, TargetView } from "./target-view.ts";

export function TargetPage({ view }: { view: TargetView }) {
  const t = textIn(view.frame.language);
  const { number, what } = view;
  const title = t(what === "merge" ? "target.merge" : "target.move", { number });
  return (
    <Page frame={view.frame} title={title} side={<TicketSide nav={view.nav} here={false} />} width="narrow">
      <p class="crumbs">
        <a href={`/tickets/${number}`} aria-keyshortcuts="u">
          #{number} <bdi>{short(view.subject || t("list.noSubject"))}</bdi>
        </a>
      </p>
      <Head title={title} lead={t(what === "merge" ? "target.merge.lead" : "target.move.lead")} />
      {view.moved ? <Moved moved={view.moved} /> : null}
      <Search view={view} />
      <Form action={`/tickets/${number}/${what === "merge" ? "merge" : "split"}`} class="stack">
        <input type="hidden" name="version" value={String(view.version)} />
        <Fault fault={view.fault} fields={[view.name, "subject"]} />
        {what === "move" ? <Messages view={view} /> : null}
        <Candidates view={view} />
        {what === "move" ? (
          <Input
            name="subject"
            label={t("threads.subject")}
            value={view.newSubject}
            fault={view.fault}
            maxlength={1000}
          />
        ) : null}
        <p>
          <button type="submit" class="button primary" data-default>
            {t(what === "merge" ? "threads.merge" : "threads.move")}
          </button>
        </p>
      </Form>
    </Page>
  );
}

/** Searching is a page of its own: what was chosen of the messages goes with it. */
function Search({ view }: { view: TargetView }) {
  const t = useText();
  return (
    <search>
      <form action={`/tickets/${view.number}/${view.what}`} method="get" class="search-form">
        {view.messages
          .filter(({ checked }) => checked)
          .map(({ key }) => (
            <input type="hidden" name="message" value={key} />
          ))}
        <input
          type="search"
          name="q"
          value={view.words}
          aria-label={t("target.search")}
          placeholder={t("target.search")}
          maxlength={500}
        />
        <button type="submit" class="button">
          <Icon name="search" />
          {t("search.go")}
        </button>
      </form>
    </search>
  );
}

function Messages({ view }: { view: TargetView }) {
  const t = useText();
  const rest = view.messages.filter(({ checked }) => !checked);
  const row = (message: TargetView["messages"][number]) => (
    <label class="candidate">
      <input type="checkbox" name="message" value={message.key} checked={message.checked} />
      <span>
        <span class="line">
          <b>
            <bdi>{short(message.author)}</bdi>
          </b>{" "}
          <When at={message.time} />
        </span>
        <bdi class="preview">{message.text}</bdi>
      </span>
    </label>
  );
  return (
    <fieldset class="candidates">
      <legend>{t("threads.messages")}</legend>
      {view.messages.filter(({ checked }) => checked).map(row)}
      {rest.length === 0 ? null : (
        <details open={rest.length === view.messages.length}>
          <summary>{t("target.more", { n: rest.length })}</summary>
          {rest.map(row)}
        </details>
      )}
    </fieldset>
  );
}

function Candidates({ view }: { view: TargetView }) {
  const t = useText();
  const { fault, name } = view;
  return (
    <fieldset class="candidates">
      <legend>{t(view.words === "" ? "target.others" : "target.found")}</legend>
      {fault?.field === name ? <FaultBlock text={faultText(fault)} /> : null}
      {view.what === "move" ? (
        <label class="candidate">
          <input type="radio" name={name} value="" checked={view.chosen === ""} />
          <span>{t("target.new")}</span>
        </label>
      ) : null}
      {view.candidates.map((one) => (
        <Choice candidate={one} name={name} chosen={view.chosen === String(one.number)} />
      ))}
      {view.candidates.length === 0 ? (
        <p class="hint">{t(view.words === "" ? "target.others.none" : "target.found.none")}</p>
      ) : null}
    </fieldset>
  );
}

/** A ticket to choose, with what is in it. */
function Choice({ candidate, name, chosen }: { candidate: Candidate; name: string; chosen: boolean }) {
  const t = useText();
  const { number, subject, state, requester, updatedAt, preview, messages } = candidate;
  return (
    <label class="candidate">
      <input type="radio" name={name} value={String(number)} checked={chosen} required />
      <span>
        <span class="line">
          <span class="number">#{number}</span>{" "}
          <bdi class="subject">{short(subject || t("list.noSubject"), 120)}</bdi>
        </span>
        <span class="facts">
          <StateMark state={state} /> <Requester of={requester} />
          <span>{t("list.messages", { n: messages })}</span>
          <Ago at={updatedAt} />
        </span>
        <bdi class="preview">{short(preview, 300)}</bdi>
        <a href={`/tickets/${number}`} target="_blank" rel="noopener">
          {t("target.view", { number })}
        </a>
      </span>
    </label>
  );
}
