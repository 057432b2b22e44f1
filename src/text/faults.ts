/** The texts of faults. */
import type { StoredFault } from "../base/fault.ts";
import { type Language, sayersOf } from "./catalogue.ts";
import { boxFaults } from "./en/fault-box.ts";
import { deliveryFaults } from "./en/fault-delivery.ts";
import { operationFaults } from "./en/fault-operation.ts";
import { requestFaults } from "./en/fault-requests.ts";
import { serverFaults } from "./en/fault-servers.ts";
import { settingsFaults } from "./en/fault-settings.ts";
import { startFaults } from "./en/fault-start.ts";
import { ticketFaults } from "./en/fault-tickets.ts";
import { faultTexts } from "./en/faults.ts";
import { joinedIn } from "./joined.ts";
import type { Values } from "./message.ts";

const en = {
  ...faultTexts,
  ...requestFaults,
  ...ticketFaults,
  ...settingsFaults,
  ...operationFaults,
  ...startFaults,
  ...deliveryFaults,
  ...serverFaults,
  ...boxFaults,
} as const;
const sayers = sayersOf(en);

/** The sentence for a fault, without a full stop. */
export function faultText(language: Language, fault: StoredFault): string {
  return sayers(language)(`fault.${fault.reason ?? fault.code}`, filled(language, fault.params));
}

/** The values of a fault's parameters; one that is a fault itself is said in its place. */
const filled = (language: Language, params: StoredFault["params"] = {}): Values =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === "object" ? faultText(language, value) : value,
    ]),
  );

/** What to do about a fault; null if its sentence says so already. */
export function faultRemedy(language: Language, fault: StoredFault): string | null {
  const key = `todo.${fault.reason ?? fault.code}`;
  return Object.hasOwn(en, key) ? sayers(language)(key, filled(language, fault.params)) || null : null;
}

/** The sentence for a fault, and what to do about it, if anything. */
export function faultWithRemedy(language: Language, fault: StoredFault): string {
  const [what, todo] = [faultText(language, fault), faultRemedy(language, fault)];
  return todo === null ? what : joinedIn(language)("joined.remedy", { what, todo });
}

/** The sentence for a fault in English: for logs and SMTP, which are English everywhere, and for exceptions. */
export const inEnglish = (fault: StoredFault): string => faultText("en", fault);
