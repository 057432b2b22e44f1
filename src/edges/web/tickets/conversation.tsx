/**
 * A ticket's conversation, oldest first, so that it ends at the reply form. Older entries are folded; between the
 * messages are discreet lines for other events.
 */
import { short } from "../bounds.ts";
import { MailFrame } from "../mails/frame.tsx";
import { Trust } from "../mails/trust-line.tsx";
import { Delivery, DeliveryMark } from "../outgoing/delivery.tsx";
import { Addresses, Ago, Cut, FullAddress, MessageText, When } from "../parts/bits.tsx";
import { useText } from "../parts/context.ts";
import { Form } from "../parts/form.tsx";
import { Icon } from "../parts/icons.tsx";
import { Files } from "./files.tsx";
import { isFromOutside, type MessageView, type TimelineItem } from "./view.ts";

/** How many entries stay visible, besides all since the last message from outside; earlier ones are folded. */
const inSight = 12;

/** @param move the page for moving messages; null if they cannot be moved */
export function Conversation({ items, move }: { items: readonly TimelineItem[]; move: string | null }) {
  const t = useText();
  const lastIn = items.findLastIndex(isFromOutside);
  const earlier = items.slice(
    0,
    Math.max(0, Math.min(items.length - inSight, lastIn < 0 ? items.length : lastIn)),
  );
  const recent = items.slice(earlier.length);
  return (
    <section class="conversation" aria-label={t("ticket.conversation")}>
      {earlier.length > 0 ? (
        <details class="earlier">
          <summary>{t("ticket.earlier", { n: earlier.length })}</summary>
          {earlier.map((item) => (
            <Item item={item} move={move} />
          ))}
        </details>
      ) : null}
      {recent.map((item) => (
        <Item item={item} move={move} />
      ))}
    </section>
  );
}

function Item({ item, move }: { item: TimelineItem; move: string | null }) {
  const t = useText();
  if (item.is === "message") return <Message message={item} move={move} />;
  return (
    <p class="event">
      <span>
        <bdi>{short(item.who)}</bdi> <EventText what={short(item.what, 1000)} ticket={item.ticket} />
        {item.why === undefined ? null : (
          <>
            {" "}
            <a href={item.why}>{t("event.rule.why")}</a>
          </>
        )}
      </span>
      <Ago at={item.time} />
    </p>
  );
}

/** What happened, with a link to the other ticket that it names. */
function EventText({ what, ticket }: { what: string; ticket: number | undefined }) {
  const at = ticket === undefined ? -1 : what.indexOf(`#${ticket}`);
  if (at < 0) return <bdi>{what}</bdi>;
  const end = at + `#${ticket}`.length;
  return (
    <bdi>
      {what.slice(0, at)}
      <a href={`/tickets/${ticket}`}>{what.slice(at, end)}</a>
      {what.slice(end)}
    </bdi>
  );
}

function Message({ message, move }: { message: MessageView; move: string | null }) {
  const t = useText();
  return (
    <article class={`message ${message.kind}`} id={`m-${message.key}`}>
      <details open={message.open}>
        <summary>
          <span class="who">
            <bdi class="name" title={short(message.from.address) || undefined}>
              {short(message.author)}
            </bdi>
            {message.kind === "note" ? <span class="kind">{t("message.note")}</span> : null}
            {message.elsewhere ? (
              <span class="kind">{t("message.elsewhere", { ticket: message.elsewhere.ticket })}</span>
            ) : null}
            {message.newcomer ? <span class="kind new-here">{t("message.newcomer")}</span> : null}
            {message.unscanned?.map((by) => (
              <span class="kind unscanned">{t(`message.unscanned.${by}`)}</span>
            ))}
            {message.judged?.is ? (
              <span class={`kind judged-${message.judged.is}`}>
                {t(`message.judged.${message.judged.is}`)}
              </span>
            ) : null}
            {message.automatic ? <span class="kind">{t(`message.${message.automatic}`)}</span> : null}
          </span>
          <bdi class="peek">{peek(message.text)}</bdi>
          {message.files.length > 0 ? (
            <span class="clip" title={t("message.files", { n: message.files.length })}>
              <Icon name="clip" />
              {message.files.length}
            </span>
          ) : null}
          {message.delivery ? <DeliveryMark delivery={message.delivery} /> : null}
          <When at={message.time} />
        </summary>
        <Body message={message} move={move} />
      </details>
    </article>
  );
}

/** S/MIME (RFC 8551 section 3.2.1) and OpenPGP (RFC 3156 section 5). */
const signatures = /^application\/(?:(?:x-)?pkcs7-(?:mime|signature)|pgp-signature)$/;

