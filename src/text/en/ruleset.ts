/** What is wrong with a ruleset. */
export const rulesetTexts = {
  "ruleset.character": "unexpected character {$character}",
  "ruleset.escape": 'after a backslash in a text, write ", another backslash, or n for the end of a line',
  "ruleset.unclosed": "the closing quote is missing",
  "ruleset.too-long": "a ruleset has at most {$most :integer} characters",
  "ruleset.too-many":
    ".input {$of :string} .input {$most :integer} .match $of rules {{a ruleset has at most {$most} rules}} states {{the patterns and expressions of a ruleset have at most {$most} states together; this rule exceeds that}} * {{a ruleset has at most {$most} tests}}",
  "ruleset.expected":
    ".input {$what :string} .input {$found :string} .match $what $found text || {{write a text in double quotes here}} text * {{write a text in double quotes here, not {$found}}} number || {{write a number here}} number * {{write a number here, not {$found}}} * || {{the line ends too early; write one of: {$what}}} * * {{{$found} is not understood here; write one of: {$what}}}",
  "ruleset.left-over": "{$found} is not understood here; the line should end before it",
  "ruleset.no-ruleset": 'start with the word ruleset and a name, such as: ruleset "Support"',
  "ruleset.unknown-close": "{$found} is not understood here; did you mean {$close}?",
  "ruleset.name-twice":
    ".input {$of :string} .match $of rules {{another rule has the name {$name}; give each its own}} * {{another test has the name {$name}; give each its own}}",
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
    "mail that is added to a ticket is neither held nor filed; let the rule start with: when new mail arrives",
  "ruleset.later": "{$what} is planned and not available yet",
  "ruleset.tag": "a tag has letters, digits, and - _ . : within it, at most 50 of them",
  "ruleset.name": "write one line of at most {$most :integer} characters",
  "ruleset.warning.no-group": "the rule {$rule} assigns to the group {$name}, which does not exist",
  "ruleset.warning.no-person":
    "the rule {$rule} assigns to {$name}, who does not exist or is disabled; use the name they log in with",
  "ruleset.test-rule": "the test names the rule {$name}, which does not exist",
} as const;
