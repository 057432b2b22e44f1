/** Texts of the page about how the program runs. */
export const serviceTexts = {
  "settings.service": "Service",
  "service.lead": "How MailManager runs. A change applies at once.",
  "service.messageSize": "Largest mail, in MB",
  "service.messageSize.hint": "Larger mail is refused, and its sender is told by their own server.",
  "service.spamScanner": "Spam scanner",
  "service.spamScanner.hint":
    "Such as rspamd://192.0.2.1:11333, or spamd://192.0.2.1:783 for SpamAssassin. Leave empty for none.",
  "service.virusScanner": "Virus scanner",
  "service.virusScanner.hint": "ClamAV, such as clamd://192.0.2.1:3310. Leave empty for none.",
  "service.nightlyBackups": "Nightly backups to keep",
  "service.nightlyBackups.hint": "0: none are made.",
  "service.fixed": "In the configuration",
  "service.fixed.lead": "These values are in MailManager’s configuration, and are changed there.",
} as const;
