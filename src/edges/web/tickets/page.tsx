import { priorities } from "../../../domain/ticket/types.ts";
import { textIn } from "../../../text/web.ts";
import { short } from "../bounds.ts";
import { Due, Prose, Requester, StateMark, When } from "../parts/bits.tsx";
import { useText } from "../parts/context.ts";
import { Fault, Form, Input, Select } from "../parts/form.tsx";
import { Icon } from "../parts/icons.tsx";
import { Page } from "../parts/page.tsx";
import { TicketSide } from "../parts/sides.tsx";
import { Compose } from "./compose.tsx";
import { Conversation } from "./conversation.tsx";
import { Participants } from "./participants.tsx";
import { MayBelongTo, MergedInto, Threads } from "./threads.tsx";
import type { MovedView, TicketView } from "./view.ts";

/** /tickets/{number}: conversation, reply and properties of one ticket. */
export function TicketPage({ view }: { view: TicketView }) {
  const t = textIn(view.frame.language);
  const subject = short(view.subject || t(view.erased ? "list.erased" : "list.noSubject"));
  return (
    <Page
      frame={view.frame}
      title={`#${view.number} ${subject}`}
      side={<TicketSide nav={view.nav} here={false} />}
    >
      <div class="ticket-page">
        <TicketHead view={view} />
        <div class="ticket-main">
          {view.older === null ? null : (
            <p class="hint">
              <a href={`/tickets/${view.number}?before=${view.older}`}>{t("ticket.older")}</a>
            </p>
          )}
          {view.mergedInto === null ? null : <MergedInto view={view} into={view.mergedInto} />}
          <Linked tickets={view.linked} />
          {view.mergedInto === null && view.mayBelongTo ? (
            <MayBelongTo view={view} to={view.mayBelongTo} />
          ) : null}
          <Conversation items={view.timeline} />
          {view.moved ? <Moved moved={view.moved} /> : null}
          {view.earlier ? (
            <p class="hint">
              <a href={`/tickets/${view.number}`}>{t("ticket.newest")}</a>
            </p>
          ) : view.mergedInto === null ? (
            <Compose view={view} />
          ) : null}
        </div>
        <Properties view={view} />
      </div>
    </Page>
  );
}

/** The tickets of other mailboxes that have the same mail: another team may be working on it. */
function Linked({ tickets }: { tickets: TicketView["linked"] }) {
  const t = useText();
  return tickets.map(({ number, mailbox, visible }) => {
    const text = t("ticket.linked", { ticket: number, mailbox: short(mailbox) });
    return <p class="hint">{visible ? <a href={`/tickets/${number}`}>{text}</a> : text}</p>;
  });
}

/** What others did meanwhile, directly above the form. */
function Moved({ moved }: { moved: MovedView }) {
  const t = useText();
  return (
    <div class="flash problem" role="alert">
      <Icon name="warn" />
      <div>
        <p>{t("ticket.moved", { who: moved.who })}</p>
        {moved.text === null ? null : (
          <>
            <p>{t("ticket.moved.text")}</p>
            <blockquote class="moved">
              <Prose text={moved.text.slice(0, MOST_SHOWN)} />
            </blockquote>
          </>
        )}
      </div>
    </div>
  );
}

/** The most characters of someone else's text shown above the form; all of it is in the conversation. */
const MOST_SHOWN = 10_000;

