/** The command line: rulesets. */
export const commandRulesTexts = {
  "rules.check.summary": "reads a ruleset and reports everything that is wrong with it",
  "rules.check.help": `FILE is a ruleset; - is standard input. Each error has its line and column. The exit status is 1 if there are any.

  --data DIR  checks for this installation, such as whether groups exist; without FILE, its active ruleset
  --json      errors and warnings as JSON`,
  "rules.check.good":
    ".input {$rules :integer} .input {$tests :integer} .match $rules $tests one one {{{$file}: {$rules} rule, {$tests} test, no errors}} one * {{{$file}: {$rules} rule, {$tests} tests, no errors}} * one {{{$file}: {$rules} rules, {$tests} test, no errors}} * * {{{$file}: {$rules} rules, {$tests} tests, no errors}}",
  "rules.check.bad": ".input {$n :integer} .match $n one {{{$file}: {$n} error}} * {{{$file}: {$n} errors}}",
  "rules.print.summary": "prints a ruleset in its canonical form",
  "rules.print.help": `FILE is a ruleset; - is standard input. Comments are kept. Nothing is written to FILE.

  --data DIR  without FILE, prints the active ruleset of this installation`,
  "rules.test.summary": "runs the tests of a ruleset",
  "rules.test.help": `FILE is a ruleset; - is standard input. Each test that fails is listed with what it expected and the rules that fired.
The exit status is 1 if any failed.

  --data DIR  without FILE, tests the active ruleset of this installation
  --json      the results as JSON`,
  "rules.test.failed": "failed: {$name}",
  "rules.test.expected": "  expected {$expected}",
  "rules.test.fired": "  rules that fired: {$rules}",
  "rules.test.none-fired": "  no rule fired",
  "rules.test.done": "{$passed} passed, {$failed} failed",
  "rules.explain.summary": "explains what rules did with the mails of a ticket",
  "rules.explain.help": `For each mail of the ticket on which rules ran: the rules that fired with their actions, and for the others the first
condition that did not hold and what it saw. The program can be running on DIR meanwhile.

  --json  the same as JSON`,
  "rules.explain.no-ticket": "specify the number of a ticket",
  "rules.explain.none": "no rules ran on the mails of ticket {$number}",
  "rules.explain.run": "{$time} mail {$mail}, version {$version} of the rules:",
  "rules.explain.gone": "cannot be explained any more: the mail or that version is no longer stored",
  "rules.explain.fired": "“{$rule}” fired: {$actions}",
  "rules.explain.not-met": "“{$rule}” did not fire: {$condition} (saw {$saw})",
  "rules.explain.failed": "“{$rule}” could not be evaluated: {$error}",
  "rules.explain.other-event": "“{$rule}” waits for another event",
  "rules.explain.after-stop": "“{$rule}” was not tried: a rule before it stopped the run",
  "rules.replay.summary": "shows what a ruleset would have changed about the mail of a period",
  "rules.replay.help": `FILE is a ruleset; - is standard input. Each mail of the period is decided again with it, on what was known at the time.
Nothing is changed or sent, and the program can be running on DIR meanwhile. The exit status is 1 if anything differs.

  --since DATE  mails decided from that time on, such as 2026-01-31 or 2026-01-31T08:00:00Z
  --until DATE  mails decided before that time
  --json        the differences as JSON`,
  "rules.replay.progress": "replayed",
  "rules.replay.line": "{$time} {$subject}: was {$was}, would be {$wouldBe}",
  "rules.replay.done":
    ".input {$mails :integer} .input {$differences :integer} .match $mails one {{{$mails} mail decided again, {$differences} different}} * {{{$mails} mails decided again, {$differences} different}}",
  "rules.no-file": "specify the file with the ruleset, or - for standard input",
  "rules.too-large": "{$file} is larger than {$most :bytes}; a ruleset is a short text",
  "rules.not-text": "{$file} is not a text in UTF-8",
} as const;
