import { textIn } from "../../../text/web.ts";
import { beginning, short } from "../bounds.ts";
import { Ago, Empty, FullAddress, Head, Size, When } from "../parts/bits.tsx";
import { useFrame, useText } from "../parts/context.ts";
import { Fault, Form } from "../parts/form.tsx";
import { count } from "../parts/format.ts";
import { Icon } from "../parts/icons.tsx";
import { Page } from "../parts/page.tsx";
import { MailSide } from "../parts/sides.tsx";
import { Decisions } from "./decisions.tsx";
import { JoinField } from "./join-field.tsx";
import type { CandidateGroupView, DecisionsView, FloodGroupView, HeldMail, HeldView } from "./view.ts";

/** /mails/held: held mail, with the reasons and the possible decisions. */
export function HeldPage({ view }: { view: HeldView }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("held.title")} side={<MailSide current="/mails/held" />}>
      <Head title={t("held.title")} lead={t("held.lead")} />
      <LastDecision of={view.decided} />
      <Received of={view.received} />
      {view.floodGroup === null && view.candidate === null ? null : (
        <p>
          <a href="/mails/held">{t("flood.all")}</a>
        </p>
      )}
      {view.floodGroups.length === 0 ? null : (
        <ul class="cards">
          {view.floodGroups.map((group) => (
            <FloodGroup group={group} alone={view.floodGroup !== null} />
          ))}
        </ul>
      )}
      {view.candidateGroups.length === 0 ? null : (
        <ul class="cards">
          {view.candidateGroups.map((group) => (
            <CandidateGroup group={group} alone={view.candidate !== null} />
          ))}
        </ul>
      )}
      {view.mails.length === 0 && view.floodGroups.length > 0 ? null : view.mails.length === 0 ? (
        <Empty title={t("held.none")}>
          <p>{t("held.none.text")}</p>
        </Empty>
      ) : (
        <ul class="cards" data-cursor>
          {view.mails.map((mail) => (
            <Held mail={mail} problem={view.fault?.mail === mail.mail ? view.fault : null} at={view.at} />
          ))}
        </ul>
      )}
      {view.next ? (
        <p class="pages">
          <a
            class="button"
            rel="next"
            href={`/mails/held?${new URLSearchParams({
              ...(view.floodGroup === null ? {} : { from: view.floodGroup }),
              ...(view.candidate === null ? {} : { candidate: String(view.candidate) }),
              cursor: view.next,
            })}`}
          >
            {t("held.older")}
          </a>
        </p>
      ) : null}
    </Page>
  );
}

/** What was decided a moment ago, with a link to what became of it. */
function LastDecision({ of }: { of: HeldView["decided"] }) {
  const t = useText();
  if (of === null) return null;
  return (
    <p class="flash done" role="status">
      <Icon name="check" />
      <span>{t(`held.done.${of.kind}`, { number: String(of.ticket) })}</span>
      <a href={`/tickets/${of.ticket}`}>{t("held.done.view", { number: String(of.ticket) })}</a>
    </p>
  );
}

/** What can be decided about a mail; `at` is the part of the list that people come back to. */
export function decisionsOf(mail: HeldMail, at: string, problem: HeldView["fault"]): DecisionsView {
  return {
    ...{ mail: mail.mail, at, problem, candidate: mail.candidate?.number ?? null },
    sends: mail.wouldSend !== null,
    // A mail that cannot be read, or without a sender, cannot be part of a conversation.
    onlyArchive: mail.reason === "unreadable" || mail.reason === "no-sender",
  };
}

/** Received mail is always the sum of all outcomes. */
function Received({ of }: { of: HeldView["received"] }) {
  const t = useText();
  const { language } = useFrame();
  const { queued, ...settled } = of;
  const number = (n: number) => count(n, language);
  const terms = [
    t("sum.ticket", { n: number(settled.ticket) }),
    t("sum.reply", { n: number(settled.reply) }),
    t("sum.bounce", { n: number(settled.bounce) }),
    t("sum.filed", { n: number(settled.filed) }),
    t("sum.held", { n: number(settled.held) }),
    t("sum.rejected", { n: number(settled.rejected) }),
    ...(queued > 0 ? [t("sum.queued", { n: number(queued) })] : []),
  ];
  const all = Object.values(of).reduce((sum, n) => sum + n, 0);
  return (
    <p class="hint" title={t("held.sum")}>
      <strong>{t("held.received", { n: number(all) })}</strong> = {terms.join(" + ")}
    </p>
  );
}

