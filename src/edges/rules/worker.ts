/** A thread that runs rulesets: one question at a time. */
import { parentPort } from "node:worker_threads";
import { type Study, studyRuleset } from "../../domain/ruleset/analysis/index.ts";
import { compiledRuleset, explainRun } from "../../domain/ruleset/index.ts";
import type { News, Question, Reply } from "./messages.ts";

const port = parentPort;
if (port === null) throw new Error("this file is a worker's");

/** Milliseconds between two notes of progress. */
const TELL_AFTER = 200;
let ruleset = "";

port.on("message", (question: Question) => {
  ruleset = question.text ?? ruleset;
  port.postMessage(replyTo(question) satisfies Reply);
});

const tell = (news: News) => port.postMessage(news);
const first = (study: Study) => tell({ kind: "first", study });
let toldAt = 0;

function progress(done: number, of: number): void {
  const now = performance.now();
  if (now - toldAt < TELL_AFTER) return;
  toldAt = now;
  tell({ kind: "progress", done, of });
}

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
      case "study":
        return { kind: "study", study: studyRuleset(ruleset, { first, progress }) };
    }
  } catch (error) {
    return { kind: "broken", stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
