import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { NewEvent } from "../../domain/events.ts";
import { isAddress, normalAddress } from "../../domain/mail/address.ts";
import { type Caller, validUserName } from "../../domain/people/index.ts";
import {
  type CertificateFacts,
  type CertificatePolicy,
  checkedCertificatePolicy,
  checkedImapAccount,
  checkedOutgoing,
  type ImapAccount,
  type Mailbox,
  type Outgoing,
} from "../../domain/settings/index.ts";
import type { Record } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { forbidden } from "../people/caller.ts";

export interface Settings {
  /** First start of an empty journal: the machine's name, the first mailbox, the site's time zone. */
  setUp(
    caller: Caller,
    hostname: string,
    mailbox: string,
    more?: { readonly mailbox?: Partial<Mailbox>; readonly zone?: string | null },
  ): Promise<Result<void, Fault>>;
  /** Adds or changes a mailbox; what is not given stays, or has its default. */
  saveMailbox(
    caller: Caller,
    mailbox: Partial<Mailbox> & Pick<Mailbox, "address">,
  ): Promise<Result<Mailbox, Fault>>;
  saveGroup(caller: Caller, name: string, members: readonly string[]): Promise<Result<void, Fault>>;
  setOutgoing(caller: Caller, outgoing: Outgoing): Promise<Result<void, Fault>>;
  setCertificatePolicy(caller: Caller, policy: CertificatePolicy): Promise<Result<void, Fault>>;
  /** Notes in the journal that a certificate is shown from now on. */
  noteCertificate(caller: Caller, certificate: CertificateFacts): Promise<Result<void, Fault>>;
  /** Adds or changes an account that mail is fetched from. */
  saveImapAccount(caller: Caller, account: ImapAccount): Promise<Result<void, Fault>>;
  /** Fetches from it no more; what was taken stays, and is known if the account comes back under its name. */
  removeImapAccount(caller: Caller, name: string): Promise<Result<void, Fault>>;
  /** Keeps the refresh token that came in place of an account's former one. */
  renewImapToken(name: string, former: string, refreshToken: string): Promise<void>;
}

