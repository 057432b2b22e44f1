/** Why a mail is held, or was archived without a ticket. */
export const causeTexts = {
  "cause.no-sender": "It has no sender, so it cannot be replied to",
  "cause.virus": "The virus scanner found {$virus}",
  "cause.dmarc-reject": "It fails DMARC, and {$domain} asks for such mail to be rejected",
  "cause.dmarc-reject.forwarded":
    "It fails DMARC, and {$domain} asks for such mail to be rejected; a forwarder vouches (ARC) that it passed before",
  "cause.dmarc-reject.forwarder":
    "It fails DMARC, and {$domain} asks for such mail to be rejected; {$forwarder} vouches (ARC) that it passed before",
  "cause.author-unclear":
    "It is shown as from {$address}, but its From names several senders or can be read in more than one way, so the sender cannot be verified",
  "cause.unscanned": "It was not scanned: {$by} gave no verdict",
  "scanner.spam": "the spam scanner",
  "scanner.virus": "the virus scanner",
  "cause.spam": "Spam score {$score}, threshold {$threshold}",
  "cause.spam.symbols": "Spam score {$score}, threshold {$threshold}: {$symbols}",
  "cause.not-a-participant":
    "It refers to ticket {$ticket}, but {$address} is not a participant of that ticket",
  "cause.unproven-agent":
    "It claims to be from {$name} <{$address}>, an agent, and refers to ticket {$ticket}, but the sender is not verified (SPF {$spf}, DKIM {$dkim}, DMARC {$dmarc})",
  "cause.unproven-agent.unchecked":
    "It claims to be from {$name} <{$address}>, an agent, and refers to ticket {$ticket}, but the sender could not be checked",
  "cause.unproven-own":
    "It claims to be from {$address}, one of our own addresses, but the sender is not verified (SPF {$spf}, DKIM {$dkim}, DMARC {$dmarc})",
  "cause.flood":
    ".input {$opened :integer} .input {$minutes :integer} .match $opened one {{{$address} created {$opened} ticket within {$minutes} minutes; the limit is {$limit}}} * {{{$address} created {$opened} tickets within {$minutes} minutes; the limit is {$limit}}}",
  "cause.flood-repeated":
    "{$address} has sent the same mail at least {$mails} times within {$minutes} minutes. Decide about these mails together",
  "cause.flood-goes-on": "Part of the flood from {$address}",
  "cause.notification-no-sender":
    "It replies to the notification about ticket {$ticket} to {$name}, but has no sender",
  "cause.notification-other-sender":
    "It replies to the notification about ticket {$ticket} to {$name}, but is from {$address}",
  "cause.notification-unproven":
    "It replies to the notification about ticket {$ticket} to {$name} and claims to be from them, but the sender is not verified (SPF {$spf}, DKIM {$dkim}, DMARC {$dmarc})",
  "cause.notification-unproven.unchecked":
    "It replies to the notification about ticket {$ticket} to {$name} and claims to be from them, but the sender could not be checked",
  "cause.notification-disabled":
    "It replies to the notification about ticket {$ticket} to {$name}, whose account is disabled",
  "cause.notification-not-allowed":
    "It replies to the notification about ticket {$ticket} to {$name}, who does not have permission to reply",
  "cause.notification-to-many":
    "It replies to the notification about ticket {$ticket} to {$name}, but looks like bulk mail ({$automatic})",
  "cause.notification-nothing-new":
    "It replies to the notification about ticket {$ticket} to {$name}, but contains no new text",
  "cause.notification-quotation":
    "{$name} replied to the notification about ticket {$ticket}, but part of the quoted notification could not be told from the reply",
  "cause.notification-machine": "An automatic reply to the notification about ticket {$ticket} to {$name}",
  "cause.reply-not-sent": "{$name} replied to a notification with it, but the reply cannot be sent: {$why}",
  "cause.decision-failed": "Processing failed: {$why}",
  "cause.rule": "By the rule “{$rule}”",
  "cause.rule.because": "{$because} (rule “{$rule}”)",
  "cause.decision-erased": "The decision about it may have been erased",
  "cause.unknown-bounce": "A bounce for a mail that was not sent from here",
  "cause.plus-test.arrived": 'The test mail to a "+" address of {$mailbox}, which has arrived',
  "cause.plus-test.returned": 'A report that the test mail to a "+" address of {$mailbox} was not delivered',
  "cause.plus-test.about": 'A mail about the test mail to a "+" address of {$mailbox}',
  "cause.duplicate": "The same mail as one that is held or archived",
  "cause.duplicate.ticket": "The same mail as one in ticket {$ticket}",
  "cause.own-mail": "Our own mail, which came back",
  "cause.own-mail.ticket": "Our own mail about ticket {$ticket}, which came back",
  "cause.sent-mail": "Sent from {$address} with another mail program; it belongs to no ticket",
  "cause.report.receipt": "A read receipt that belongs to no ticket",
  "cause.report.delivered": "A report that a mail was delivered; it belongs to no ticket",
  "cause.report.aggregate":
    "A mail server's report about the mail of a domain (DMARC or TLS); it belongs to no ticket",
  "cause.report.complaint": "A report that a recipient marked a mail as spam; it belongs to no ticket",
  "cause.put-aside": "Archived by {$by}. It was held: {$held}",
} as const;
