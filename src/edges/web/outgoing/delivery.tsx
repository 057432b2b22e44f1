/** The delivery of an outgoing mail. */
import type { TlsUsed } from "../../../domain/ticket/index.ts";
import { deliveryText } from "../../../text/deliveries.ts";
import type { Text } from "../../../text/web.ts";
import { most, short } from "../bounds.ts";
import { More, When } from "../parts/bits.tsx";
import { useFrame, useText } from "../parts/context.ts";
import { Form } from "../parts/form.tsx";
import { Icon, type IconName } from "../parts/icons.tsx";
import type { AttemptView, DeliveryStatus, DeliveryView } from "./delivery-view.ts";

const icons: Record<DeliveryStatus, IconName> = {
  waiting: "clock",
  deferred: "clock",
  delivered: "check",
  failed: "warn",
  bounced: "warn",
  cancelled: "cross",
  held: "clock",
  caught: "check",
  scheduled: "clock",
  "taken-back": "cross",
  withheld: "warn",
};

/** Held deliveries need a decision even before the first attempt. */
const pending: readonly DeliveryStatus[] = ["waiting", "held", "scheduled", "withheld"];

/** The state as a label. */
export function DeliveryMark({ delivery }: { delivery: DeliveryView }) {
  const t = useText();
  return (
    <span class={`delivery-mark ${delivery.status}`}>
      <Icon name={icons[delivery.status]} />
      {t(`delivery.${delivery.status}`)}
    </span>
  );
}

/**
 * The last attempt with the server's responses, those before it folded, and the possible actions; nothing for mail that
 * was simply delivered.
 * @param results how many of them are shown
 */
export function Delivery(props: { id: string; delivery: DeliveryView; results?: number }) {
  const t = useText();
  const { id, delivery, results = most.results } = props;
  const attempts = newest(delivery.attempts, results);
  const last = attempts.at(-1);
  const bounces = newest(delivery.bounces, results);
  const trouble = ["failed", "bounced", "deferred", "held", "withheld"].includes(delivery.status);
  if (delivery.attempts.length === 0 && !pending.includes(delivery.status)) return null;
  return (
    <details class={`delivery ${delivery.status}`} open={trouble}>
      <summary>
        {trouble || pending.includes(delivery.status) ? <DeliveryMark delivery={delivery} /> : null}
        {delivery.attempts.length > 0 ? (
          <span class="hint">{t("delivery.attempts", { n: delivery.attempts.length })}</span>
        ) : null}
      </summary>
      {attempts.length > 1 ? (
        <details class="before">
          <summary>{t("delivery.earlier", { n: delivery.attempts.length - 1 })}</summary>
          <ol class="attempts">
            {attempts.slice(0, -1).map((attempt) => (
              <Attempt attempt={attempt} results={results} />
            ))}
          </ol>
        </details>
      ) : null}
      <ol class="attempts">
        {last ? <Attempt attempt={last} results={results} /> : null}
        {bounces.map((bounce) => (
          <li>
            <p>
              <b>{t("delivery.bounced")}</b> <When at={bounce.time} />{" "}
              <a href={`/mails/${bounce.mail}`}>{t("delivery.report")}</a>
            </p>
            {bounce.results.slice(0, results).map((result) => (
              <p class="result failed">
                <bdi>{short(result.recipient)}</bdi> <b>{short(result.status ?? "")}</b>{" "}
                <bdi>{short(result.diagnostic ?? "", 300)}</bdi>
              </p>
            ))}
            <More of={bounce.results} shown={results} />
          </li>
        ))}
      </ol>
      {delivery.nextAt === null ? null : (
        <p class="hint">
          {t(delivery.status === "scheduled" ? "delivery.leaves" : "delivery.next")}:{" "}
          <When at={delivery.nextAt} />
        </p>
      )}
      <DeliveryActions id={id} status={delivery.status} />
    </details>
  );
}

/** An attempt with the server's responses. */
function Attempt({ attempt, results }: { attempt: AttemptView; results: number }) {
  const t = useText();
  const { language } = useFrame();
  return (
    <li>
      <p>
        <b>{t("delivery.attempt", { n: attempt.attempt })}</b> <When at={attempt.time} />{" "}
        <span class="hint">
          {attempt.server === null ? null : t("delivery.at", { server: short(attempt.server) })}
        </span>
      </p>
      {attempt.results.slice(0, results).map((result) => (
        <p class={`result ${result.outcome}`}>
          <bdi>{short(result.recipient)}</bdi> <b>{t(`outcome.${result.outcome}`)}</b>{" "}
          <bdi>{short(deliveryText(language, result), 300)}</bdi>{" "}
          <span class="hint">
            {result.server === undefined ? null : (
              <bdi>{t("delivery.at", { server: short(result.server) })} </bdi>
            )}
            {result.tls === undefined ? null : tlsWords(result.tls, t)}
          </span>
        </p>
      ))}
      <More of={attempt.results} shown={results} />
    </li>
  );
}

/** The newest attempts with at most that many results together, but at least one. */
function newest<T extends { readonly results: readonly unknown[] }>(
  all: readonly T[],
  results: number,
): readonly T[] {
  let from = all.length;
  let left = results;
  while (from > 0 && (left > 0 || from === all.length)) {
    from -= 1;
    left -= Math.max(1, all[from]?.results.length ?? 0);
  }
  return all.slice(from);
}

function tlsWords(tls: TlsUsed | null, t: Text): string {
  if (tls === null) return t("tls.none");
  if (tls.by === "dane") return t("tls.dane", { version: tls.version });
  return t(tls.verified ? "tls.verified" : "tls.unverified", { version: tls.version });
}

/** Retry or cancel, whatever is possible in this state. */
function DeliveryActions({ id, status }: { id: string; status: DeliveryStatus }) {
  const t = useText();
  const retry = ["deferred", "failed", "bounced", "held", "scheduled", "withheld"].includes(status);
  const cancel = ["deferred", "waiting", "held", "scheduled"].includes(status);
  if (!retry && !cancel) return null;
  const beforeLeaving = ["scheduled", "withheld", "held"].includes(status);
  return (
    <Form action={`/outgoing/${id}`} class="inline">
      {retry ? (
        <button type="submit" class="button small" name="do" value="retry">
          {t(beforeLeaving ? "delivery.sendNow" : "delivery.retry")}
        </button>
      ) : null}
      {cancel ? (
        <button type="submit" class="button small quiet" name="do" value="cancel">
          {t(status === "scheduled" ? "delivery.takeBack" : "delivery.cancel")}
        </button>
      ) : null}
    </Form>
  );
}
