import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isAddress, normalAddress } from "../../domain/mail/index.ts";
import { validUserName } from "../../domain/people/index.ts";
import type { Caller } from "../../domain/policy/index.ts";
import {
  type CertificateFacts,
  type CertificatePolicy,
  changedIntakePolicy,
  changedReplyPolicy,
  changedService,
  checkedCertificatePolicy,
  checkedImapAccount,
  checkedOutgoing,
  decideGroup,
  decideMailbox,
  type Expected,
  type ImapAccount,
  type IntakePolicyChange,
  type Mailbox,
  noIntakePolicy,
  noReplyPolicy,
  type Outgoing,
  type ReplyPolicy,
  type ServiceSettings,
  type ShownImapAccount,
  type ShownOutgoing,
  sameIntakePolicy,
  sameReplyPolicy,
  sameService,
  shownImapAccount,
  shownOutgoing,
  unexpected,
  unfitAccount,
  usualService,
  type Wanted,
  type WantedMailbox,
  type WantedNamed,
  type WantedOutgoing,
  wantedFrom,
  withKeptLogin,
  withKeptOutgoing,
} from "../../domain/settings/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { changeSettings } from "./change.ts";

export interface Settings {
  /** Sets up an empty journal: the machine's name, the first mailbox, the site's time zone. */
  setUp(
    caller: Caller,
    hostname: string,
    mailbox: string,
    more?: { readonly mailbox?: Partial<Mailbox>; readonly zone?: string | null },
  ): Promise<Result<void, Fault>>;
  /**
   * Adds or changes a mailbox; missing fields stay, or get their defaults.
   * @param expected refuses to add one that exists, or to change one that does not; either is fine without it
   */
  saveMailbox(caller: Caller, mailbox: WantedMailbox, expected?: Expected): Promise<Result<Mailbox, Fault>>;
  /** Adds a group or sets its members. @param expected as for mailboxes */
  saveGroup(
    caller: Caller,
    name: string,
    members: readonly string[],
    expected?: Expected,
  ): Promise<Result<void, Fault>>;
  /** Sets how mail leaves; service.fixed where that is given with --outgoing. */
  setOutgoing(caller: Caller, outgoing: Wanted<WantedOutgoing, ShownOutgoing>): Promise<Result<void, Fault>>;
  /** Changes the settings that influence decisions about mail; what is not given stays. */
  setIntakePolicy(caller: Caller, change: IntakePolicyChange): Promise<Result<void, Fault>>;
  /** Changes when replies leave; what is not given stays. */
  setReplyPolicy(caller: Caller, change: Partial<ReplyPolicy>): Promise<Result<void, Fault>>;
  /** Changes how the program runs; what is not given stays. */
  setService(caller: Caller, change: Partial<ServiceSettings>): Promise<Result<void, Fault>>;
  setCertificatePolicy(caller: Caller, policy: CertificatePolicy): Promise<Result<void, Fault>>;
  /** Records in the journal that a certificate is in use from now on. */
  noteCertificate(caller: Caller, certificate: CertificateFacts): Promise<Result<void, Fault>>;
  /**
   * Adds or changes an account that mail is fetched from. A password "" means the stored one, which stays for the same
   * server and user.
   * @param expected as for mailboxes
   */
  saveImapAccount(
    caller: Caller,
    account: WantedNamed<ImapAccount, ShownImapAccount>,
    expected?: Expected,
  ): Promise<Result<void, Fault>>;
  /** Stops fetching from it; fetched mail stays, and is recognised if the account is added again under its name. */
  removeImapAccount(caller: Caller, name: string): Promise<Result<void, Fault>>;
}

