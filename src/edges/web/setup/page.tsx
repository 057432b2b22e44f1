import type { Child } from "hono/jsx";
import type { Finding } from "../../../domain/setup/index.ts";
import { causeText } from "../../../engine/intake/cause-text.ts";
import { deliveryText } from "../../../text/deliveries.ts";
import { findingInWords, findingText } from "../../../text/findings.ts";
import { type Text, textIn } from "../../../text/web.ts";
import { Brand } from "../log-in/page.tsx";
import { Head } from "../parts/bits.tsx";
import { useFrame } from "../parts/context.ts";
import { Fault, Form, Input } from "../parts/form.tsx";
import { Icon } from "../parts/icons.tsx";
import { segment } from "../parts/links.ts";
import { Page } from "../parts/page.tsx";
import { PlusTest } from "../settings/mailboxes/plus-test.tsx";
import { Network } from "../system/network/form.tsx";
import { stepFields, stepForms } from "./steps-page.tsx";
import type { SetupCodeView, SetupDoneView, SetupFinishView, SetupStepLink, SetupStepView } from "./view.ts";

/** /setup: the code, before anything else */
export function SetupCodePage({ view }: { view: SetupCodeView }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("setup.title")} width="narrow">
      <div class="door roomy">
        <Brand />
        <h1>{t("setup.title")}</h1>
        <p>{t("setup.code.lead")}</p>
        <Form action="/setup" class="stack">
          <Fault fault={view.fault} fields={["code"]} />
          <Input
            name="code"
            label={t("setup.code")}
            hint={t("setup.code.hint")}
            value=""
            fault={view.fault}
            class="setup-code"
            required
            autofocus
            maxlength={40}
          />
          <button type="submit" class="button primary wide">
            {t("setup.code.go")}
          </button>
        </Form>
      </div>
    </Page>
  );
}

/** /setup/{step} */
export function SetupStepPage({ view }: { view: SetupStepView }) {
  const t = textIn(view.frame.language);
  const { step, fault, findings, next } = view;
  const title = t(`setup.step.${step}`);
  const tested = step !== "zone" && step !== "admin";
  const before = view.steps[view.steps.findIndex((one) => one.step === step) - 1];
  return (
    <Around view={view} title={title} current={step} t={t}>
      <Head title={title} lead={leadOf(view, t)} />
      <Passed findings={view.passed} />
      {findings.length > 0 ? (
        <section class="findings" id="found" aria-labelledby="found-title" tabindex={-1}>
          <h2 id="found-title">{t("setup.found")}</h2>
          <Findings findings={findings} />
          {next === null ? null : (
            <p>
              <a class="button" href={`/setup/${next}`}>
                {t("setup.anyway")}
              </a>
            </p>
          )}
        </section>
      ) : null}
      <Form action={`/setup/${step}`} class="stack" files={step === "certificate"}>
        <Fault fault={fault} fields={stepFields[step]} />
        {stepForms[step](view, t)}
        <p class="setup-go">
          <button type="submit" class="button primary" data-default>
            {t(findings.length > 0 ? "setup.again" : tested ? "setup.test" : "setup.next")}
          </button>
          {before ? (
            <a class="button quiet" href={`/setup/${before.step}`}>
              {t("setup.back")}
            </a>
          ) : null}
        </p>
      </Form>
      {view.network === null ? null : (
        <div class="setup-network" id="network">
          <Network part={view.network} />
        </div>
      )}
      {before ? null : (
        <section class="part">
          <h2>{t("restore.title")}</h2>
          <p>{t("setup.restore")}</p>
          <p>
            <a class="button" href="/setup/restore">
              {t("setup.restore.go")}
            </a>
          </p>
        </section>
      )}
    </Around>
  );
}

const leadOf = ({ step, mailbox, hostname }: SetupStepView, t: Text): string =>
  t(`setup.${step}.lead`, { mailbox, hostname });

/** /setup/finish: the answers, and the button that applies them */
export function SetupFinishPage({ view }: { view: SetupFinishView }) {
  const t = textIn(view.frame.language);
  const needed = view.answers.some(
    ({ step, said }) => said === null && ["admin", "name", "mailbox"].includes(step),
  );
  return (
    <Around view={view} title={t("setup.step.finish")} current="finish" t={t}>
      <Head title={t("setup.step.finish")} lead={t("setup.finish.lead")} />
      <Passed findings={view.passed} />
      <dl class="answers">
        {view.answers.map(({ step, said }) => (
          <div>
            <dt>{t(`setup.step.${step}`)}</dt>
            <dd>{said === null ? <i>{t("setup.finish.open")}</i> : <bdi>{said}</bdi>}</dd>
            <dd>
              <a href={`/setup/${step}`}>
                {t("setup.finish.change")}
                <span class="visually-hidden">: {t(`setup.step.${step}`)}</span>
              </a>
            </dd>
          </div>
        ))}
      </dl>
      <Form action="/setup/finish" class="stack">
        <Fault fault={view.fault} />
        {needed ? <p class="hint">{t("setup.finish.missing")}</p> : null}
        <p class="setup-go">
          <button type="submit" class="button primary" disabled={needed} data-default>
            {t("setup.finish.go")}
          </button>
        </p>
      </Form>
    </Around>
  );
}

