import { short } from "../bounds.ts";
import type { TrustView } from "../view.ts";
import { Icon } from "./icons.tsx";

/** Whether a mail's sender is who it says: a quiet line, or a warning. */
export function Trust({ trust }: { trust: TrustView }) {
  const doubt = trust.kind === "doubt";
  return (
    <span class={`trust ${trust.kind}`}>
      {trust.kind === "open" ? null : <Icon name={doubt ? "warn" : "check"} />}
      <bdi>{short(trust.text, 500)}</bdi>
    </span>
  );
}