/** Many mails from one sender, decided about together. */
function FloodGroup({ group, alone }: { group: FloodGroupView; alone: boolean }) {
  const t = useText();
  const id = `flood-${group.lastAt}-${group.firstAt}`;
  const decide = (what: string, label: string) => (
    <Form action="/mails/held/group" class="inline">
      <input type="hidden" name="from" value={group.from} />
      <button type="submit" name="what" value={what} class={what === "file" ? "button quiet" : "button"}>
        {label}
      </button>
    </Form>
  );
  return (
    <li class="card held flood">
      <header>
        <h2>
          <bdi>{t("flood.title", { n: group.mails, from: short(group.from) })}</bdi>
        </h2>
        <Ago at={group.lastAt} />
      </header>
      <p class="facts">
        <span class="reason flood">{t("held.flood")}</span>
        <span class="hint">
          <When at={group.firstAt} /> – <When at={group.lastAt} />
        </span>
      </p>
      <p class="cause">
        <bdi>{short(group.cause, 1000)}</bdi>
      </p>
      <p class="preview-text">
        <bdi>{t("flood.newest", { subject: short(group.subject || t("list.noSubject")) })}</bdi>
      </p>
      <Fault fault={group.fault} />
      <div class="card-actions">
        <Form action="/mails/held/group" class="inline">
          <input type="hidden" name="from" value={group.from} />
          <input type="hidden" name="what" value="join" />
          <JoinField
            id={id}
            ticket={group.candidate === null ? "" : String(group.candidate)}
            join={t("flood.join")}
            primary
          />
        </Form>
        {decide("open", t("flood.open"))}
        {decide("file", t("flood.file"))}
        {alone ? null : (
          <span class="links">
            <a href={`/mails/held?${new URLSearchParams({ from: group.from })}`}>{t("flood.look")}</a>
          </span>
        )}
      </div>
    </li>
  );
}

/** Several mails that may belong to one ticket, decided about together. */
function CandidateGroup({ group, alone }: { group: CandidateGroupView; alone: boolean }) {
  const t = useText();
  const number = String(group.candidate);
  const choices = [
    { what: "join", label: t("candidates.join", { ticket: number }), kind: "primary" },
    { what: "open", label: t("flood.open"), kind: "" },
    { what: "file", label: t("flood.file"), kind: "quiet" },
  ];
  return (
    <li class="card held">
      <header>
        <h2>
          <bdi>{t("candidates.title", { n: group.mails, ticket: number })}</bdi>
        </h2>
        <Ago at={group.lastAt} />
      </header>
      <p class="facts">
        <a href={`/tickets/${number}`}>
          #{number} <bdi>{short(group.ticket || t("list.noSubject"))}</bdi>
        </a>
        <span class="hint">
          <When at={group.firstAt} /> – <When at={group.lastAt} />
        </span>
      </p>
      <p class="preview-text">
        <bdi>{t("flood.newest", { subject: short(group.subject || t("list.noSubject")) })}</bdi>
      </p>
      <p class="hint">{t("candidates.hint")}</p>
      <Fault fault={group.fault} />
      <div class="card-actions">
        {choices.map((one) => (
          <Form action="/mails/held/group" class="inline">
            <input type="hidden" name="candidate" value={number} />
            <input type="hidden" name="ticket" value={number} />
            <button type="submit" name="what" value={one.what} class={`button ${one.kind}`}>
              {one.label}
            </button>
          </Form>
        ))}
        {alone ? null : (
          <span class="links">
            <a href={`/mails/held?${new URLSearchParams({ candidate: number })}`}>{t("flood.look")}</a>
          </span>
        )}
      </div>
    </li>
  );
}

/** Characters of a held reply that are shown. */
const MOST_SHOWN = 4_000;

function Held({ mail, problem, at }: { mail: HeldMail; problem: HeldView["fault"]; at: string }) {
  const t = useText();
  return (
    <li class="card held" data-row id={`held-${mail.mail}`}>
      <header>
        <h2>
          <a href={`/mails/${mail.mail}${at}`} data-open>
            <bdi>{short(mail.subject || t("list.noSubject"), 300)}</bdi>
          </a>
        </h2>
        <Ago at={mail.receivedAt} />
      </header>
      <p class="facts">
        <span class={`reason ${mail.reason}`}>{t(`held.${mail.reason}`)}</span>
        {mail.from ? <FullAddress of={mail.from} /> : <span>{t("held.nobody")}</span>}
        {mail.envelopeFrom && mail.envelopeFrom !== mail.from?.address ? (
          <bdi class="hint">{t("held.envelope", { from: short(mail.envelopeFrom) })}</bdi>
        ) : null}
        <span class="hint">{t("ticket.via", { mailbox: mail.mailbox })}</span>
        <span class="hint">
          <Size of={mail.size} />
        </span>
      </p>
      <p class="cause">
        <bdi>{short(mail.cause, 1000)}</bdi>
      </p>
      {mail.candidate ? (
        <p class="hint">
          {t("held.candidate")}{" "}
          <a href={`/tickets/${mail.candidate.number}`}>
            #{mail.candidate.number} <bdi>{short(mail.candidate.subject || t("list.noSubject"))}</bdi>
          </a>
        </p>
      ) : null}
      {mail.wouldSend === null ? null : (
        <details class="would-send" open>
          <summary>{t("held.wouldSend")}</summary>
          <pre class="preview-text">
            <bdi>{beginning(mail.wouldSend, MOST_SHOWN)}</bdi>
          </pre>
        </details>
      )}
      {mail.preview && mail.wouldSend === null ? (
        <p class="preview-text">
          <bdi>{short(mail.preview, 300)}</bdi>
        </p>
      ) : null}
      <Decisions of={decisionsOf(mail, at, problem)}>
        <span class="links">
          <a href={`/mails/${mail.mail}${at}`}>{t("held.look")}</a>
          <a href={`/mails/${mail.mail}/raw`}>{t("message.raw")}</a>
        </span>
      </Decisions>
    </li>
  );
}
