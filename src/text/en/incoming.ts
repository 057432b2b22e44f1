/** Settings of incoming mail. */
export const incomingTexts = {
  "settings.incoming": "Incoming mail",
  "incoming.lead": "Limits and checks for mail that arrives. A change applies to the next mail.",
  "incoming.floodLimit": "New tickets allowed per sender",
  "incoming.floodLimit.hint": "Within ten minutes; further mail is held as one group. 0: no limit.",
  "incoming.spamThreshold": "Spam threshold (score)",
  "incoming.spamThreshold.hint": "Leave empty to use the spam scanner's own verdict.",
  "incoming.holdUnscanned": "Hold mail that a scanner gave no verdict about",
  "incoming.holdUnscanned.hint":
    "It failed, took too long, or skips such mail. Otherwise that mail is delivered, and marked in its ticket.",
  "incoming.relays": "Your own mail servers",
  "incoming.trustedRelays": "Addresses and networks",
  "incoming.trustedRelays.hint":
    "Mail from them is not checked (SPF, DKIM, DMARC); one per line, such as 192.0.2.1 or 10.0.0.0/8.",
  "incoming.relayResults": "Their name in Authentication-Results",
  "incoming.relayResults.hint": "Their results are then shown and used. Leave empty to ignore them.",
} as const;
