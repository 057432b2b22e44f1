import type { commandTexts as English } from "../en/command.ts";
import type { Translation } from "../messages.ts";

export const commandTexts = (): Translation<typeof English> => ({
  "usage.line": "usage: mailmanager {$usage}",
  "usage.command": 'unknown command "{$words}"; {$suggestion}',
  "usage.did-you-mean": 'did you mean "{$name}"?',
  "usage.family": "{$first} takes {$names}",
  "usage.option-first": '{$option} comes before the command; the form is "mailmanager COMMAND [OPTIONS]"',
  "usage.see-help": 'see "mailmanager help"',
  "usage.unexpected": 'unexpected argument "{$word}"',
  "usage.unexpected-user": 'unexpected argument "{$word}", use --user {$word}',
  "usage.unknown-option": "unknown option {$option}",
  "usage.misspelt-option": "unknown option {$option}; did you mean {$close}?",
  "usage.no-value": "{$option} needs a value",
  "usage.value": "{$option} takes no value",
  "usage.missing": "{$name} is missing",
  "usage.one-of": "{$option} must be one of {$values}",
  "usage.number": "{$option} must be a whole number from {$least} to {$most}",

  "help.overview": `MailManager turns incoming mail into tickets.

usage: mailmanager COMMAND [OPTIONS]

{$commands}

  help COMMAND        explains a command
  --version, -V       prints the version
  help configuration  prints a sample configuration file with all settings
  help licences       prints the licences
`,
  "help.none": 'no help on "{$name}"; see "mailmanager help"',

  "progress.line": "{$what}: {$done} of {$of}",

  "version.summary": "prints the version",
  "version.help": "Also prints the versions of the bundled Node and SQLite.",
  "version.line": "mailmanager {$version} (Node {$node}, SQLite {$sqlite})",

  "doctor.summary": "checks the installation, and says what to do about each problem",
  "doctor.help": `Checks the folder, the disk, the database, the journal, the running program, its settings, and what waits for someone’s
decision. Changes nothing, and can run while the program is running on DIR. Each finding is ok, a warning or a problem,
with one line on what to do. The exit status is 1 if there is a problem.

  --config FILE  the configuration file that the program is started with, if any
  --full         checks the whole journal (default: the newest 10,000 events)
  --json         one object: \\{"ok", "findings": [\\{"check", "level", "what", "todo", "line"\\}]\\}`,
  "doctor.level.ok": "ok",
  "doctor.level.warning": "warning",
  "doctor.level.problem": "problem",
  "doctor.counts": "{$ok} ok, warnings: {$warnings}, problems: {$problems}",

  "console.summary": "the appliance’s console on the screen",
  "console.help":
    "Shows the appliance’s status and menu on the terminal. Needs root, and works only in the disk image.",

  "appliance.serve.summary": "runs the appliance service, which acts for the program and the console",
  "appliance.apply.summary":
    "early in each boot: writes the system’s configuration from the appliance’s settings",
  "appliance.seed.summary": "until the appliance is set up: looks for a seed at each boot, and applies it",
  "appliance.health.summary":
    "after the start of a new release: checks it, and restores the previous one if it fails",
  "appliance.emergency.summary":
    "if the data partition cannot be used: says why, on all screens, with a menu",
  "appliance.reset.summary": "early in a boot: erases everything if a factory reset was requested",
  "appliance.failed": "{$problem}",
  "appliance.help":
    "Started by the disk image’s units; not meant to be run by people. Needs root, and works only in the disk image.",
});
