/** The command line: rulesets. */
export const commandRulesTexts = {
  "rules.check.summary": "reads a ruleset and reports everything that is wrong with it",
  "rules.check.help": `FILE is a ruleset; - is standard input. Each error has its line and column. If a ruleset can be read, its tests are run and it is
analysed for all possible mail, and for all that can happen to tickets: which rules can never fire, which set one field differently at once, and whether no rule
fires for some mail. Findings are errors, warnings or notes, most with a mail that shows them, described as in a test. The exit
status is 1 if there are errors or a test fails.

Rulesets that FILE includes are other files whose names end in .rules, found by the names in their first lines.

  --data DIR     checks for this installation, such as whether groups exist; without FILE, its active rulesets. What FILE includes
                 and is in no file is its active ruleset of that name
  --include DIR  looks for included rulesets in DIR, not in the folder of FILE
  --json         errors, warnings, findings and the names of failing tests as JSON`,
  "rules.check.good":
    ".input {$rules :integer} .input {$tests :integer} .match $rules $tests one one {{{$file}: {$rules} rule, {$tests} test, no errors}} one * {{{$file}: {$rules} rule, {$tests} tests, no errors}} * one {{{$file}: {$rules} rules, {$tests} test, no errors}} * * {{{$file}: {$rules} rules, {$tests} tests, no errors}}",
  "rules.check.bad": ".input {$n :integer} .match $n one {{{$file}: {$n} error}} * {{{$file}: {$n} errors}}",
  "rules.check.test": "{$file}: the test {$name} fails; rules test says why",
  "rules.active.of": "{$name}, version {$version :integer} in {$folder}",
  "rules.active": "version {$version :integer} in {$folder}",
  "rules.check.place": "{$file}:{$line}:{$column}",
  "rules.check.finding":
    ".input {$severity :string} .match $severity error {{{$place}: error: {$text}}} warning {{{$place}: warning: {$text}}} * {{{$place}: note: {$text}}}",
  "rules.check.example": "  for example:",
  "rules.print.summary": "prints a ruleset in its canonical form",
  "rules.print.help": `FILE is a ruleset; - is standard input. Comments are kept. Nothing is written to FILE.

  --data DIR  without FILE, prints the active rulesets of this installation`,
  "rules.test.summary": "runs the tests of a ruleset",
  "rules.test.help": `FILE is a ruleset; - is standard input. Each test that fails is listed with what it expected and the rules that fired.
The exit status is 1 if any failed.

  --data DIR     without FILE, tests the active rulesets of this installation
  --include DIR  looks for included rulesets in DIR, not in the folder of FILE
  --json         the results as JSON`,
  "rules.test.failed": "failed: {$name}",
  "rules.test.expected": "  expected {$expected}",
  "rules.test.came": "  expected {$expected}, came {$came}",
  "rules.test.fired": "  rules that fired: {$rules}",
  "rules.test.none-fired": "  no rule fired",
  "rules.test.done": "{$passed} passed, {$failed} failed",
  "rules.explain.summary": "explains what rules did with a ticket and its mails",
  "rules.explain.help": `For each mail and each thing that happened among the newest 500 events of the ticket on which rules ran: the rules that fired with their actions, and for the others the first
condition that did not hold and what it saw. The program can be running on DIR meanwhile.

  --json  the same as JSON`,
  "rules.explain.no-ticket": "specify the number of a ticket",
  "rules.explain.none": "no rules ran on ticket {$number}",
  "rules.explain.of": "{$rule} ({$name})",
  "rules.explain.run":
    ".input {$name :string} .match $name || {{{$time} mail {$mail}, version {$version} of the rules:}} * {{{$time} mail {$mail}, version {$version} of the rules {$name}:}}",
  "rules.explain.event":
    ".input {$name :string} .match $name || {{{$time} {$what}, version {$version} of the rules:}} * {{{$time} {$what}, version {$version} of the rules {$name}:}}",
  "rules.explain.gone": "can no longer be explained: the mail or that version is no longer stored",
  "rules.explain.fired": "“{$rule}” fired: {$actions}",
  "rules.explain.not-met": "“{$rule}” did not fire: {$condition} (saw {$saw})",
  "rules.explain.failed": "“{$rule}” could not be evaluated: {$error}",
  "rules.explain.after-stop": "“{$rule}” was not tried: a rule before it stopped the run",
  "rules.replay.summary": "shows what a ruleset would have changed about the mail of a period",
  "rules.replay.help": `FILE is a ruleset; - is standard input. Each mail of the period that rules ran on, or would have if there had been any, is
decided again with it, on what rules saw at the time. Compared is what rules ask for: category, priority, group, assignee, target, state, tags, replies,
notifications, forwarding, and whether the mail is held or filed. Whether a reply may go out is not decided again. Nothing is changed or sent, and the
program can be running on DIR meanwhile. The exit status is 1 if anything differs.

A ruleset for some mailboxes is tried on their mail; one that active rulesets include, on the mail that follows these.

  --since DATE   mails decided from that time on, such as 2026-01-31 or 2026-01-31T08:00:00Z
  --until DATE   mails decided before that time
  --include DIR  looks for included rulesets in DIR, not in the folder of FILE; what is in no file is the active one
  --json         the differences as JSON

Each line has a mail and what would be different; the kinds of change are counted at the end.`,
  "rules.replay.progress": "replayed",
  "rules.replay.line": "{$time} {$subject}: {$changes}",
  "rules.replay.ticket": "{$subject} (ticket {$ticket})",
  "rules.replay.kind": "{$mails :integer} × {$change}",
  "rules.replay.more-kinds":
    ".input {$n :integer} .match $n one {{and {$n} more kind of change}} * {{and {$n} more kinds of change}}",
  "rules.replay.failed":
    ".input {$n :integer} .match $n one {{on {$n} mail no rules could run then: it is not compared}} * {{on {$n} mails no rules could run then: they are not compared}}",
  "rules.replay.done":
    ".input {$mails :integer} .input {$differences :integer} .match $mails one {{{$mails} mail decided again, {$differences} different}} * {{{$mails} mails decided again, {$differences} different}}",
  "rules.diff.summary": "lists every class of mail that two rulesets treat differently",
  "rules.diff.help": `OLD and NEW are rulesets. For all mail there could be, what becomes of it under both is compared: the category,
priority, group, assignee, target and tags of its ticket, whether it is held or filed, and the auto-reply. Each class of mail that is treated
differently is listed with a mail of it, described as in a test. If none is listed, there is none. States of tickets, calendars and targets that are declared differently are listed after that. The exit status is 1 if that
could not be decided.

  --include DIR  looks for included rulesets in DIR, not in the folders of OLD and NEW
  --json         the classes as JSON`,
  "rules.diff.class": "{$n :integer}. {$changes}",
  "rules.diff.change":
    ".input {$field :string} .match $field place {{held or filed: was {$before}, becomes {$after}}} * {{{$field}: was {$before}, becomes {$after}}}",
  "rules.diff.tag":
    ".input {$now :string} .match $now there {{tag {$tag}: is now there}} * {{tag {$tag}: is no longer there}}",
  "rules.diff.action": ".input {$now :string} .match $now there {{{$what}: now}} * {{{$what}: not any more}}",
  "rules.diff.auto-reply":
    ".input {$now :string} .match $now there {{auto-reply: is sent now}} * {{auto-reply: is no longer sent}}",
  "rules.diff.kept": "(not set)",
  "rules.diff.none": "none",
  "rules.diff.one-of": "one of {$group}",
  "rules.diff.before":
    ".input {$n :integer} .match $n 0 {{under the old ruleset no rule fires}} * {{under the old ruleset these fire: {$rules}}}",
  "rules.diff.after":
    ".input {$n :integer} .match $n 0 {{under the new ruleset no rule fires}} * {{under the new ruleset these fire: {$rules}}}",
  "rules.diff.declared":
    ".input {$of :string} .input {$how :string} .match $of $how state added {{the state {$name} is new}} state removed {{the state {$name} is gone}} state * {{the state {$name} is declared differently}} calendar added {{the calendar {$name} is new}} calendar removed {{the calendar {$name} is gone}} calendar * {{the calendar {$name} is declared differently}} * added {{the target {$name} is new}} * removed {{the target {$name} is gone}} * * {{the target {$name} is declared differently}}",
  "rules.diff.done":
    ".input {$n :integer} .input {$rest :string} .match $n $rest 0 none {{all mail is treated the same}} one none {{1 class of mail is treated differently; all other mail is treated the same}} * none {{{$n} classes of mail are treated differently; all other mail is treated the same}} * more {{these are the first {$n} classes; there are more}} * * {{it could not be decided whether more mail is treated differently}}",
  "rules.compare.summary": "says how the conditions of two rules relate",
  "rules.compare.help": `RULE and OTHER are names of rules in the ruleset FILE. Whether the conditions of one imply those of the other, are the same, exclude
them or overlap is decided for all mail there could be, and shown by mails. What earlier rules set is ignored.

  --include DIR  looks for included rulesets in DIR, not in the folder of FILE
  --json         the result as JSON`,
  "rules.compare.relation":
    ".input {$relation :string} .match $relation same {{{$rule} and {$other} apply to the same mail}} implies {{all mail to which {$rule} applies is mail to which {$other} applies}} is-implied {{all mail to which {$other} applies is mail to which {$rule} applies}} disjoint {{{$rule} and {$other} never apply to the same mail}} overlap {{{$rule} and {$other} apply to some of the same mail}} * {{it could not be decided how {$rule} and {$other} relate}}",
  "rules.compare.example":
    ".input {$which :string} .match $which both {{a mail to which both apply:}} first {{a mail to which only {$rule} applies:}} * {{a mail to which only {$other} applies:}}",
  "rules.compare.no-rule": "specify the names of two rules",
  "rules.compare.unknown": "{$file} has no rule with the name {$name}",
  "rules.diff.same-input": "only one of the rulesets can come from standard input",
  "rules.no-file": "specify the file with the ruleset, or - for standard input",
  "rules.too-large": "{$file} is larger than {$most :bytes}; a ruleset is a short text",
  "rules.not-text": "{$file} is not a text in UTF-8",
} as const;
