import { settingFields } from "./kinds.ts";

const MB = 1024 * 1024;

/** How the program runs. */
export const serviceFields = settingFields({
  messageSize: {
    ...{ is: "whole", least: MB, most: 200 * MB, unit: { pages: MB, api: 1 } },
    ...({ label: "service.messageSize", hint: "service.messageSize.hint" } as const),
    description: "The largest mail accepted, in bytes, from 1 MB to 200 MB",
  },
  spamScanner: {
    ...({
      is: "optional",
      most: 300,
      label: "service.spamScanner",
      hint: "service.spamScanner.hint",
    } as const),
    description: "spamd://HOST:PORT, rspamd://HOST:PORT or spamd:/PATH; null: none",
  },
  virusScanner: {
    ...({
      is: "optional",
      most: 300,
      label: "service.virusScanner",
      hint: "service.virusScanner.hint",
    } as const),
    description: "clamd://HOST:PORT or clamd:/PATH; null: none",
  },
  nightlyBackups: {
    ...{ is: "whole", least: 0, most: 100 },
    ...({ label: "service.nightlyBackups", hint: "service.nightlyBackups.hint" } as const),
    description: "How many nightly backups are kept, up to 100; 0: none are made",
  },
  smtps: {
    ...({ is: "flag", label: "service.smtps", hint: "service.smtps.hint" } as const),
    description: "Whether mail is received on port 465 too, with TLS from the start",
  },
  submission: {
    ...({ is: "flag", label: "service.submission", hint: "service.submission.hint" } as const),
    description: "Whether mail is received on port 587 too, as on port 25",
  },
  trustedProxies: {
    ...{ is: "list", each: 100, most: 200, between: "words", rows: 3 },
    ...({ label: "service.trustedProxies", hint: "service.trustedProxies.hint" } as const),
    description:
      "Addresses and networks of the proxies whose X-Forwarded-For, -Proto and -Host headers are trusted; at most 200",
  },
});
