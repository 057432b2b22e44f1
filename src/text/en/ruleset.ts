/** What is wrong with a ruleset. */
export const rulesetTexts = {
  "ruleset.character": "unexpected character {$character}",
  "ruleset.escape": 'after a backslash in a text, write ", another backslash, or n for the end of a line',
  "ruleset.unclosed": "the closing quote is missing",
  "ruleset.too-long": "a ruleset has at most {$most :integer} characters",
  "ruleset.too-many":
    ".input {$of :string} .input {$most :integer} .match $of rules {{a ruleset has at most {$most} rules}} states {{the patterns and expressions of a ruleset have at most {$most} states together; this rule exceeds that}} mailboxes {{a ruleset is for at most {$most} mailboxes}} lifecycle {{a lifecycle has at most {$most} states}} calendars {{a ruleset has at most {$most} calendars}} targets {{a ruleset has at most {$most} targets}} hours {{a calendar has at most {$most} hours}} holidays {{a calendar has at most {$most} holidays}} times {{the rules of a ruleset wait for at most {$most} different times}} * {{a ruleset has at most {$most} tests}}",
  "ruleset.expected":
    ".input {$what :string} .input {$found :string} .match $what $found text || {{write a text in double quotes here}} text * {{write a text in double quotes here, not {$found}}} number || {{write a number here}} number * {{write a number here, not {$found}}} time || {{write a time here, such as 09:00}} time * {{write a time here, such as 09:00, not {$found}}} date || {{write a date here, such as 2026-12-25}} date * {{write a date here, such as 2026-12-25, not {$found}}} * || {{the line ends too early; what can follow: {$what}}} * * {{{$found} is not understood here; what can stand here: {$what}}}",
  "ruleset.left-over": "{$found} is not understood here; the line should end before it",
  "ruleset.comma": "write a comma before {$found}",
  "ruleset.no-ruleset": 'start with the word ruleset and a name, such as: ruleset "Support"',
  "ruleset.unknown-close": "{$found} is not understood here; did you mean {$close}?",
  "ruleset.name-twice":
    ".input {$of :string} .match $of rules {{another rule has the name {$name}; give each its own}} calendars {{another calendar has the name {$name}; give each its own}} targets {{another target has the name {$name}; give each its own}} * {{another test has the name {$name}; give each its own}}",
  "ruleset.no-when": "the rule does not say when it applies; write for example: when mail arrives",
  "ruleset.no-then": "the rule does nothing; write then and an action",
  "ruleset.no-given": 'the test describes no mail; write given, for example: given subject "Invoice 42"',
  "ruleset.no-expect": 'the test expects nothing; write expect, for example: expect category "Billing"',
  "ruleset.empty": "the text between the quotes is empty",
  "ruleset.expression":
    ".input {$why :string} .match $why parenthesis {{the expression has a parenthesis without its partner}} bracket {{the expression has a [ without its ]}} range {{the expression has a range in brackets that ends before it begins}} nothing-to-repeat {{the expression repeats nothing: *, +, ? and curly brackets follow what they repeat}} repeat-bounds {{in the expression, write repetition as a number or two in curly brackets, up to 100}} escape {{the expression has a backslash before a character that needs none}} not-regular {{back references and look-around are not supported in expressions}} * {{the expression is too large}}",
  "ruleset.nested": "a condition can be nested {$most} deep; this is deeper",
  "ruleset.after-stop": "nothing can follow stop",
  "ruleset.only-new":
    "mail that is added to a ticket is neither held nor archived; let the rule start with: when new mail arrives",
  "ruleset.no-fact":
    ".input {$of :string} .match $of mail {{this is known of what happens to tickets, not of a mail; what is known here: {$what}}} * {{this is known of a mail, and no mail arrives here; what is known of a ticket: {$what}}}",
  "ruleset.only-mail": "{$what} is about a mail; let the rule start with: when mail arrives",
  "ruleset.test-mail": "{$what} describes a mail; a test with when describes a ticket",
  "ruleset.test-when":
    "the test does not say what happens to the ticket; write for example: when a ticket is closed",
  "ruleset.later": "{$what} is planned and not available yet",
  "ruleset.tag": "a tag has letters, digits, and - _ . : within it, at most 50 of them",
  "ruleset.address": "this is not an address that mail can be sent to",
  "ruleset.choice-missing":
    ".input {$fact :string} .match $fact mailbox {{every mail has a mailbox; write is and its address}} * {{write none: {$fact} is none, or {$fact} is not none}}",
  "ruleset.open-tickets": "write how many open tickets, from 1 to {$most :integer}",
  "ruleset.name": "write one line of at most {$most :integer} characters",
  "ruleset.duration": "write a whole number of minutes, hours, days or weeks, at most ten years",
  "ruleset.lifecycle-twice": "a ruleset has one lifecycle; put all states into the first",
  "ruleset.no-states":
    "the lifecycle has no states; write one a line, for example: initial new -> open, closed",
  "ruleset.no-state": "this line says something about a state, but no state comes before it",
  "ruleset.state-name":
    "a state's name has letters, digits, spaces, - and _ within it, at most 40 of them; overdue, all, mine and unassigned are taken",
  "ruleset.state-twice": "the state {$name} is already declared",
  "ruleset.state-unknown":
    ".input {$close :string} .match $close || {{there is no state {$name}; give it a line of its own}} * {{there is no state {$name}; did you mean {$close}?}}",
  "ruleset.state-itself": "the state {$name} leads to itself; it stays there anyway",
  "ruleset.way-twice": "the state {$name} is named twice here",
  "ruleset.clause-twice": "this is declared twice for the state {$name}",
  "ruleset.no-way": "nobody can move a ticket from {$name} to {$to}; add {$to} after the arrow",
  "ruleset.never-moves":
    "this never happens: no state in which the rule finds a ticket leads to {$name}; add a way to the lifecycle",
  "ruleset.initial":
    ".input {$n :integer} .match $n 0 {{no state is initial; write initial before the one in which tickets begin}} * {{several states are initial; tickets begin in one}}",
  "ruleset.no-final": "no state is final; write final before the one in which tickets are done",
  "ruleset.unreachable": "no ticket can ever be in the state {$name}; let another state lead to it",
  "ruleset.stuck": "a ticket in the state {$name} can never leave it; write -> and the states that follow",
  "ruleset.endless": "from the state {$name}, no ticket can ever be closed; let a way lead to a final state",
  "ruleset.circle": "the state {$name} returns to itself by time alone, again and again",
  "ruleset.warning.no-group": "the rule {$rule} names the group {$name}, which does not exist",
  "ruleset.warning.no-person":
    "the rule {$rule} names {$name}, who does not exist or is disabled; use the name they log in with",
  "ruleset.warning.no-template":
    "the rule {$rule} replies with the template {$name}, which does not exist; nothing is sent",
  "ruleset.warning.no-webhook":
    "the rule {$rule} calls the webhook {$name}, which does not exist; nothing is called",
  "ruleset.warning.forward-own":
    "the rule {$rule} forwards to {$name}, one of our own addresses; no mail is forwarded there",
  "ruleset.warning.way-group":
    "the lifecycle limits a way to the group {$name}, which does not exist; it allows nobody as a member",
  "ruleset.warning.dropped-target":
    "open tickets have the target {$name}, which is not declared any more; it promises them nothing from then on",
  "ruleset.time": "there is no such time of day; write one from 00:00 to 24:00",
  "ruleset.date": "there is no such day as {$date}; write year, month and day, such as 2026-12-25",
  "ruleset.hours": "hours end at another time than they begin, and begin before 24:00",
  "ruleset.zone":
    ".input {$found :string} .match $found || {{write the time zone here, such as Europe/London}} * {{there is no time zone {$found}; write one such as Europe/London}}",
  "ruleset.no-zone": "the calendar needs a time zone; write a comma and, for example, Europe/London",
  "ruleset.no-hours": "the calendar needs hours; write for example: Mon-Fri 09:00-17:00",
  "ruleset.no-limit": "the target promises nothing; write for example: first answer within 4 hours",
  "ruleset.said-twice": "the target says this twice",
  "ruleset.unknown":
    ".input {$of :string} .input {$close :string} .match $of $close calendar || {{no calendar {$name} is declared}} calendar * {{no calendar {$name} is declared; did you mean {$close}?}} * || {{no target {$name} is declared}} * * {{no target {$name} is declared; did you mean {$close}?}}",
  "ruleset.mailbox": "write the address of a mailbox here, such as sales@desk.example",
  "ruleset.mailbox-twice": "this mailbox is named twice here",
  "ruleset.only-default":
    "lifecycles, calendars and targets apply to all mailboxes; write this into the ruleset Default",
  "ruleset.include-twice": "{$name} is already included above; its rules run once",
  "ruleset.include-unknown": "no active ruleset has the name {$name}; activate it first",
  "ruleset.include-circle": "these rulesets include one another in a circle: {$circle}",
  "ruleset.include-deep": "rulesets include one another up to {$most :integer} deep; this is deeper",
  "ruleset.include-many": "a ruleset has at most {$most :integer} rulesets with those that it includes",
  "ruleset.rule-twice": "the ruleset {$ruleset} has a rule {$name} too; give each its own name",
  "ruleset.warning.no-mailbox": "the ruleset is for {$name}, which is not the address of a mailbox",
  "ruleset.test-rule": "the test names the rule {$name}, which does not exist",
} as const;
