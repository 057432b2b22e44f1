import type { Finding } from "../../../domain/finding.ts";
import { boxFindings } from "../../../domain/health/index.ts";
import type { AskBox } from "../box.ts";

/** Milliseconds that the appliance may take to report its status. */
const PATIENCE = 5000;

/** The appliance's status, if there is one: its clock, its updates, its services. */
export async function checkBox(box: AskBox): Promise<readonly Finding[]> {
  if (!box.present()) return [];
  const timer = Promise.withResolvers<null>();
  const timeout = setTimeout(() => timer.resolve(null), PATIENCE);
  const status = await Promise.race([box.ask("status", {}, null), timer.promise]);
  clearTimeout(timeout);
  return boxFindings(status);
}