function Body({ message, move }: { message: MessageView; move: string | null }) {
  const t = useText();
  return (
    <div class="body">
      {message.kind !== "note" ? (
        <dl class="addresses">
          <div>
            <dt>{t("message.from")}</dt>
            <dd>
              <FullAddress of={message.from} />
            </dd>
          </div>
          <div>
            <dt>{t("message.to")}</dt>
            <dd>
              <Addresses of={message.to} />
            </dd>
          </div>
          {message.cc.length > 0 ? (
            <div>
              <dt>{t("message.cc")}</dt>
              <dd>
                <Addresses of={message.cc} />
              </dd>
            </div>
          ) : null}
          {message.subject === null ? null : (
            <div>
              <dt>{t("message.subject")}</dt>
              <dd>
                <bdi>{short(message.subject, 300)}</bdi>
              </dd>
            </div>
          )}
          {message.trust ? (
            <div>
              <dt>{t("message.authentication")}</dt>
              <dd>
                <bdi>{short(message.trust.results, 500)}</bdi>
              </dd>
            </div>
          ) : null}
        </dl>
      ) : null}
      {message.newcomer ? <Newcomer address={message.from.address} action={message.newcomer} /> : null}
      {message.judged && (message.judged.is === "forged" || message.forged) ? (
        <Judge message={message.key} judged={message.judged} />
      ) : null}
      {message.trust?.kind === "doubt" ? (
        <p class="trust-line">
          <Trust trust={message.trust} />
        </p>
      ) : null}
      {message.text !== "" && message.files.some(({ type }) => signatures.test(type)) ? (
        <p class="hint">{t("message.signed")}</p>
      ) : null}
      {message.hasHtml ? <MailFrame base={`/mails/${message.key}`} open={message.formatted} /> : null}
      <div class="plain">
        {message.elsewhere?.takenBack ? <p class="hint">{t("message.elsewhere.takenBack")}</p> : null}
        {message.elsewhere && !message.elsewhere.visible ? (
          <p class="hint">{t("message.elsewhere.hidden")}</p>
        ) : message.text === "" ? (
          <p class="hint">{t("message.empty")}</p>
        ) : (
          <MessageText text={message.text} />
        )}
        {message.quoted ? (
          <details class="quoted">
            <summary>{t("message.quoted")}</summary>
            <MessageText text={message.quoted} />
          </details>
        ) : null}
        <Cut cut={message.cut} />
      </div>
      <Files base={`/mails/${message.key}`} files={message.files} />
      {message.delivery ? <Delivery id={message.key} delivery={message.delivery} /> : null}
      <div class="under">
        {message.kind === "note" ? null : message.elsewhere ? (
          <Elsewhere of={message.elsewhere} />
        ) : message.stored ? (
          <>
            <a href={`/mails/${message.key}/headers`}>{t("message.headers")}</a>
            <a href={`/mails/${message.key}/raw`}>{t("message.raw")}</a>
          </>
        ) : (
          <a href={`?text=${message.key}#reply`}>{t("message.useText")}</a>
        )}
        {move === null || message.elsewhere ? null : (
          <a href={`${move}?message=${message.key}`}>{t("message.move")}</a>
        )}
        {message.trust && message.trust.kind !== "doubt" ? <Trust trust={message.trust} /> : null}
        {message.evidence ? <span>{short(message.evidence, 300)}</span> : null}
        {message.copies?.map((mail, n) => (
          <a href={`/mails/${mail}`}>{t("message.copy", { n: n + 1 })}</a>
        ))}
        {message.judged && message.judged.is !== "forged" && !message.forged ? (
          <JudgeButton message={message.key} action={message.judged.action} verdict="forged" />
        ) : null}
      </div>
    </div>
  );
}

/** Where a reply from a linked ticket was written. */
function Elsewhere({ of: { ticket, mailbox, visible } }: { of: NonNullable<MessageView["elsewhere"]> }) {
  const t = useText();
  const text = t("message.repliedFrom", { ticket, mailbox: short(mailbox) });
  return visible ? <a href={`/tickets/${ticket}`}>{text}</a> : <span>{text}</span>;
}

/** What it means that someone is new, and a button to make them a participant. */
function Newcomer({ address, action }: { address: string; action: string }) {
  const t = useText();
  return (
    <Form action={action} class="newcomer">
      <input type="hidden" name="address" value={address} />
      <span>{t("message.newcomer.hint")}</span>
      <button type="submit" class="button">
        <Icon name="user" />
        {t("message.newcomer.add")}
      </button>
    </Form>
  );
}

/** What it means that a message may be forged, and the buttons that say what it is. */
function Judge({ message, judged }: { message: string; judged: NonNullable<MessageView["judged"]> }) {
  const t = useText();
  const forged = judged.is === "forged";
  return (
    <div class="newcomer">
      <span>{t(forged ? "message.judge.forgedHint" : "message.judge.hint")}</span>
      <JudgeButton message={message} action={judged.action} verdict="genuine" />
      {forged ? null : <JudgeButton message={message} action={judged.action} verdict="forged" />}
    </div>
  );
}

function JudgeButton({
  message,
  action,
  verdict,
}: {
  message: string;
  action: string;
  verdict: "genuine" | "forged";
}) {
  const t = useText();
  return (
    <Form action={action} class="inline">
      <input type="hidden" name="message" value={message} />
      <input type="hidden" name="verdict" value={verdict} />
      <button type="submit" class="button">
        {t(`message.judge.${verdict}`)}
      </button>
    </Form>
  );
}

/** The first words, for a folded message. */
const peek = (text: string) => text.slice(0, 300).replace(/\s+/g, " ").trim().slice(0, 160);
