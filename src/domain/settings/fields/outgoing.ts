import { settingFields } from "./kinds.ts";

const LINE = 1000;

/** How mail leaves. */
export const outgoingFields = settingFields({
  kind: {
    ...({ is: "choice", label: "out.kind" } as const),
    options: { smtp: "out.smtp", direct: "out.direct", catch: "out.catch" },
    buttons: { smtp: "out.smtp.hint", direct: "out.direct.hint", catch: "out.catch.hint" },
    description: "smtp: by a mail server; direct: to the recipients' servers; catch: kept here, not sent",
  },
  host: { is: "text", most: LINE, label: "out.host" },
  port: { is: "whole", least: 1, most: 65_535, strict: true, label: "out.port" },
  tls: {
    ...({ is: "choice", label: "out.tls" } as const),
    options: {
      ...({ starttls: "out.tls.starttls", implicit: "out.tls.implicit" } as const),
      ...({ opportunistic: "out.tls.opportunistic", none: "out.tls.none" } as const),
    },
    description: "A password needs implicit or starttls, except on this machine",
  },
  user: { is: "optional", most: LINE, label: "out.user", hint: "out.user.hint" },
  password: {
    ...({
      is: "secret",
      most: LINE,
      least: 1,
      label: "out.password",
      kept: "out.password.kept",
    } as const),
    description: "Write-only: never returned; it takes the place of an OAuth account",
  },
  oauth: {
    ...({ is: "optional", most: LINE, label: "login.oauth", hint: "login.oauth.hint" } as const),
    description: "The OAuth account that is logged in with instead of a password",
  },
  bareSender: {
    ...({ is: "flag", label: "out.bare", hint: "out.bare.hint" } as const),
    description: "Whether the server accepts only the mailbox's own address as sender",
  },
});