/** /setup/done: the test mail, and the next steps */
export function SetupDonePage({ view }: { view: SetupDoneView }) {
  const t = textIn(view.frame.language);
  const { state } = view;
  const good = state.stage === "ticket";
  const bad = state.stage === "refused" || state.stage === "held";
  return (
    <Page frame={view.frame} title={t("setup.done")} width="narrow">
      <Head title={t("setup.done")} />
      <div class={`flash ${good ? "done" : bad ? "problem" : ""}`} role="status">
        <Icon name={good ? "check" : bad ? "warn" : "clock"} />
        <div>
          <p>{t(`setup.done.${state.stage}`, { n: state.stage === "ticket" ? state.ticket : "" })}</p>
          {state.stage === "refused" ? (
            <p>
              <bdi>{deliveryText(view.frame.language, state)}</bdi>
            </p>
          ) : null}
          {state.stage === "held" && state.cause !== null ? (
            <p>
              <bdi>{causeText(view.frame.language, state.cause)}</bdi>
            </p>
          ) : null}
          {"reply" in state ? (
            <p class="hint">
              {t("setup.done.said")}: <bdi>{state.reply}</bdi>
            </p>
          ) : null}
        </div>
      </div>
      <Form action="/setup/done">
        <p class="setup-go">
          {state.stage === "ticket" ? (
            <a class="button primary" href={`/tickets/${state.ticket}`}>
              {t("setup.done.open", { n: state.ticket })}
            </a>
          ) : null}
          {state.stage === "held" ? (
            <a class="button primary" href="/mails/held">
              {t("nav.mail")}
            </a>
          ) : null}
          {state.stage === "none" || state.stage === "refused" ? (
            <button type="submit" class="button">
              {t("setup.done.send")}
            </button>
          ) : null}
          <a class="button" href="/tickets">
            {t("setup.done.tickets")}
          </a>
        </p>
      </Form>
      {view.signIn.length === 0 ? null : (
        <section class="part">
          <h2>{t("setup.done.signIn")}</h2>
          <p>{t("setup.done.signIn.text")}</p>
          <p class="setup-go">
            {view.signIn.map(({ name, provider }) => (
              <a class="button primary" href={`/settings/oauth/${segment(name)}`}>
                {t("setup.done.signIn.go", { provider: t(`oauth.${provider}`) })}
              </a>
            ))}
          </p>
        </section>
      )}
      <PlusTest test={view.plusTest} path="/setup/done/plus-test" />
      <section class="part">
        <h2>{t("setup.done.next")}</h2>
        <ul class="plain-list">
          <li>
            <a href="/settings/people">{t("setup.done.people")}</a>
          </li>
          <li>
            <a href="/settings/domains">{t("setup.done.domains")}</a>
          </li>
          <li>
            <a href="/help/first-steps">{t("setup.done.help")}</a>
          </li>
        </ul>
      </section>
    </Page>
  );
}

/** The product's name and the steps, beside or above a step. */
function Around(props: {
  readonly view: SetupStepView | SetupFinishView;
  readonly title: string;
  readonly current: SetupStepLink["step"] | "finish";
  readonly t: Text;
  readonly children?: Child;
}) {
  const { view, title, current, t } = props;
  const { steps } = view;
  const at = steps.findIndex(({ step }) => step === current);
  return (
    <Page
      frame={view.frame}
      title={`${title} · ${t("setup.title")}`}
      width="narrow"
      side={
        <nav class="side setup-side" aria-label={t("setup.steps")}>
          <Brand />
          <ol class="lists setup-steps">
            {steps.map(({ step, said }) => (
              <li class={said ? "said" : ""}>
                <a href={`/setup/${step}`} aria-current={step === current ? "step" : undefined}>
                  <span>
                    <span class="visually-hidden">{said ? `${t("setup.said")}: ` : ""}</span>
                    {t(`setup.step.${step}`)}
                  </span>
                  {said ? <Icon name="check" /> : null}
                </a>
              </li>
            ))}
            <li>
              <a href="/setup/finish" aria-current={current === "finish" ? "step" : undefined}>
                {t("setup.step.finish")}
              </a>
            </li>
          </ol>
          <p class="setup-at">
            {t("setup.stepOf", { n: (at < 0 ? steps.length : at) + 1, of: steps.length + 1 })}
          </p>
        </nav>
      }
    >
      {props.children}
    </Page>
  );
}

function Passed({ findings }: { findings: readonly Finding[] }) {
  const { language } = useFrame();
  return findings.length === 0 ? null : (
    <div class="flash done" role="status">
      <Icon name="check" />
      <div>
        {findings.map((finding) => (
          <p>
            <bdi>{findingText(language, finding)}</bdi>
          </p>
        ))}
      </div>
    </div>
  );
}

function Findings({ findings }: { findings: readonly Finding[] }) {
  const { language } = useFrame();
  return (
    <div role="alert">
      <ul>
        {findings
          .map((finding) => findingInWords(language, finding))
          .map(({ level, what, todo, line }) => (
            <li class={level}>
              <Icon name={level === "ok" ? "check" : "warn"} />
              <div>
                <p>
                  <bdi>{what}</bdi>
                </p>
                {todo === null ? null : (
                  <p class="todo">
                    <bdi>{todo}</bdi>
                  </p>
                )}
                {line === null ? null : (
                  <pre class="command">
                    <code>{line}</code>
                  </pre>
                )}
              </div>
            </li>
          ))}
      </ul>
    </div>
  );
}
