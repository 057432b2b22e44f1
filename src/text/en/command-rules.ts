/** The command line: rulesets. */
export const commandRulesTexts = {
  "rules.check.summary": "reads a ruleset and reports everything that is wrong with it",
  "rules.check.help": `FILE is a ruleset; - is standard input. Each error has its line and column. A ruleset that can be read is also analysed:
for all mail that there could be, it is found out which rules can never fire, which set one field differently for the
same mail, and whether some mail is left to no rule. Findings are errors, warnings or notes, most with a mail that shows them,
described as in a test. The exit status is 1 if there are errors.

  --json  the errors and findings as JSON`,
  "rules.check.good":
    ".input {$rules :integer} .input {$tests :integer} .match $rules $tests one one {{{$file}: {$rules} rule, {$tests} test, no errors}} one * {{{$file}: {$rules} rule, {$tests} tests, no errors}} * one {{{$file}: {$rules} rules, {$tests} test, no errors}} * * {{{$file}: {$rules} rules, {$tests} tests, no errors}}",
  "rules.check.bad": ".input {$n :integer} .match $n one {{{$file}: {$n} error}} * {{{$file}: {$n} errors}}",
  "rules.check.place": "{$file}:{$line}:{$column}",
  "rules.check.finding":
    ".input {$severity :string} .match $severity error {{{$place}: error: {$text}}} warning {{{$place}: warning: {$text}}} * {{{$place}: note: {$text}}}",
  "rules.check.example": "  for example this mail:",
  "rules.print.summary": "prints a ruleset in its canonical form",
  "rules.print.help": `FILE is a ruleset; - is standard input. Comments are kept. Nothing is written to FILE.`,
  "rules.test.summary": "runs the tests of a ruleset",
  "rules.test.help": `FILE is a ruleset; - is standard input. Each test that fails is listed with what it expected and the rules that fired.
The exit status is 1 if any failed.

  --json  the results as JSON`,
  "rules.test.failed": "failed: {$name}",
  "rules.test.expected": "  expected {$expected}",
  "rules.test.fired": "  rules that fired: {$rules}",
  "rules.test.none-fired": "  no rule fired",
  "rules.test.done": "{$passed} passed, {$failed} failed",
  "rules.no-file": "specify the file with the ruleset, or - for standard input",
  "rules.too-large": "{$file} is larger than {$most :bytes}; a ruleset is a short text",
  "rules.not-text": "{$file} is not a text in UTF-8",
} as const;
