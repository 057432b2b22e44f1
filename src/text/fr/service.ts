import type { serviceTexts as English } from "../en/service.ts";
import type { Translation } from "../messages.ts";

export const serviceTexts = (): Translation<typeof English> => ({
  "settings.service": "Service",
  "service.lead": "How MailManager runs. A change applies at once.",
  "service.messageSize": "Largest mail, in MB",
  "service.messageSize.hint": "Larger mail is refused, and its sender gets a bounce from their own server.",
  "service.spamScanner": "Spam scanner",
  "service.spamScanner.hint":
    "Such as rspamd://192.0.2.1:11333, or spamd://192.0.2.1:783 for SpamAssassin. Leave empty for none.",
  "service.virusScanner": "Virus scanner",
  "service.virusScanner.hint": "ClamAV, such as clamd://192.0.2.1:3310. Leave empty for none.",
  "service.nightlyBackups": "Nightly backups to keep",
  "service.nightlyBackups.hint": "0: none are made.",
  "service.smtps": "Receive mail on port 465",
  "service.smtps.hint": "As on port 25, with TLS from the start. For devices that cannot use port 25.",
  "service.submission": "Receive mail on port 587",
  "service.submission.hint":
    "As on port 25, for devices that cannot use another port. Without log-in, and only to your own mailboxes.",
  "service.trustedProxies": "Trusted proxies",
  "service.trustedProxies.hint":
    "Addresses or networks of the proxies in front of these pages, one per line. Their X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host headers are trusted. Do not list addresses that people connect from directly: they could claim any address.",
  "service.on": "On",
  "service.off": "Off",
  "service.fixed": "Set in the configuration file",
  "service.fixed.lead": "These values are set in MailManager’s configuration file. Change them there.",
});