function TicketHead({ view }: { view: TicketView }) {
  const t = useText();
  const me = view.frame.reader?.user;
  const replyAt = view.earlier ? `/tickets/${view.number}#reply` : "#reply";
  const overdue = view.state !== "closed" && view.dueAt !== null && view.dueAt < view.frame.now;
  return (
    <header class="ticket-head">
      <p class="crumbs">
        <a href={view.back} aria-keyshortcuts="u">
          {t("ticket.back")}
        </a>
      </p>
      <h1>
        <span class="number">#{view.number}</span>{" "}
        <bdi>{short(view.subject || t(view.erased ? "list.erased" : "list.noSubject"), 300)}</bdi>
      </h1>
      <p class="facts">
        <StateMark state={view.state} overdue={overdue} />
        {view.dueAt === null ? null : <Due at={view.dueAt} state={view.state} />}
        <Requester of={view.requester} full />
        <span>{t("ticket.via", { mailbox: view.mailbox })}</span>
        <When at={view.createdAt} />
      </p>
      <div class="head-actions">
        <a class="button primary" href={replyAt} data-tab="reply" aria-keyshortcuts="r">
          <Icon name="reply" />
          {t("ticket.reply")}
        </a>
        <a class="button" href={replyAt} data-tab="note" aria-keyshortcuts="n">
          <Icon name="note" />
          {t("ticket.note")}
        </a>
        <Form action={`/tickets/${view.number}/quick`} class="inline">
          <input type="hidden" name="version" value={String(view.version)} />
          {view.assignee?.user === me ? null : (
            <button type="submit" class="button" name="do" value="take" aria-keyshortcuts="i">
              <Icon name="user" />
              {t("ticket.take")}
            </button>
          )}
          {view.state === "closed" ? (
            <button type="submit" class="button" name="do" value="reopen">
              {t("ticket.reopen")}
            </button>
          ) : (
            <button type="submit" class="button" name="do" value="close" aria-keyshortcuts="e">
              <Icon name="check" />
              {t("ticket.close")}
            </button>
          )}
        </Form>
      </div>
    </header>
  );
}

function Properties({ view }: { view: TicketView }) {
  const t = useText();
  const form = view.properties;
  const none = { value: "", label: t("field.none") };
  return (
    <aside class="properties" aria-label={t("ticket.properties")}>
      <Form action={`/tickets/${view.number}/properties`} class="stack tight">
        <input type="hidden" name="version" value={String(view.version)} />
        <Fault fault={form.fault} fields={["subject", "tags", "due", "category"]} />
        <Select
          name="state"
          label={t("field.state")}
          value={form.state}
          keys="s"
          options={view.states.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        />
        <Select
          name="assignee"
          label={t("field.assignee")}
          value={form.assignee}
          options={[
            { value: "", label: t("list.nobody") },
            ...view.agents.map((agent) => ({ value: agent.user, label: agent.name })),
          ]}
        />
        <Select
          name="group"
          label={t("field.group")}
          value={form.group}
          options={[none, ...view.groups.map((group) => ({ value: group, label: group }))]}
        />
        <Select
          name="priority"
          label={t("field.priority")}
          value={form.priority}
          options={priorities.map((priority) => ({ value: priority, label: t(`priority.${priority}`) }))}
        />
        <Input
          name="category"
          label={t("field.category")}
          value={form.category}
          fault={form.fault}
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
        <Input name="due" label={t("field.due")} value={form.due} fault={form.fault} type="datetime-local" />
        <Input name="subject" label={t("field.subject")} value={form.subject} fault={form.fault} />
        <button type="submit" class="button wide">
          {t("ticket.save")}
        </button>
      </Form>
      {view.mergedInto === null ? <Threads view={view} /> : null}
      <section>
        <h2>{t("ticket.requester")}</h2>
        <p class="requester">
          <Requester of={view.requester} full />
        </p>
        {view.requester.address === "" && !view.erased ? (
          <p class="hint">{t("ticket.requester.unknown.hint")}</p>
        ) : null}
        <Participants view={view} />
        {view.requester.address === "" ? null : <h3>{t("ticket.others")}</h3>}
        {view.requester.address === "" ? null : view.others.length === 0 ? (
          <p class="hint">{t("ticket.others.none")}</p>
        ) : (
          <ul class="others">
            {view.others.map((other) => (
              <li>
                <a href={`/tickets/${other.number}`}>
                  <span class="number">#{other.number}</span>{" "}
                  <bdi>{short(other.subject || t(other.erased ? "list.erased" : "list.noSubject"))}</bdi>
                </a>
                <StateMark state={other.state} />
              </li>
            ))}
          </ul>
        )}
        {view.others.length === 0 ? null : (
          <p>
            <a
              href={`/search?${new URLSearchParams({ q: `requester:${view.requester.address.slice(0, 320)}` })}`}
            >
              {t("ticket.others.all")}
            </a>
          </p>
        )}
      </section>
    </aside>
  );
}
