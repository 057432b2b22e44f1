import { short } from "../bounds.ts";
import { Icon } from "../parts/icons.tsx";
import type { TrustView } from "./view.ts";

/** Whether a mail's sender is verified: a discreet line, or a warning. */
export function Trust({ trust }: { trust: TrustView }) {
  const doubt = trust.kind === "doubt";
  return (
    <span class={`trust ${trust.kind}`}>
      {trust.kind === "open" ? null : <Icon name={doubt ? "warn" : "check"} />}
      <bdi>{short(trust.text, 500)}</bdi>
    </span>
  );
}
