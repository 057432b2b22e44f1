import type { OAuthAccountsView, OAuthAccountView, OAuthLeaveView } from "../settings/oauth/view.ts";
import { frame, now } from "./samples.ts";

const minute = 60_000;
const problems = [
  {
    text: "The provider issues no more access tokens for the OAuth account office: invalid_grant AADSTS700082: The refresh token has expired due to inactivity.",
    since: now - 40 * minute,
  },
];

/** One account that works, one whose sign-in has expired, one that nobody has signed in with. */
export const oauthAccounts: OAuthAccountsView = {
  frame: frame({ section: "settings" }),
  accounts: [
    {
      ...({ name: "google", provider: "google", signedIn: true, problems: [] } as const),
      usedBy: ["smtp.gmail.com"],
    },
    {
      ...({ name: "office", provider: "microsoft", signedIn: true, problems } as const),
      usedBy: ["smtp.office365.com", "support"],
    },
    { ...({ name: "other", provider: "other", signedIn: false, problems: [] } as const), usedBy: [] },
  ],
};

export const oauthAccount: OAuthAccountView = {
  frame: frame({ section: "settings" }),
  name: "office",
  redirectUrl: "https://desk.harbour.example/settings/oauth/back",
  form: {
    values: {
      ...{
        name: "office",
        provider: "microsoft",
        tenant: "harbour.example",
        authorizeUrl: "",
        deviceUrl: "",
      },
      ...{
        tokenUrl: "",
        clientId: "0e1f2a3b-4c5d-6e7f-8091-a2b3c4d5e6f7",
        clientSecret: "",
        refreshToken: "",
      },
      scope:
        "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
      servers: "outlook.office365.com\nsmtp.office365.com",
    },
    kept: ["clientSecret", "refreshToken"],
    fault: { text: "Enter the client ID", field: "clientId", hint: null },
  },
  signIn: {
    ...{ signedIn: true, problems, here: true, browser: true, device: true, fault: null },
    code: {
      ...({ state: "waiting", userCode: "GHJK-4821", until: now + 14 * minute } as const),
      ...{ page: "https://microsoft.com/devicelogin", problem: null },
    },
  },
};

export const oauthLeave: OAuthLeaveView = {
  ...{ frame: frame({ section: "settings" }), name: "google", paste: true, fault: null },
  page: `https://accounts.google.com/o/oauth2/v2/auth?scope=${"x".repeat(300)}`,
  redirectUrl: "http://localhost/",
};
