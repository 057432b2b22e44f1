import type { Deliver } from "../../engine/outgoing/outbox.ts";
import { type DirectOptions, directDelivery } from "./direct.ts";
import { smtpDelivery } from "./smtp.ts";

/** The interface Deliver: by the smart host, or directly to the recipients' servers. */
export function createDelivery(options: DirectOptions): Deliver {
  const bySmartHost = smtpDelivery(options);
  const direct = directDelivery(options);
  return (mail, route) => (route.kind === "direct" ? direct(mail) : bySmartHost(mail, route));
}
