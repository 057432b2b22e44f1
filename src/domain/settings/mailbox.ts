import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isAddress, normalAddress } from "../mail/index.ts";
import type { Mailbox } from "./events.ts";
import { type Expected, unexpected } from "./expected.ts";
import { mailboxFields } from "./fields/index.ts";

/** A mailbox to save: a missing field stays as it is, or gets its default. */
export type WantedMailbox = Partial<Mailbox> & Pick<Mailbox, "address">;

/** The facts for saving a mailbox. */
export interface MailboxFacts {
  readonly mailboxes: readonly Mailbox[];
  /** The relevant groups. */
  readonly groups: readonly string[];
  readonly expected?: Expected | undefined;
}

/** The mailbox as it will be; or the fault, which names the field. */
export function decideMailbox(wanted: WantedMailbox, facts: MailboxFacts): Result<Mailbox, Fault> {
  const wrong = (field: string, reason: PlainReason) => refuse(fault(reason, { field }));
  const { mailboxes, groups, expected } = facts;
  const normal = normalAddress(wanted.address);
  const before = mailboxes.find((one) => normalAddress(one.address) === normal);
  // Everything that belongs to a mailbox has its address as it was first saved.
  const address = before?.address ?? normal;
  const problem = unexpected(expected, before !== undefined, {
    exists: fault("mailbox.exists", { field: "address", params: { address } }),
    unknown: fault("mailbox.unknown", { params: { address } }),
  });
  if (problem) return refuse(problem);
  const { most } = mailboxFields.aliases;
  if ((wanted.aliases?.length ?? 0) > most)
    return refuse(fault("mailbox.most-aliases", { field: "aliases", params: { most } }));
  const aliases = [...new Set((wanted.aliases ?? before?.aliases ?? []).map(normalAddress))];
  const bad = [address, ...aliases].find((one) => !isAddress(one) || one.includes("+"));
  if (bad !== undefined)
    return refuse(
      fault("mailbox.invalid", {
        field: bad === address ? "address" : "aliases",
        params: { address: bad.slice(0, 100) },
      }),
    );
  for (const other of mailboxes) {
    if (other.address === address) continue;
    const taken = [other.address, ...other.aliases].find((one) =>
      [normal, ...aliases].includes(normalAddress(one)),
    );
    if (taken) {
      const params = { address: taken, mailbox: other.address };
      return refuse(fault("mailbox.alias-taken", { field: "aliases", params }));
    }
  }
  const group = wanted.group === undefined ? (before?.group ?? null) : wanted.group;
  if (group !== null && !groups.includes(group))
    return refuse(fault("request.no-group", { field: "group", params: { name: group } }));
  const name = wanted.name ?? before?.name ?? "";
  if (/\p{Cc}/u.test(name) || name.length > mailboxFields.name.most) return wrong("name", "mailbox.name");
  const language = wanted.language ?? before?.language ?? "en";
  if (!/^[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*$/.test(language)) return wrong("language", "mailbox.language");
  if ((wanted.signature?.length ?? 0) > mailboxFields.signature.most)
    return wrong("signature", "mailbox.signature");
  return ok({
    address,
    aliases,
    name,
    acknowledge: wanted.acknowledge ?? before?.acknowledge ?? false,
    signature: wanted.signature ?? before?.signature ?? "",
    group,
    language,
    enabled: wanted.enabled ?? before?.enabled ?? true,
    plusAddresses: wanted.plusAddresses ?? before?.plusAddresses ?? true,
  });
}
