import { textIn } from "../../../text/web.ts";
import { short } from "../bounds.ts";
import { AddressLine, Ago, Empty, Head } from "../parts/bits.tsx";
import { Page } from "../parts/page.tsx";
import { MailSide } from "../parts/sides.tsx";
import type { CaughtView } from "./view.ts";

/** /caught: mails that the catcher received instead of their recipients. */
export function CaughtPage({ view }: { view: CaughtView }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("caught.title")} side={<MailSide current="/caught" />}>
      <Head title={t("caught.title")} />
      <p class="lead under-head">
        {view.frame.catching ? (
          <>
            {t("caught.lead")} <a href="/settings/outgoing">{t("settings.outgoing")}</a>.
          </>
        ) : (
          t("caught.off")
        )}
        {view.own ? ` ${t("caught.own")}` : null}
      </p>
      {view.mails.length === 0 ? (
        <Empty title={t("caught.none")}>
          <p>{t("caught.none.text")}</p>
        </Empty>
      ) : (
        <table class="plain-table" tabindex={0} data-cursor>
          <thead>
            <tr>
              <th scope="col">{t("message.subject")}</th>
              <th scope="col">{t("message.to")}</th>
              <th scope="col">{t("message.from")}</th>
              <th scope="col" class="end">
                {t("mailpage.ticket")}
              </th>
              <th scope="col" class="end">
                {t("message.date")}
              </th>
            </tr>
          </thead>
          <tbody>
            {view.mails.map((mail) => (
              <tr data-row>
                <td>
                  <a href={`/caught/${mail.key}`} data-open>
                    <bdi>{short(mail.subject || t("list.noSubject"), 300)}</bdi>
                  </a>
                </td>
                <td>
                  <AddressLine of={mail.to} />
                </td>
                <td>
                  <bdi>{short(mail.from)}</bdi>
                </td>
                <td class="end">
                  {mail.ticket === null ? null : <a href={`/tickets/${mail.ticket}`}>#{mail.ticket}</a>}
                </td>
                <td class="end">
                  <Ago at={mail.time} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Page>
  );
}
