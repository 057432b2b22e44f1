import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isAddress, normalAddress } from "../mail/index.ts";
import { validUserName } from "../people/index.ts";
import type { Administrator, FirstMailbox } from "./plan.ts";

/** An administrator before the password is hashed. */
export type AdministratorInput = Omit<Administrator, "password">;

/** The administrator as stored, or the faults by field: user, name, email. */
export function checkedAdministrator(given: AdministratorInput): Result<AdministratorInput, Fault> {
  const user = validUserName(given.user);
  const email = given.email?.trim() || null;
  const name = given.name.trim();
  if (user === null) return wrong("user", "user.name");
  if (name.length > 200 || /\p{Cc}/u.test(name)) return wrong("name", "user.full-name");
  if (email !== null && !isAddress(email))
    return refuse(fault("user.email", { field: "email", params: { address: short(email) } }));
  return ok({ user, name: name || user, email });
}

/**
 * A host name in lower case, without a trailing dot: letters, digits and hyphens (RFC 1123 section 2.1), at most 253.
 * @returns a fault of field hostname
 */
export function checkedHostname(text: string): Result<string, Fault> {
  const name = text.trim().toLowerCase().replace(/\.$/, "");
  const labels = name.split(".");
  const good =
    name.length <= 253 && labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  if (!good) return refuse(fault("hostname.invalid", { field: "hostname", params: { name: short(text) } }));
  // Four numbers are an address, and names never end in a number (RFC 1123 section 2.1).
  if (/^\d+$/.test(labels.at(-1) ?? "")) return wrong("hostname", "hostname.address");
  return ok(name);
}

/** The first mailbox as stored, or the faults by field: address, name. */
export function checkedMailbox(given: FirstMailbox): Result<FirstMailbox, Fault> {
  const address = normalAddress(given.address);
  const name = given.name.trim();
  if (!isAddress(address))
    return refuse(fault("mailbox.address", { field: "address", params: { address: short(given.address) } }));
  if (address.includes("+")) return wrong("address", "mailbox.plus");
  if (name.length > 200 || /\p{Cc}/u.test(name)) return wrong("name", "user.full-name");
  return ok({ address, name });
}

const wrong = (field: string, reason: PlainReason) => refuse(fault(reason, { field }));
const short = (text: string) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
