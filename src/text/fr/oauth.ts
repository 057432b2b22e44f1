import type { oauthTexts as English } from "../en/oauth.ts";
import type { Translation } from "../messages.ts";

export const oauthTexts = (): Translation<typeof English> => ({
  "settings.oauth": "OAuth accounts",
  "oauth.lead":
    "Accounts at Microsoft, Google or another provider that MailManager uses to log in to mail servers without a password, for sending and for fetching.",
  "oauth.new": "New account",
  "oauth.none": "No accounts yet. They are needed only for mail servers that accept no password.",
  "oauth.signedIn": "signed in",
  "oauth.signedOut": "not signed in",
  "oauth.unused": "Not used yet.",
  "oauth.usedBy": "Used by: {$names}.",
  "oauth.name": "Name",
  "oauth.provider": "Provider",
  "oauth.microsoft": "Microsoft 365",
  "oauth.google": "Google",
  "oauth.other": "Another provider",
  "oauth.microsoft.register":
    "In Microsoft Entra, register an application with the delegated permissions IMAP.AccessAsUser.All and SMTP.Send of Office 365 Exchange Online, and allow public client flows if you sign in with a code. Authenticated SMTP must be enabled for the mailbox.",
  "oauth.google.register":
    "In the Google Cloud console, configure the consent screen with the scope https://mail.google.com/ and create an OAuth client: a web application, or a desktop application if this address is not public.",
  "oauth.redirect": "Redirect address to register:",
  "oauth.help": "How to register an application",
  "oauth.tenant": "Tenant",
  "oauth.tenant.hint":
    "The directory (tenant) ID, or one of its domains. Leave empty for an application that any organisation may use.",
  "oauth.authorizeUrl": "Authorization endpoint",
  "oauth.deviceUrl": "Device authorization endpoint",
  "oauth.deviceUrl.hint": "Leave empty if the provider has none.",
  "oauth.tokenUrl": "Token endpoint",
  "oauth.clientId": "Client ID",
  "oauth.clientSecret": "Client secret",
  "oauth.clientSecret.hint": "Leave empty for a public client.",
  "oauth.kept":
    "A value is stored. Leave empty to keep it; for another client, endpoint or server, enter it or sign in again.",
  "oauth.scope": "Scopes",
  "oauth.scope.hint": "Separated by spaces. Leave empty for those of Microsoft 365 or Google.",
  "oauth.servers": "Mail servers",
  "oauth.servers.hint":
    "One per line: only these receive access tokens. Leave empty for those of Microsoft 365 or Google.",
  "oauth.refreshToken": "Refresh token",
  "oauth.refreshToken.hint": "Leave empty to sign in instead.",
  "oauth.refreshToken.have": "Enter a refresh token instead of signing in",
  "oauth.signIn": "Sign in",
  "oauth.signedIn.long": "Someone has signed in. Sign in again to use another person’s account.",
  "oauth.signedOut.long": "Nobody has signed in yet, so mail cannot be sent or fetched with it.",
  "oauth.shared":
    "For a shared mailbox, sign in as a person who may send as it; its own address is the user name where mail is sent or fetched.",
  "oauth.way.browser": "Sign in with this browser",
  "oauth.way.device": "Sign in with a code",
  "oauth.way.paste": "Sign in and paste the address",
  "oauth.way.none": "The account has no endpoint to sign in at: enter a refresh token below.",
  "oauth.code.enter": "Open this page on any device and enter the code:",
  "oauth.code.until": "Valid until",
  "oauth.code.check": "Check now",
  "oauth.leave": "The provider asks you to sign in, and then sends you back here.",
  "oauth.leave.paste":
    "Sign in on the provider’s page. Afterwards your browser cannot open the page it is sent to: copy its address and paste it below.",
  "oauth.leave.go": "Continue to the provider",
  "oauth.paste": "Address that your browser shows after signing in",
  "oauth.paste.go": "Finish",
  "oauth.use.out": "Use it for outgoing mail",
  "oauth.use.in": "Use it for fetching mail",
  "done.signedIn": "Signed in.",
});