export function createSettings(record: Record): Settings {
  return {
    async setUp(caller, hostname, mailbox, more = {}) {
      if (!isAddress(`postmaster@${hostname}`)) {
        return refuse(fault("hostname.invalid", { field: "hostname", params: { name: hostname } }));
      }
      return change(caller, (view) => {
        if (view.hostname() !== null) {
          return refuse(fault("data.exists"));
        }
        const first = mailboxFrom(view, { ...more.mailbox, address: mailbox });
        if (!first.ok) return first;
        return ok([
          {
            type: "SystemSetUp",
            hostname: hostname.toLowerCase(),
            ...(more.zone ? { zone: more.zone } : {}),
          },
          { type: "MailboxSaved", mailbox: first.value },
        ]);
      });
    },

    async saveMailbox(caller, wanted) {
      let saved: Mailbox | undefined;
      const done = await change(caller, (view) => {
        const mailbox = mailboxFrom(view, wanted);
        if (!mailbox.ok) return mailbox;
        saved = mailbox.value;
        return ok([{ type: "MailboxSaved", mailbox: saved }]);
      });
      if (!done.ok) return done;
      return saved ? ok(saved) : refuse(fault("internal.bug"));
    },

    async saveGroup(caller, text, members) {
      const name = text.trim();
      if (name === "" || name.length > 100) {
        return refuse(fault("group.name", { field: "name" }));
      }
      return change(caller, (view) => {
        const users = [...new Set(members)].map((member) => validUserName(member));
        const unknown = members.find((_, i) => {
          const user = users[i];
          return user === undefined ? false : user === null || !view.user(user);
        });
        if (unknown !== undefined) {
          return refuse(fault("request.no-user", { field: "members", params: { name: unknown } }));
        }
        return ok([{ type: "GroupSaved", name, members: users.filter((user) => user !== null) }]);
      });
    },

    async setOutgoing(caller, outgoing) {
      const checked = checkedOutgoing(outgoing);
      return change(caller, () =>
        checked.ok ? ok([{ type: "OutgoingChanged", outgoing: checked.value }]) : checked,
      );
    },

    async setCertificatePolicy(caller, policy) {
      const checked = checkedCertificatePolicy(policy);
      return change(caller, () =>
        checked.ok ? ok([{ type: "CertificatePolicyChanged", policy: checked.value }]) : checked,
      );
    },

    noteCertificate: (caller, certificate) =>
      change(caller, () => ok([{ type: "CertificateInstalled", certificate }])),

    async saveImapAccount(caller, wanted) {
      const account = checkedImapAccount({ ...wanted, mailbox: normalAddress(wanted.mailbox) });
      return change(caller, (view) => {
        if (!account.ok) return account;
        if (!view.mailbox(account.value.mailbox)) {
          const { mailbox } = account.value;
          return refuse(fault("request.no-mailbox", { field: "mailbox", params: { address: mailbox } }));
        }
        return ok([{ type: "ImapAccountSaved", account: account.value }]);
      });
    },

    removeImapAccount: (caller, name) =>
      change(caller, (view) =>
        view.imapAccount(name)
          ? ok([{ type: "ImapAccountRemoved", name }])
          : refuse(fault("account.unknown", { params: { name } })),
      ),

    async renewImapToken(name, former, refreshToken) {
      await record.commit("system:imap", (view) => {
        const login = view.imapAccount(name)?.login;
        // Changed by an administrator meanwhile: theirs counts.
        const ours = login?.kind === "oauth2" && login.refreshToken === former;
        const event = { type: "ImapTokenRenewed", name, refreshToken } as const;
        return { events: ours ? [{ ticket: null, event }] : [], value: undefined };
      });
    },
  };

  async function change(
    caller: Caller,
    decide: (view: View) => Result<readonly NewEvent["event"][], Fault>,
  ): Promise<Result<void, Fault>> {
    const denied = forbidden(caller, "settings.write");
    if (denied) return denied;
    return record.commit<Result<void, Fault>>(caller.actor, (view) => {
      const decided = decide(view);
      if (!decided.ok) return { events: [], value: decided };
      return { events: decided.value.map((event) => ({ ticket: null, event })), value: ok(undefined) };
    });
  }
}

function mailboxFrom(
  view: View,
  wanted: Partial<Mailbox> & Pick<Mailbox, "address">,
): Result<Mailbox, Fault> {
  const wrong = (field: string, reason: PlainReason) => refuse(fault(reason, { field }));
  const address = normalAddress(wanted.address);
  const before = view.mailbox(address);
  const aliases = [...new Set((wanted.aliases ?? before?.aliases ?? []).map(normalAddress))];
  const bad = [address, ...aliases].find((one) => !isAddress(one) || one.includes("+"));
  if (bad !== undefined)
    return refuse(
      fault("mailbox.invalid", {
        field: bad === address ? "address" : "aliases",
        params: { address: bad },
      }),
    );
  for (const other of view.mailboxes()) {
    if (other.address === address) continue;
    const taken = [other.address, ...other.aliases].find((one) => one === address || aliases.includes(one));
    if (taken) {
      const params = { address: taken, mailbox: other.address };
      return refuse(fault("mailbox.alias-taken", { field: "aliases", params }));
    }
  }
  const group = wanted.group === undefined ? (before?.group ?? null) : wanted.group;
  if (group !== null && !view.group(group))
    return refuse(fault("request.no-group", { field: "group", params: { name: group } }));
  const name = wanted.name ?? before?.name ?? "";
  if (/\p{Cc}/u.test(name) || name.length > 200) return wrong("name", "mailbox.name");
  const language = wanted.language ?? before?.language ?? "en";
  if (!/^[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*$/.test(language)) return wrong("language", "mailbox.language");
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
