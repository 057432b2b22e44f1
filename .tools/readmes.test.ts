import { expect, test } from "vitest";
import { readmeViolations } from "./readmes.ts";

const makefile = "check: deps\n\ttrue\nimage-lock: deps\n\ttrue\n";

/** The violations in a tree with these READMEs and some files. */
function violations(readmes: Readonly<Record<string, string>>): readonly string[] {
  const texts: Readonly<Record<string, string>> = { Makefile: makefile, ...readmes };
  const files = [
    ...["src/engine/intake/receive.ts", "src/engine/outgoing/compose-replies.ts", "src/edges/web/view.ts"],
    ...["src/edges/web/tickets/model.ts", "src/text/en/mail.ts", "test/support/record.ts"],
    ...["systemd/mailmanager-smtp.socket", "systemd/mailmanager-http.socket", ...Object.keys(texts)],
  ];
  return readmeViolations(files, (file) => texts[file] ?? "");
}

test.each([
  "`engine/intake/receive.ts`, `src/engine/intake/` and `../src/engine/outgoing/compose-*.ts`",
  "[the text](src/text/en/mail.ts), [a place](src/text/en/mail.ts#heading), [a page](https://www.example.com/a.md)",
  "`systemd/mailmanager-{smtp,http}.socket`, `test/support`",
  "`make check`, `make image-lock MINUTES=3`, `node test/support/record.ts --minutes 3`",
  "`text/html`, `/etc/hosts`, `DIR/status.json`, `dist/mailmanager`, `run.json`, `and/or`",
])("what exists and what is not a path is accepted: %s", (text) => {
  expect(violations({ "README.md": text })).toEqual([]);
});

test("paths are relative to the README, and a name alone may be of a file further down", () => {
  expect(violations({ "src/edges/web/README.md": "`view.ts`, `tickets/model.ts`, `model.ts`" })).toEqual([]);
  expect(violations({ "src/engine/README.md": "`model.ts`" })).toEqual([
    "src/engine/README.md:1: names model.ts, which does not exist",
  ]);
});

test.each([
  ["`engine/intake/sort.ts`", "names engine/intake/sort.ts, which does not exist"],
  ["`src/motor/`", "names src/motor/, which does not exist"],
  [
    "`systemd/mailmanager-{smtp,imap}.socket`",
    "names systemd/mailmanager-{smtp,imap}.socket, which does not exist",
  ],
  ["[the text](src/text/de/mail.ts)", "names src/text/de/mail.ts, which does not exist"],
  ["    mail  src/engine/intake/sort.ts  decides", "names src/engine/intake/sort.ts, which does not exist"],
  ["`node test/support/lost.ts`", "names test/support/lost.ts, which does not exist"],
  ["`compose-*.tsx`", "names compose-*.tsx, which does not exist"],
  ["`make checks`", "names make checks, which is not a target"],
])("what does not exist is found: %s", (text, what) => {
  expect(violations({ "README.md": `# Title\n\n${text}\n` })).toEqual([`README.md:3: ${what}`]);
});

test("other files are not checked", () => {
  expect(violations({ "CHANGELOG.md": "`engine/intake/sort.ts`" })).toEqual([]);
});
