/** What became of an answer on its way out. */
import type { TlsUsed } from "../../../domain/ticket/index.ts";
import type { Text } from "../../../text/web.ts";
import type { DeliveryStatus, DeliveryView } from "../view.ts";
import { When } from "./bits.tsx";
import { useText } from "./context.ts";
import { Form } from "./form.tsx";
import { Icon, type IconName } from "./icons.tsx";

const icons: Record<DeliveryStatus, IconName> = {
  waiting: "clock",
  deferred: "clock",
  delivered: "check",
  failed: "warn",
  bounced: "warn",
  cancelled: "cross",
  held: "clock",
  caught: "check",
};

/** The state in a word. */
export function DeliveryMark({ delivery }: { delivery: DeliveryView }) {
  const t = useText();
  return (
    <span class={`delivery-mark ${delivery.status}`}>
      <Icon name={icons[delivery.status]} />
      {t(`delivery.${delivery.status}`)}
    </span>
  );
}

/** Each attempt with what the server said, and what can be done; nothing for what simply arrived. */
export function Delivery({ id, delivery }: { id: string; delivery: DeliveryView }) {
  const t = useText();
  const trouble = ["failed", "bounced", "deferred", "held"].includes(delivery.status);
  if (delivery.attempts.length === 0 && !["waiting", "held"].includes(delivery.status)) return null;
  return (
    <details class={`delivery ${delivery.status}`} open={trouble}>
      <summary>
        {trouble || delivery.status === "waiting" ? <DeliveryMark delivery={delivery} /> : null}
        {delivery.attempts.length > 0 ? (
          <span class="hint">{t("delivery.attempts", { n: delivery.attempts.length })}</span>
        ) : null}
      </summary>
      <ol class="attempts">
        {delivery.attempts.map((attempt) => (
          <li>
            <p>
              <b>{t("delivery.attempt", { n: attempt.attempt })}</b> <When at={attempt.time} />{" "}
              <span class="hint">{t("delivery.at", { server: attempt.server })}</span>
            </p>
            {attempt.results.map((result) => (
              <p class={`result ${result.outcome}`}>
                <bdi>{result.recipient}</bdi> <b>{t(`outcome.${result.outcome}`)}</b>{" "}
                <bdi>{result.response}</bdi>{" "}
                <span class="hint">
                  {result.server === undefined ? null : (
                    <bdi>{t("delivery.at", { server: result.server })} </bdi>
                  )}
                  {result.tls === undefined ? null : tlsWords(result.tls, t)}
                </span>
              </p>
            ))}
          </li>
        ))}
        {delivery.bounces.map((bounce) => (
          <li>
            <p>
              <b>{t("delivery.bounced")}</b> <When at={bounce.time} />{" "}
              <a href={`/mails/${bounce.mail}`}>{t("delivery.report")}</a>
            </p>
            {bounce.results.map((result) => (
              <p class="result failed">
                <bdi>{result.recipient}</bdi> <b>{result.status ?? ""}</b>{" "}
                <bdi>{result.diagnostic ?? ""}</bdi>
              </p>
            ))}
          </li>
        ))}
      </ol>
      {delivery.nextAt === null ? null : (
        <p class="hint">
          {t("delivery.deferred")}: <When at={delivery.nextAt} />
        </p>
      )}
      <DeliveryActions id={id} status={delivery.status} />
    </details>
  );
}

function tlsWords(tls: TlsUsed | null, t: Text): string {
  if (tls === null) return t("tls.none");
  if (tls.by === "dane") return t("tls.dane", { version: tls.version });
  return t(tls.verified ? "tls.verified" : "tls.unverified", { version: tls.version });
}

/** Try now, cancel: what makes sense in that state. */
function DeliveryActions({ id, status }: { id: string; status: DeliveryStatus }) {
  const t = useText();
  const retry = ["deferred", "failed", "bounced", "held"].includes(status);
  const cancel = ["deferred", "waiting", "held"].includes(status);
  if (!retry && !cancel) return null;
  return (
    <Form action={`/outgoing/${id}`} class="inline">
      {retry ? (
        <button type="submit" class="button small" name="do" value="retry">
          {t("delivery.retry")}
        </button>
      ) : null}
      {cancel ? (
        <button type="submit" class="button small quiet" name="do" value="cancel">
          {t("delivery.cancel")}
        </button>
      ) : null}
    </Form>
  );
}
