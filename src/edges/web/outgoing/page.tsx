import { textIn } from "../../../text/web.ts";
import { most, short } from "../bounds.ts";
import { AddressLine, Ago, Empty, Head } from "../parts/bits.tsx";
import { useText } from "../parts/context.ts";
import { Form } from "../parts/form.tsx";
import { count } from "../parts/format.ts";
import { Page } from "../parts/page.tsx";
import { MailSide } from "../parts/sides.tsx";
import { Delivery, DeliveryMark } from "./delivery.tsx";
import type { OutgoingView } from "./view.ts";

/** /outgoing: the outbox. */
export function OutgoingPage({ view }: { view: OutgoingView }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("outgoing.title")} side={<MailSide current="/outgoing" />}>
      <Head title={t("outgoing.title")} lead={t("outgoing.lead")} />
      <nav class="strip" aria-label={t("outgoing.title")}>
        {shown(view).map((show) => (
          <a href={`/outgoing?show=${show}`} aria-current={view.show === show ? "page" : undefined}>
            {t(`outgoing.${show}`)}
            {show === "all" ? null : <span class="n">{count(view.counts[show], view.frame.language)}</span>}
          </a>
        ))}
      </nav>
      {view.show === "held" && view.counts.held > 0 ? <AllHeld /> : null}
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

/** Deliveries are only held after a backup was restored. */
const shown = ({ show, counts }: OutgoingView) =>
  (["waiting", "held", "failed", "all"] as const).filter(
    (one) => one !== "held" || counts.held > 0 || show === "held",
  );

function AllHeld() {
  const t = useText();
  return (
    <Form action="/outgoing/held" class="all-held">
      <p>{t("outgoing.held.lead")}</p>
      <p>
        <button type="submit" class="button" name="do" value="retry">
          {t("outgoing.held.send")}
        </button>{" "}
        <button type="submit" class="button quiet" name="do" value="cancel">
          {t("outgoing.held.cancel")}
        </button>
      </p>
    </Form>
  );
}

function Outgoing({ entry }: { entry: OutgoingView["entries"][number] }) {
  const t = useText();
  const detailed =
    entry.delivery.attempts.length > 0 ||
    ["waiting", "held", "scheduled", "withheld"].includes(entry.delivery.status);
  return (
    <li class="card">
      <header>
        <h2>
          <a href={hrefOf(entry)}>
            {entry.ticket === null ? null : <span class="number">#{entry.ticket} </span>}
            <bdi>{short(entry.subject || t("list.noSubject"), 300)}</bdi>
          </a>
        </h2>
        <Ago at={entry.queuedAt} />
      </header>
      <p class="facts">
        {entry.notified === null ? null : (
          <span>{t("outgoing.notification", { who: short(entry.notified) })}</span>
        )}
        <AddressLine of={entry.recipients} />
        {detailed ? null : <DeliveryMark delivery={entry.delivery} />}
      </p>
      <Delivery id={entry.key} delivery={entry.delivery} results={most.listed} />
    </li>
  );
}

/** Where the mail is shown; for a notification its ticket, for a warning the page about updates. */
function hrefOf({ key, ticket, notified }: OutgoingView["entries"][number]): string {
  if (ticket === null) return notified === null ? `/mails/${key}` : "/system/updates";
  return notified === null ? `/tickets/${ticket}#m-${key}` : `/tickets/${ticket}`;
}
