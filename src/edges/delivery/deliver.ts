import type { Deliver } from "../../engine/outgoing/outbox.ts";
import { type DirectOptions, directDelivery } from "./direct.ts";
import { smtpDelivery } from "./smtp.ts";

/** The port Deliver: by the smart host, or straight to the recipients' servers. */
export function createDelivery(options: DirectOptions): Deliver {
  const bySmartHost = smtpDelivery(options);
  const direct = directDelivery(options);
  return (mail, route) => (route.kind === "direct" ? direct(mail) : bySmartHost(mail, route));
}
