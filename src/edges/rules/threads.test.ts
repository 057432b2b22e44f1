/** The threads in which rules run. */
import { afterEach, expect, test } from "vitest";
import { captureLog } from "../../../test/support/engine.ts";
import { studyRuleset } from "../../domain/ruleset/analysis/index.ts";
import { compiledRuleset, explainRun, type MailForRules } from "../../domain/ruleset/index.ts";
import { createRulesThreads } from "./threads.ts";

const entry = { url: new URL("./worker.ts", import.meta.url) };
const open: ReturnType<typeof createRulesThreads>[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

function threads(time?: number, from: Parameters<typeof createRulesThreads>[0]["entry"] = entry) {
  const log = captureLog();
  const made = createRulesThreads({ entry: from, log, ...(time === undefined ? {} : { time }) });
  open.push(made);
  return { ...made, log };
}

const rules = (word: string) =>
  `ruleset "t"\nrule "r"\nwhen mail arrives\nand subject matches expression "${word}"\nthen add tag "x"\n`;
const mail = (subject: string): MailForRules => ({
  ...{ subject, body: null, sender: null, senderName: null, headers: new Map([["x-a", ["b"]]]) },
  ...{ recipients: [], attachmentNames: [], attachmentTypes: [], mailbox: "help@desk.example" },
  ...{ size: 1000, spamScore: null, automatic: false, authenticated: false, agent: false },
});

test("mails are answered each under its ruleset, as here", async () => {
  const { answer } = threads();
  const asked = ["a", "b", "a", "a", "b"].map((word, n) => ({
    text: rules(word),
    mail: mail(n % 2 ? "a" : "b"),
  }));
  const answers = await Promise.all(asked.map((one) => answer(one.text, one.mail)));
  expect(answers).toEqual(asked.map((one) => compiledRuleset(one.text)?.evaluator.answer(one.mail)));
  expect(new Set(answers.map((one) => one?.join()))).toEqual(new Set(["1", "2"]));
});

test("runs are explained as here", async () => {
  const ticket = {
    category: null,
    priority: "normal",
    group: null,
    assignee: null,
    tags: [],
    target: null,
    state: "new",
  } as const;
  const facts = { isReply: false, mail: mail("b"), ticket };
  const { explain } = threads();
  expect(await explain(rules("a"), facts)).toEqual(explainRun(rules("a"), facts));
  expect(await explain("rule", facts)).toBeNull();
});

test("a mail that takes too long has no answer, and those after it have theirs", async () => {
  const code = `
    const { parentPort } = require("node:worker_threads");
    parentPort.on("message", ({ mail }) => {
      if (mail.subject === "endless") for (;;);
      if (mail.subject === "dies") process.exit(1);
      parentPort.postMessage({ kind: "answer", answers: new Uint8Array([2]) });
    });`;
  const { answer, log } = threads(200, { code });
  const answers = await Promise.all(
    ["first", "endless", "then", "dies", "last"].map((subject) => answer(rules("a"), mail(subject))),
  );
  expect(answers.map((one) => one?.[0] ?? null)).toEqual([2, null, 2, null, 2]);
  expect(log.lines.join()).toContain("took too long");
});

test("a ruleset is studied as here, and can be given up", async () => {
  const { study } = threads();
  const text = `${rules("a")}rule "s"\nwhen mail arrives\nthen remove tag "x"\n`;
  const parts = { progress() {} };
  const hearing = { first() {}, ...parts };
  expect(await study(text, { signal: new AbortController().signal, ...parts })).toEqual(
    studyRuleset(text, hearing),
  );
  expect(await study("rule", { signal: new AbortController().signal, ...parts })).toEqual(
    studyRuleset("rule", hearing),
  );
  const code = `
    const { parentPort } = require("node:worker_threads");
    parentPort.on("message", () => {
      parentPort.postMessage({ kind: "first", study: { problems: [], named: [], tests: [], findings: [] } });
      parentPort.postMessage({ kind: "progress", done: 1, of: 2 });
    });`;
  const silent = threads(60_000, { code });
  const end = new AbortController();
  const given = silent.study(text, { signal: end.signal, progress: () => end.abort() });
  expect(await given).toEqual({ problems: [], named: [], tests: [], findings: [] });
  expect(await silent.study(text, { signal: end.signal, ...parts })).toBeNull();
});

test("what waits when it closes has no answer", async () => {
  const { answer, close } = threads();
  const asked = [answer(rules("a"), mail("a")), answer(rules("a"), mail("a"))];
  await close();
  expect(await Promise.all(asked)).toEqual([null, null]);
  expect(await answer(rules("a"), mail("a"))).toBeNull();
});
