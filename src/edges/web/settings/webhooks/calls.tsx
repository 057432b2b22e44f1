/** The calls of an endpoint, each with its last attempts. */
import { faultText } from "../../../../text/index.ts";
import { isTextKey, type Text } from "../../../../text/web.ts";
import { beginning } from "../../bounds.ts";
import { When } from "../../parts/bits.tsx";
import { useFrame, useText } from "../../parts/context.ts";
import { Form } from "../../parts/form.tsx";
import { Icon, type IconName } from "../../parts/icons.tsx";
import type { WebhookView } from "./view.ts";

type Call = WebhookView["calls"][number];

const marks: Record<Call["state"], { readonly icon: IconName; readonly look: string }> = {
  waiting: { icon: "clock", look: "deferred" },
  delivered: { icon: "check", look: "delivered" },
  failed: { icon: "warn", look: "failed" },
};
/** Characters of a request that are shown. */
const SHOWN = 4000;

/** @param path of the endpoint's page */
export function Calls({ path, calls, older }: Pick<WebhookView, "calls" | "older"> & { path: string }) {
  const t = useText();
  if (calls.length === 0) return <p class="hint">{t("webhooks.calls.none")}</p>;
  return (
    <>
      <div class="stack">
        {calls.map((call, n) => (
          <OneCall path={path} call={call} open={n === 0 && call.state !== "delivered"} />
        ))}
      </div>
      {older === null ? null : (
        <p class="row">
          <a class="button" href={`${path}?before=${older}`}>
            {t("webhooks.calls.older")}
          </a>
        </p>
      )}
    </>
  );
}

function OneCall({ path, call, open }: { path: string; call: Call; open: boolean }) {
  const t = useText();
  const { state, tries, ticket, nextAt } = call;
  const { icon, look } = marks[state];
  return (
    <details class={`delivery ${look}`} id={`call-${call.number}`} open={open}>
      <summary>
        <span class={`delivery-mark ${look}`}>
          <Icon name={icon} />
          {t(`webhooks.call.${state}`)}
        </span>
        <span>{nameOf(t, call.type)}</span>{" "}
        <span class="hint">
          {ticket === null ? null : `#${ticket} `}
          <When at={call.createdAt} />
          {call.attempts > 1 ? <> · {t("delivery.attempts", { n: call.attempts })}</> : null}
        </span>
      </summary>
      {ticket === null ? null : (
        <p>
          <a href={`/tickets/${ticket}`}>{t("webhooks.call.ticket", { number: ticket })}</a>
        </p>
      )}
      <ol class="attempts">
        {tries.map((attempt, n) => (
          <Attempt attempt={attempt} n={call.attempts - tries.length + n + 1} />
        ))}
      </ol>
      {nextAt === null ? null : (
        <p class="hint">
          {t("webhooks.call.next")}: <When at={nextAt} />
        </p>
      )}
      <details>
        <summary>{t("webhooks.call.body")}</summary>
        <p class="hint">
          <code>webhook-id: {call.id}</code>
        </p>
        <pre class="preview-text" tabindex={0}>
          {beginning(call.body, SHOWN)}
        </pre>
      </details>
      <Form action={`${path}/send`} class="inline">
        <input type="hidden" name="number" value={call.number} />
        <button type="submit" class="button small">
          {t("webhooks.call.again")}
        </button>
      </Form>
    </details>
  );
}

function Attempt({ attempt, n }: { attempt: Call["tries"][number]; n: number }) {
  const t = useText();
  const { language } = useFrame();
  const { at, took, status, answer, fault } = attempt;
  return (
    <li>
      <p>
        <b>{t("delivery.attempt", { n })}</b> <When at={at} />{" "}
        <span class="hint">
          {status === null ? null : `${t("webhooks.call.status", { status })}, `}
          {t("webhooks.call.took", { ms: took })}
        </span>
      </p>
      {fault === null ? null : (
        <p class="result failed">
          <b>
            <bdi>{faultText(language, fault)}</bdi>
          </b>
        </p>
      )}
      {answer === "" ? null : (
        <pre class="preview-text" tabindex={0}>
          {answer}
        </pre>
      )}
    </li>
  );
}

/** What happened, in words. */
function nameOf(t: Text, type: string): string {
  const key = `webhooks.event.${type}`;
  return isTextKey(key) ? t(key) : type;
}
