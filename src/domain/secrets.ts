import type { Erased, Event } from "./events.ts";
import type { OAuthAccount } from "./settings/index.ts";

export type Shown = { readonly type: (Event | Erased)["type"] } & { readonly [field: string]: unknown };

/**
 * An event without credentials: passwords and their hashes, keys, tokens. Used wherever the journal is shown or
 * exported.
 */
export function withoutSecrets(event: Event | Erased): Shown {
  switch (event.type) {
    case "UserCreated":
    case "PasswordChanged": {
      const { password: _, ...shown } = event;
      return shown;
    }
    case "TokenCreated": {
      const { hash: _, ...shown } = event;
      return shown;
    }
    case "TicketOpened": {
      const { token: _, ...shown } = event;
      return shown;
    }
    case "OutgoingChanged": {
      if (event.outgoing.kind !== "smtp") return event;
      const { password: _, ...outgoing } = event.outgoing;
      return { type: event.type, outgoing };
    }
    case "DkimKeyMade": {
      const { privateKey: _, ...shown } = event;
      return shown;
    }
    case "ImapAccountSaved": {
      const { login, ...account } = event.account;
      return {
        ...{
          type: event.type,
          account: { ...account, login: login.kind === "password" ? login.kind : login },
        },
        ...(event.oauth === undefined ? {} : { oauth: bare(event.oauth) }),
      };
    }
    case "OAuthAccountSaved":
      return { type: event.type, account: bare(event.account) };
    case "WebhookSaved": {
      const { secret: _, former, older: __, ...webhook } = event.webhook;
      const until = former === undefined ? {} : { former: { until: former.until } };
      return { type: event.type, webhook: { ...webhook, ...until } };
    }
    case "DirectoryChanged": {
      const { bindPassword: _, ...directory } = event.directory;
      return { type: event.type, directory };
    }
    case "OAuthSignedIn":
    case "OAuthTokenRenewed":
      return { type: event.type, name: event.name };
    case "OutgoingTested":
    case "PlusTestBegun":
    case "PlusTestEnded":
    case "OAuthAccountRemoved":
    case "ImapAccountRemoved":
    case "BoxActed":
    case "WarningDue":
    case "WarningQueued":
      return event;
    case "MessageReceived":
    case "DeliveryAttempted":
    case "Changed":
    case "MailReceived":
    case "MailChecked":
    case "MailFoundAgain":
    case "MailHeld":
    case "MailFiled":
    case "MailRequeued":
    case "ReplyWritten":
    case "ReplyComposed":
    case "ReplyTakenBack":
    case "ReplyWithheld":
    case "NoteAdded":
    case "TicketLinked":
    case "RepliedElsewhere":
    case "StateChanged":
    case "DeliveryBounced":
    case "AutoReplyDue":
    case "MessagesGiven":
    case "MessagesTaken":
    case "ParticipantAdded":
    case "ParticipantRemoved":
    case "MessageJudged":
    case "MergeDismissed":
    case "DeliveryCancelled":
    case "DeliveryRetried":
    case "RulesRan":
    case "TicketRulesRan":
    case "TargetWarned":
    case "TargetMissed":
    case "TimeReached":
    case "NotificationDue":
    case "NotificationQueued":
    case "AgentReplied":
    case "NotificationsChanged":
    case "ViewSaved":
    case "ContactNoted":
    case "ViewRemoved":
    case "ListChosen":
    case "AwayChanged":
    case "LanguageChanged":
    case "PasswordDelegated":
    case "UserChanged":
    case "LoggedIn":
    case "TokenRevoked":
    case "SystemSetUp":
    case "IntakePolicyChanged":
    case "ReplyPolicyChanged":
    case "ServiceChanged":
    case "CertificatePolicyChanged":
    case "CertificateInstalled":
    case "MailboxSaved":
    case "GroupSaved":
    case "TemplateSaved":
    case "TemplateRemoved":
    case "WebhookRemoved":
    case "WebhookGone":
    case "RulesetSaved":
    case "RulesetActivated":
    case "RulesetDeactivated":
    case "DkimKeyActivated":
    case "DkimKeyRemoved":
    case "BackupMade":
    case "BackupFailed":
    case "BackupDownloaded":
    case "BackupRemoved":
    case "BackupRestored":
    case "Erased":
      return event;
  }
}

/** The same event with every credential empty, for readers of the journal inside the program. */
export function withEmptySecrets<E extends Event | Erased>(event: E): E;
export function withEmptySecrets(event: Event | Erased): Event | Erased {
  switch (event.type) {
    case "UserCreated":
    case "PasswordChanged":
      return { ...event, password: "" };
    case "TokenCreated":
      return { ...event, hash: "" };
    case "TicketOpened":
      return { ...event, token: "" };
    case "OutgoingChanged": {
      const { outgoing } = event;
      return outgoing.kind === "smtp" ? { ...event, outgoing: { ...outgoing, password: null } } : event;
    }
    case "DkimKeyMade":
      return { ...event, privateKey: "" };
    case "ImapAccountSaved": {
      const { account, oauth } = event;
      const { login } = account;
      return {
        ...event,
        account: login.kind === "password" ? { ...account, login: { ...login, password: "" } } : account,
        ...(oauth === undefined ? {} : { oauth: emptied(oauth) }),
      };
    }
    case "OAuthAccountSaved":
      return { ...event, account: emptied(event.account) };
    case "WebhookSaved": {
      const { former, older } = event.webhook;
      const before = {
        ...(former === undefined ? {} : { former: { ...former, secret: "" } }),
        ...(older === undefined ? {} : { older: older.map((one) => ({ ...one, secret: "" })) }),
      };
      return { ...event, webhook: { ...event.webhook, secret: "", ...before } };
    }
    case "DirectoryChanged":
      return { ...event, directory: { ...event.directory, bindPassword: "" } };
    case "OAuthSignedIn":
    case "OAuthTokenRenewed":
      return { ...event, refreshToken: "" };
    default:
      return event;
  }
}

const emptied = (account: OAuthAccount): OAuthAccount => ({ ...account, clientSecret: "", refreshToken: "" });

function bare(account: OAuthAccount): Omit<OAuthAccount, "clientSecret" | "refreshToken"> {
  const { clientSecret: _, refreshToken: __, ...shown } = account;
  return shown;
}
