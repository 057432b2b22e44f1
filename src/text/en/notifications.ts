/** Mails that the program writes to agents and administrators. */
export const notificationTexts = {
  "notification.assigned": "{$name} assigned ticket {$number}, “{$subject}”, to you.",
  "notification.assigned.automatically": "Ticket {$number}, “{$subject}”, was assigned to you.",
  "notification.wrote": "{$from} wrote in ticket {$number}, “{$subject}”.",
  "notification.rule": "The rule “{$rule}” draws your attention to ticket {$number}, “{$subject}”.",
  "notification.message": "The message:",
  "notification.message.of": "{$from} wrote:",
  "notification.files": "Attachments: {$names}",
  "notification.reply": "Reply to this mail from this address, and they receive your text as your reply.",
  "notification.no-subject": "(no subject)",
  "forward.text":
    "We forward you the attached mail. Please reply to this message, so that your answer reaches ticket #{$number}.",
  "notification.why.rule": "You receive this mail because of a rule. Administrators change rules.",
  "notification.why": "You can turn these mails off under My account.",

  "test-mail.subject": "Test mail from setup",
  "test-mail.text":
    "Hello,\n\nthis mail was sent to {$mailbox} when {$hostname} was set up. It was received by SMTP and became a ticket,\nlike any other mail.\n\nReply to it to see how that works, or close it.\n",

  "outgoing-test.subject": "Test mail from MailManager",
  "outgoing-test.text": "This is a test. Mail from MailManager reaches you.",

  "warning.update.subject": "An update of {$hostname} was rolled back",
  "warning.update":
    "An update of {$hostname} failed its health check, and the previous release was restored automatically.",
  "warning.update.what": "What happened: {$what}",
  "warning.update.cause": "Cause: {$cause}",
  "warning.update.mail":
    "No mail is lost: while a new release is on trial, mail is deferred and senders try again.",
  "warning.update.todo": "Fix the cause, or wait for another release: https://{$hostname}/system/updates",
  "warning.why": "You receive this mail because you are an administrator.",
} as const;
