/**
 * The ruleset of a new installation: version 0. It has no rule, since what happens without any is what most want: a mail that
 * belongs to no ticket opens one in the group of its mailbox, with normal priority, and is acknowledged if its mailbox does that.
 * Its lifecycle is the one that tickets have without any.
 */
export const defaultRuleset = {
  version: 0,
  text: `# Rules sort the mail as it arrives. Without a rule, a new ticket is in the group of its mailbox, has normal
# priority, and gets the auto-reply of its mailbox. An example:
#
#   rule "Invoices go to Accounts"
#     when mail arrives
#     and subject contains "invoice" or body contains "VAT number"
#     then set category to "Billing"
#          assign to group "Accounts"

ruleset "Default"

lifecycle
  initial new -> open, hold, closed
    and goes to open when we reply
  active open -> hold, closed
  waiting hold -> open, closed
    and goes to open when the requester writes
  final closed -> open, hold
    and goes to open when the requester writes

test "without rules, mail stays as its mailbox says"
  given mail from "ann@customer.example" to "support@ourcompany.example"
        subject "A question"
  expect nothing
`,
} as const;
