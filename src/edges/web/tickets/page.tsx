import type { LinkedTicket } from "../../../record/reading/index.ts";
import { textIn } from "../../../text/web.ts";
import { short } from "../bounds.ts";
import { Due, Requester, StateMark, When } from "../parts/bits.tsx";
import { useFrame, useText } from "../parts/context.ts";
import { Form } from "../parts/form.tsx";
import { dayTime, exact, iso } from "../parts/format.ts";
import { Icon } from "../parts/icons.tsx";
import { Page } from "../parts/page.tsx";
import { TicketSide } from "../parts/sides.tsx";
import { Clocks } from "./clocks.tsx";
import { Compose } from "./compose.tsx";
import { ContactNote } from "./contact-note.tsx";
import { Conversation } from "./conversation.tsx";
import { Hold } from "./hold.tsx";
import { Moved } from "./moved.tsx";
import { Participants } from "./participants.tsx";
import { PropertiesForm } from "./properties.tsx";
import { MayBelongTo, MergedInto, MergeLink } from "./threads.tsx";
import { Unsaved } from "./unsaved.tsx";
import { Unsent } from "./unsent.tsx";
import type { TicketView } from "./view.ts";

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
          <Continues of={view.continued} />
          {view.mergedInto === null && view.mayBelongTo ? (
            <MayBelongTo view={view} to={view.mayBelongTo} />
          ) : null}
          <Conversation items={view.timeline} move={moveOf(view)} />
          {view.mergedInto !== null ? (
            <Unsent view={view} into={view.mergedInto} />
          ) : view.moved ? (
            <Moved moved={view.moved} />
          ) : null}
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

/** The page for moving messages, unless there is only one. */
function moveOf({ number, mergedInto, timeline }: TicketView): string | null {
  const many = timeline.filter(({ is }) => is === "message").length > 1;
  return many && mergedInto === null ? `/tickets/${number}/move` : null;
}

/** The tickets of other mailboxes that have the same mail: another team may be working on it. */
function Linked({ tickets }: { tickets: TicketView["linked"] }) {
  const t = useText();
  return tickets.map(({ number, mailbox, visible }) => {
    const text = t("ticket.linked", { ticket: number, mailbox: short(mailbox) });
    return <p class="hint">{visible ? <a href={`/tickets/${number}`}>{text}</a> : text}</p>;
  });
}

/** The earlier ticket that its mail was written for, and later ones that began with mail for this one. */
function Continues({ of: { before, after } }: { of: TicketView["continued"] }) {
  const t = useText();
  const line = (key: "ticket.continues" | "ticket.continuedBy", { number, visible }: LinkedTicket) => {
    const text = t(key, { ticket: number });
    return <p class="hint">{visible ? <a href={`/tickets/${number}`}>{text}</a> : text}</p>;
  };
  return (
    <>
      {before ? line("ticket.continues", before) : null}
      {after.map((one) => line("ticket.continuedBy", one))}
    </>
  );
}

/** Characters of a subject that fill two lines; the rest is folded. */
const LONGEST_SUBJECT = 85;

function TicketHead({ view }: { view: TicketView }) {
  const t = useText();
  const subject = view.subject || t(view.erased ? "list.erased" : "list.noSubject");
  return (
    <header class="ticket-head">
      <p class="crumbs">
        <a href={view.back} aria-keyshortcuts="u">
          {t("ticket.back")}
        </a>
        <a href={`/tickets/${view.number}/previous`} rel="prev" aria-keyshortcuts="k">
          {t("ticket.previous")}
        </a>
        <a href={`/tickets/${view.number}/next`} rel="next" aria-keyshortcuts="j">
          {t("ticket.next")}
        </a>
      </p>
      <h1 class={subject.length > LONGEST_SUBJECT ? "clamped" : undefined}>
        <span class="number">#{view.number}</span> <bdi>{short(subject, LONGEST_SUBJECT)}</bdi>
      </h1>
      {subject.length > LONGEST_SUBJECT ? (
        <details class="whole-subject">
          <summary>{t("ticket.more")}</summary>
          <p>
            <bdi>{short(subject, 2_000)}</bdi>
          </p>
        </details>
      ) : null}
      <p class="facts" data-live="facts">
        <StateMark state={view.state} overdue={view.overdue} />
        {view.heldUntil === null ? null : <HeldUntil at={view.heldUntil} />}
        {view.dueAt === null ? null : <Due at={view.dueAt} state={view.state} soon={view.dueSoon} />}
        <Requester of={view.requester} full />
        <span>{t("ticket.via", { mailbox: view.mailbox })}</span>
        <When at={view.createdAt} />
      </p>
      <Clocks view={view} />
      {view.mergedInto === null ? <HeadActions view={view} /> : null}
    </header>
  );
}

function HeldUntil({ at }: { at: number }) {
  const { now, zone, language } = useFrame();
  return (
    <time class="held-until" datetime={iso(at)} title={exact(at, zone, language)}>
      {useText()("hold.held", { when: dayTime(at, now, zone, language) })}
    </time>
  );
}

/** What can be done with a ticket that was not merged into another one. */
function HeadActions({ view }: { view: TicketView }) {
  const t = useText();
  const me = view.frame.reader?.user;
  const replyAt = view.earlier ? `/tickets/${view.number}#reply` : "#reply";
  return (
    <div class="head-actions">
      <a class="button primary" href={replyAt} data-tab="reply" aria-keyshortcuts="r">
        <Icon name="reply" />
        {t("ticket.reply")}
      </a>
      <a class="button" href={replyAt} data-tab="note" aria-keyshortcuts="n">
        <Icon name="note" />
        {t("ticket.note")}
      </a>
      <Form action={`/tickets/${view.number}/quick`} class="inline" live="quick">
        <input type="hidden" name="version" value={String(view.version)} />
        {view.assignee?.user === me ? null : (
          <button type="submit" class="button" name="do" value="take" aria-keyshortcuts="i">
            <Icon name="user" />
            {t("ticket.take")}
          </button>
        )}
        {view.quick === "reopen" ? (
          <button type="submit" class="button" name="do" value="reopen">
            {t("ticket.reopen")}
          </button>
        ) : view.quick === null ? null : (
          <button type="submit" class="button" name="do" value="close" aria-keyshortcuts="e">
            <Icon name="check" />
            {t("ticket.close")}
          </button>
        )}
      </Form>
      <Hold view={view} />
      <Unsaved class="unsaved-properties" text={t("properties.unsavedHere")} />
    </div>
  );
}

function Properties({ view }: { view: TicketView }) {
  const t = useText();
  return (
    <aside class="properties" aria-label={t("ticket.properties")}>
      {view.mergedInto === null ? <PropertiesForm view={view} /> : null}
      {view.mergedInto === null ? <MergeLink view={view} /> : null}
      <section>
        <h2>{t("ticket.requester")}</h2>
        <p class="requester">
          <Requester of={view.requester} full />
        </p>
        {view.requester.address === "" && !view.erased ? (
          <p class="hint">{t("ticket.requester.unknown.hint")}</p>
        ) : null}
        {view.requester.address === "" || view.mergedInto !== null ? null : <ContactNote view={view} />}
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
