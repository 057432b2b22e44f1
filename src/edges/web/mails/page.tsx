import { textIn } from "../../../text/web.ts";
import { short } from "../bounds.ts";
import { Addresses, AddressLine, Cut, FullAddress, Head, Prose, Size, When } from "../parts/bits.tsx";
import { Page } from "../parts/page.tsx";
import { MailSide } from "../parts/sides.tsx";
import { Files } from "../tickets/files.tsx";
import type { Frame } from "../view.ts";
import { Decisions } from "./decisions.tsx";
import { MailFrame } from "./frame.tsx";
import { Trust } from "./trust-line.tsx";
import type { MailPageView } from "./view.ts";

const backTo = {
  held: "/mails/held",
  queue: "/mails/queue",
  caught: "/caught",
  outgoing: "/outgoing",
} as const;

/** /mails/{id} and /caught/{id}: one mail. */
export function MailPage({ view }: { view: MailPageView }) {
  const t = textIn(view.frame.language);
  const back = view.back ? backTo[view.back] : "";
  const subject = short(view.subject || t("list.noSubject"), 300);
  return (
    <Page frame={view.frame} title={subject} side={<MailSide current={back} />}>
      <Head title={subject}>
        <a class="button" href={`${view.base}/headers`}>
          {t("message.headers")}
        </a>
        <a class="button" href={`${view.base}/raw`}>
          {t("message.raw")}
        </a>
      </Head>
      {view.decisions ? (
        <section class="card decide" aria-label={t("mailpage.decide")}>
          <Decisions of={view.decisions} />
        </section>
      ) : null}
      <dl class="addresses wide">
        <div>
          <dt>{t("message.from")}</dt>
          <dd>{view.from ? <FullAddress of={view.from} /> : t("held.nobody")}</dd>
        </div>
        <div>
          <dt>{t("message.to")}</dt>
          <dd>
            <Addresses of={view.to} />
          </dd>
        </div>
        {view.cc.length > 0 ? (
          <div>
            <dt>{t("message.cc")}</dt>
            <dd>
              <Addresses of={view.cc} />
            </dd>
          </div>
        ) : null}
        <div>
          <dt>{t("message.date")}</dt>
          <dd>
            <When at={view.time} />
          </dd>
        </div>
        {view.envelope ? (
          <div>
            <dt>{t("mailpage.envelope")}</dt>
            <dd>
              <bdi>{`<${short(view.envelope.from)}>`}</bdi> → <AddressLine of={view.envelope.to} />
            </dd>
          </div>
        ) : null}
        <div>
          <dt>{t("message.size")}</dt>
          <dd>
            <Size of={view.size} />
          </dd>
        </div>
        {view.outcome ? (
          <div>
            <dt>{t("mailpage.outcome")}</dt>
            <dd>
              <bdi>{short(view.outcome, 1000)}</bdi>
            </dd>
          </div>
        ) : null}
        {view.trust ? (
          <div>
            <dt>{t("mailpage.sender")}</dt>
            <dd>
              <Trust trust={view.trust} />
            </dd>
          </div>
        ) : null}
        {view.trust ? (
          <div>
            <dt>{t("message.authentication")}</dt>
            <dd>
              <bdi>{short(view.trust.results, 500)}</bdi>
            </dd>
          </div>
        ) : null}
        {view.spam ? (
          <div>
            <dt>{t("held.spam")}</dt>
            <dd>
              <bdi>{short(view.spam, 1000)}</bdi>
            </dd>
          </div>
        ) : null}
        {view.virus ? (
          <div>
            <dt>{t("held.virus")}</dt>
            <dd>
              <bdi>{short(view.virus, 500)}</bdi>
            </dd>
          </div>
        ) : null}
        {view.ticket === null ? null : (
          <div>
            <dt>{t("mailpage.ticket")}</dt>
            <dd>
              <a href={`/tickets/${view.ticket}`}>#{view.ticket}</a>
            </dd>
          </div>
        )}
      </dl>
      <article class="message in">
        <div class="body">
          {view.hasHtml ? <MailFrame base={view.base} open={view.formatted} /> : null}
          <div class="plain">
            {view.problem ? <p class="field-fault">{view.problem}</p> : null}
            {view.text === "" ? <p class="hint">{t("message.empty")}</p> : <Prose text={view.text} />}
            <Cut cut={view.cut} />
          </div>
          <Files base={view.base} files={view.files} from={view.filesFrom} />
        </div>
      </article>
    </Page>
  );
}

/** /mails/{id}/headers: the header lines as received. */
export function HeadersPage({
  view,
}: {
  view: { readonly frame: Frame; readonly base: string; readonly lines: string };
}) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("message.headers")} side={<MailSide current="" />}>
      <Head title={t("message.headers")}>
        <a class="button" href={`${view.base}/raw`}>
          {t("message.raw")}
        </a>
      </Head>
      <pre class="source" dir="ltr" tabindex={0}>
        {`\n${view.lines}`}
      </pre>
    </Page>
  );
}
