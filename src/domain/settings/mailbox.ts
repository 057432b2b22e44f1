import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isAddress, normalAddress } from "../mail/address.ts";
import type { Mailbox } from "./events.ts";
import { type Expected, unexpected } from "./expected.ts";

/** A mailbox as it is wanted: what is not given stays, or has its default. */
export type WantedMailbox = Partial<Mailbox> & Pick<Mailbox, "address">;

/** What saving a mailbox needs to know. */
export interface MailboxFacts {
  readonly mailboxes: readonly Mailbox[];
  /** Of the groups that are there, those that matter. */
  readonly groups: readonly string[];
  readonly expected?: Expected | undefined;
}

const MOST_ALIASES = 100;
/** Characters. */
const MOST_SIGNATURE = 10_000;

/** The mailbox as it will be; or the fault that names the field that is wrong. */
export function decideMailbox(wanted: WantedMailbox, facts: MailboxFacts): Result<Mailbox, Fault> {
  const wrong = (field: string, text: string) => refuse(fault("request.invalid", { field, text }));
  const { mailboxes, groups, expected } = facts;
  const address = normalAddress(wanted.address);
  const before = mailboxes.find((one) => one.address === address);
  const of = { what: "a mailbox", name: address, field: "address" };
  const problem = unexpected(expected, before !== undefined, of);
  if (problem) return refuse(problem);
  if ((wanted.aliases?.length ?? 0) > MOST_ALIASES)
    return wrong("aliases", `A mailbox has at most ${MOST_ALIASES} other addresses`);
  const aliases = [...new Set((wanted.aliases ?? before?.aliases ?? []).map(normalAddress))];
  const bad = [address, ...aliases].find((one) => !isAddress(one) || one.includes("+"));
  if (bad !== undefined)
    return wrong(
      bad === address ? "address" : "aliases",
      `"${bad.slice(0, 100)}" cannot be a mailbox's address`,
    );
  for (const other of mailboxes) {
    if (other.address === address) continue;
    const taken = [other.address, ...other.aliases].find((one) => one === address || aliases.includes(one));
    if (taken) return wrong("aliases", `${taken} belongs to the mailbox ${other.address}`);
  }
  const group = wanted.group === undefined ? (before?.group ?? null) : wanted.group;
  if (group !== null && !groups.includes(group)) return wrong("group", `There is no group ${group}`);
  const name = wanted.name ?? before?.name ?? "";
  if (/\p{Cc}/u.test(name) || name.length > 200)
    return wrong("name", "A name has at most 200 printable characters");
  const language = wanted.language ?? before?.language ?? "en";
  if (!/^[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*$/.test(language))
    return wrong("language", "A language is a tag such as en or pt-BR");
  if ((wanted.signature?.length ?? 0) > MOST_SIGNATURE)
    return wrong("signature", "A signature has at most 10,000 characters");
  return ok({
    address,
    aliases,
    name,
    acknowledge: wanted.acknowledge ?? before?.acknowledge ?? false,
    signature: wanted.signature ?? before?.signature ?? "",
    group,
    language,
    enabled: wanted.enabled ?? before?.enabled ?? true,
  });
}