/** @param outgoingOverride the delivery method given with --outgoing, if any */
export function createSettings(record: RecordStore, outgoingOverride: Outgoing | null = null): Settings {
  return {
    async setUp(caller, hostname, mailbox, more = {}) {
      return changeSettings(record, caller, (view) => {
        if (!isAddress(`postmaster@${hostname}`)) {
          return refuse(fault("hostname.invalid", { field: "hostname", params: { name: hostname } }));
        }
        if (view.hostname() !== null) {
          return refuse(fault("data.exists"));
        }
        const first = mailboxFrom(view, { ...more.mailbox, address: mailbox });
        if (!first.ok) return first;
        return ok([
          {
            type: "SystemSetUp",
            hostname: hostname.toLowerCase(),
            zone: more.zone || null,
          },
          { type: "MailboxSaved", mailbox: first.value },
        ]);
      });
    },

    async saveMailbox(caller, wanted, expected) {
      let saved: Mailbox | undefined;
      const done = await changeSettings(record, caller, (view) => {
        const mailbox = mailboxFrom(view, wanted, expected);
        if (!mailbox.ok) return mailbox;
        saved = mailbox.value;
        return ok([{ type: "MailboxSaved", mailbox: saved }]);
      });
      if (!done.ok) return done;
      return saved ? ok(saved) : refuse(fault("internal.bug"));
    },

    saveGroup: (caller, name, members, expected) =>
      changeSettings(record, caller, (view) => {
        const users = members.map((wanted) => {
          const user = validUserName(wanted);
          return { wanted, user: user === null || !view.user(user) ? null : user };
        });
        const group = decideGroup(name, { exists: view.group(name.trim()) !== null, users, expected });
        return group.ok ? ok([{ type: "GroupSaved", ...group.value }]) : group;
      }),

    setOutgoing: (caller, outgoing) =>
      changeSettings(record, caller, (view) => {
        if (outgoingOverride !== null) return refuse(fault("service.fixed"));
        const before = view.outgoing();
        const wanted = wantedFrom(outgoing, before && shownOutgoing(before));
        if (!wanted.ok) return wanted;
        const checked = checkedOutgoing(withKeptOutgoing(before, wanted.value));
        if (!checked.ok) return checked;
        const { value } = checked;
        const name = value.kind === "smtp" ? value.oauth : undefined;
        const unfit =
          value.kind === "smtp" && name !== undefined
            ? unfitAccount(view.oauthAccount(name), { name, host: value.host })
            : null;
        return unfit ? refuse(unfit) : ok([{ type: "OutgoingChanged", outgoing: value }]);
      }),

    setIntakePolicy: (caller, change) =>
      changeSettings(record, caller, (view) => {
        const before = view.intakePolicy();
        const policy = changedIntakePolicy(before ?? noIntakePolicy, change);
        if (!policy.ok) return policy;
        const same = before !== null && sameIntakePolicy(before, policy.value);
        return ok(same ? [] : [{ type: "IntakePolicyChanged", policy: policy.value }]);
      }),

    setReplyPolicy: (caller, change) =>
      changeSettings(record, caller, (view) => {
        const before = view.replyPolicy();
        const policy = changedReplyPolicy(before ?? noReplyPolicy, change);
        if (!policy.ok) return policy;
        const same = before !== null && sameReplyPolicy(before, policy.value);
        return ok(same ? [] : [{ type: "ReplyPolicyChanged", policy: policy.value }]);
      }),

    setService: (caller, change) =>
      changeSettings(record, caller, (view) => {
        const before = view.service() ?? usualService;
        const service = changedService(before, change);
        if (!service.ok) return service;
        return ok(
          sameService(before, service.value) ? [] : [{ type: "ServiceChanged", service: service.value }],
        );
      }),

    async setCertificatePolicy(caller, policy) {
      const checked = checkedCertificatePolicy(policy);
      return changeSettings(record, caller, () =>
        checked.ok ? ok([{ type: "CertificatePolicyChanged", policy: checked.value }]) : checked,
      );
    },

    noteCertificate: (caller, certificate) =>
      changeSettings(record, caller, () => ok([{ type: "CertificateInstalled", certificate }])),

    saveImapAccount: (caller, given, expected) =>
      changeSettings(record, caller, (view) => {
        const { name } = given;
        const before = view.imapAccount(name);
        const problem = unexpected(expected, before !== null, {
          exists: fault("account.exists", { field: "name", params: { name } }),
          unknown: fault("account.unknown", { params: { name } }),
        });
        if (problem) return refuse(problem);
        const wanted = wantedFrom(given, before && shownImapAccount(before));
        if (!wanted.ok) return wanted;
        const { mailbox: receives } = wanted.value;
        const account = checkedImapAccount({
          ...withKeptLogin(before, wanted.value),
          mailbox: normalAddress(receives),
        });
        if (!account.ok) return account;
        if (!view.mailbox(account.value.mailbox)) {
          const { mailbox } = account.value;
          return refuse(fault("request.no-mailbox", { field: "mailbox", params: { address: mailbox } }));
        }
        const { login, host } = account.value;
        const unfit =
          login.kind === "oauth2"
            ? unfitAccount(view.oauthAccount(login.account), { name: login.account, host })
            : null;
        return unfit ? refuse(unfit) : ok([{ type: "ImapAccountSaved", account: account.value }]);
      }),

    removeImapAccount: (caller, name) =>
      changeSettings(record, caller, (view) =>
        view.imapAccount(name)
          ? ok([{ type: "ImapAccountRemoved", name }])
          : refuse(fault("account.unknown", { params: { name } })),
      ),
  };
}

function mailboxFrom(view: View, wanted: WantedMailbox, expected?: Expected): Result<Mailbox, Fault> {
  const mailboxes = view.mailboxes();
  const named = [wanted.group, ...mailboxes.map(({ group }) => group)];
  const groups = [...new Set(named)].flatMap((name) => (name && view.group(name) !== null ? [name] : []));
  return decideMailbox(wanted, { mailboxes, groups, expected });
}
