import type { Fault } from "../../base/fault.ts";
import { ok, type Result } from "../../base/result.ts";
import { validUserName } from "../../domain/people/index.ts";
import type { Caller } from "../../domain/policy/index.ts";
import {
  type CertificateFacts,
  type CertificatePolicy,
  decideCertificatePolicy,
  decideGroup,
  decideImapAccount,
  decideImapRemoval,
  decideIntakePolicy,
  decideMailbox,
  decideOutgoing,
  decideReplyPolicy,
  decideService,
  decideSetUp,
  decideTemplate,
  decideTemplateRemoval,
  type Expected,
  type ImapAccount,
  type IntakePolicyChange,
  type Mailbox,
  type MailboxFacts,
  type Outgoing,
  type ReplyPolicy,
  type ServiceSettings,
  type ShownImapAccount,
  type ShownOutgoing,
  type Template,
  type Wanted,
  type WantedMailbox,
  type WantedNamed,
  type WantedOutgoing,
} from "../../domain/settings/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { changeAndGive, changeSettings } from "./change.ts";

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
  /** Adds a template of replies, or changes its text. @param expected as for mailboxes */
  saveTemplate(caller: Caller, template: Template, expected?: Expected): Promise<Result<void, Fault>>;
  /** Rules that name it then send nothing. */
  removeTemplate(caller: Caller, name: string): Promise<Result<void, Fault>>;
  /** Stops fetching from it; fetched mail stays, and is recognised if the account is added again under its name. */
  removeImapAccount(caller: Caller, name: string): Promise<Result<void, Fault>>;
}

/** @param outgoingOverride the delivery method given with --outgoing, if any */
export function createSettings(record: RecordStore, outgoingOverride: Outgoing | null = null): Settings {
  return {
    setUp: (caller, hostname, mailbox, more = {}) =>
      changeSettings(record, caller, (view) => {
        const wanted = { ...more.mailbox, address: mailbox };
        const facts = { ...mailboxFacts(view, wanted), hostname: view.hostname() };
        return decideSetUp({ hostname, mailbox: wanted, zone: more.zone ?? null }, facts);
      }),

    saveMailbox: (caller, wanted, expected) =>
      changeAndGive(record, caller, (view) => {
        const mailbox = decideMailbox(wanted, mailboxFacts(view, wanted, expected));
        if (!mailbox.ok) return mailbox;
        return ok({ events: [{ type: "MailboxSaved", mailbox: mailbox.value }], value: mailbox.value });
      }),

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
      changeSettings(record, caller, (view) =>
        decideOutgoing(outgoing, {
          ...{ override: outgoingOverride, before: view.outgoing(), accounts: view.oauthAccounts() },
        }),
      ),

    setIntakePolicy: (caller, change) =>
      changeSettings(record, caller, (view) => decideIntakePolicy(view.intakePolicy(), change)),
    setReplyPolicy: (caller, change) =>
      changeSettings(record, caller, (view) => decideReplyPolicy(view.replyPolicy(), change)),
    setService: (caller, change) =>
      changeSettings(record, caller, (view) => decideService(view.service(), change)),
    setCertificatePolicy: (caller, policy) =>
      changeSettings(record, caller, () => decideCertificatePolicy(policy)),
    noteCertificate: (caller, certificate) =>
      changeSettings(record, caller, () => ok([{ type: "CertificateInstalled", certificate }])),

    saveImapAccount: (caller, given, expected) =>
      changeSettings(record, caller, (view) => {
        const mailboxes = view.mailboxes().map(({ address }) => address);
        const facts = { before: view.imapAccount(given.name), mailboxes, accounts: view.oauthAccounts() };
        return decideImapAccount(given, { ...facts, expected });
      }),
    saveTemplate: (caller, template, expected) =>
      changeSettings(record, caller, (view) =>
        decideTemplate(template, { exists: view.template(template.name.trim()) !== null, expected }),
      ),
    removeTemplate: (caller, name) =>
      changeSettings(record, caller, (view) => decideTemplateRemoval(name, view.template(name) !== null)),
    removeImapAccount: (caller, name) =>
      changeSettings(record, caller, (view) => decideImapRemoval(name, view.imapAccount(name) !== null)),
  };
}

/** The facts for saving a mailbox: the groups are those that it and the others name. */
function mailboxFacts(view: View, wanted: WantedMailbox, expected?: Expected): MailboxFacts {
  const mailboxes = view.mailboxes();
  const named = [wanted.group, ...mailboxes.map(({ group }) => group)];
  const groups = [...new Set(named)].flatMap((name) => (name && view.group(name) !== null ? [name] : []));
  return { mailboxes, groups, expected };
}
