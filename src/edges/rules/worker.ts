/** A thread that runs rulesets: one question at a time. */
import { parentPort } from "node:worker_threads";
import { compiledRuleset, explainRun } from "../../domain/ruleset/index.ts";
import type { Question, Reply } from "./messages.ts";

const port = parentPort;
if (port === null) throw new Error("this file is a worker's");

let ruleset = "";

port.on("message", (question: Question) => {
  ruleset = question.text ?? ruleset;
  port.postMessage(replyTo(question) satisfies Reply);
});

function replyTo(question: Question): Reply {
  try {
    switch (question.kind) {
      case "answer":
        return {
          kind: "answer",
          answers: compiledRuleset(ruleset)?.evaluator.answer(question.mail) ?? null,
        };
      case "explain":
        return { kind: "explain", rules: explainRun(ruleset, question.facts) };
    }
  } catch (error) {
    return { kind: "broken", stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
