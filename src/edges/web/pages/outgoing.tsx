import { count } from "../format.ts";
import { Ago, Empty, Head } from "../parts/bits.tsx";
import { useText } from "../parts/context.ts";
import { Delivery, DeliveryMark } from "../parts/delivery.tsx";
import { Page } from "../parts/page.tsx";
import { MailSide } from "../parts/sides.tsx";
import { textIn } from "../text.ts";
import type { OutgoingView } from "../view.ts";

/** /outgoing: the outbox. */
export function OutgoingPage({ view }: { view: OutgoingView }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("outgoing.title")} side={<MailSide current="/outgoing" />}>
      <Head title={t("outgoing.title")} lead={t("outgoing.lead")} />
      <nav class="strip" aria-label={t("outgoing.title")}>
        {(["waiting", "failed", "all"] as const).map((show) => (
          <a href={`/outgoing?show=${show}`} aria-current={view.show === show ? "page" : undefined}>
            {t(`outgoing.${show}`)}
            {show === "all" ? null : <span class="n">{count(view.counts[show], view.frame.language)}</span>}
          </a>
        ))}
      </nav>
      {view.entries.length === 0 ? (
        <Empty title={t(view.show === "failed" ? "outgoing.none.failed" : "outgoing.none")}>
          {view.show === "waiting" ? <p>{t("outgoing.none.text")}</p> : null}
        </Empty>
      ) : (
        <ul class="cards">
          {view.entries.map((entry) => (
            <Outgoing entry={entry} />
          ))}
        </ul>
      )}
      {view.next ? (
        <p class="pages">
          <a
            class="button"
            rel="next"
            href={`/outgoing?${new URLSearchParams({ show: view.show, cursor: view.next })}`}
          >
            {t("outgoing.older")}
          </a>
        </p>
      ) : null}
    </Page>
  );
}

function Outgoing({ entry }: { entry: OutgoingView["entries"][number] }) {
  const t = useText();
  const detailed = entry.delivery.attempts.length > 0 || entry.delivery.status === "waiting";
  return (
    <li class="card">
      <header>
        <h2>
          <a href={hrefOf(entry)}>
            {entry.ticket === null ? null : <span class="number">#{entry.ticket} </span>}
            <bdi>{entry.subject || t("list.noSubject")}</bdi>
          </a>
        </h2>
        <Ago at={entry.queuedAt} />
      </header>
      <p class="facts">
        {entry.notified === null ? null : <span>{t("outgoing.notification", { who: entry.notified })}</span>}
        <bdi>{entry.recipients.join(", ")}</bdi>
        {detailed ? null : <DeliveryMark delivery={entry.delivery} />}
      </p>
      <Delivery id={entry.key} delivery={entry.delivery} />
    </li>
  );
}

/** Where the mail is shown; a notification is in no conversation, so its ticket, and a warning is about the box. */
function hrefOf({ key, ticket, notified }: OutgoingView["entries"][number]): string {
  if (ticket === null) return notified === null ? `/mails/${key}` : "/system/updates";
  return notified === null ? `/tickets/${ticket}#m-${key}` : `/tickets/${ticket}`;
}
