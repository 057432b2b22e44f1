import { textIn } from "../../../text/web.ts";
import { short } from "../bounds.ts";
import { Ago, Empty, Head, Size } from "../parts/bits.tsx";
import { count } from "../parts/format.ts";
import { Page } from "../parts/page.tsx";
import { MailSide } from "../parts/sides.tsx";
import type { QueueView } from "./view.ts";

/** /mails/queue: stored mail that is not processed yet. */
export function QueuePage({ view }: { view: QueueView }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("queue.title")} side={<MailSide current="/mails/queue" />}>
      <Head title={t("queue.title")} lead={t("queue.lead")} />
      <dl class="figures">
        <div>
          <dt>{t("queue.depth")}</dt>
          <dd>{count(view.depth, view.frame.language)}</dd>
        </div>
        {view.oldest === null ? null : (
          <div>
            <dt>{t("queue.oldest")}</dt>
            <dd>
              <Ago at={view.oldest} />
            </dd>
          </div>
        )}
      </dl>
      {view.entries.length === 0 ? (
        <Empty title={t("queue.none")} />
      ) : (
        <table class="plain-table" tabindex={0}>
          <thead>
            <tr>
              <th scope="col">{t("queue.from")}</th>
              <th scope="col">{t("queue.mailbox")}</th>
              <th scope="col" class="end">
                {t("queue.size")}
              </th>
              <th scope="col" class="end">
                {t("queue.received")}
              </th>
            </tr>
          </thead>
          <tbody>
            {view.entries.map((entry) => (
              <tr>
                <td>
                  <a href={`/mails/${entry.mail}`}>
                    <bdi>{short(entry.from || t("queue.nullSender"))}</bdi>
                  </a>
                </td>
                <td>{short(entry.mailbox)}</td>
                <td class="end">
                  <Size of={entry.size} />
                </td>
                <td class="end">
                  <Ago at={entry.receivedAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Page>
  );
}
