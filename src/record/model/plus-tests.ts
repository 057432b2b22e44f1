import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { plusTest } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

/** Table plus_test: the tests of addresses with a "+", and what became of them. */
export const plusTests: Projection = {
  name: "plus tests",
  version: 1,
  usableFrom: 1,
  tables: ["plus_test"],
  rebuilt: "before-decisions",
  rare: false,
  project: projectPlusTests,
};

function projectPlusTests(db: Database): Project {
  const beginTest = inserter(db.drizzle, plusTest, true);
  const endTest = db.sqlite.prepare<{
    token: string;
    at: number;
    outcome: string;
    response: string;
    fault: string | null;
  }>(
    `UPDATE plus_test SET outcome = @outcome, ended_at = @at, response = @response, fault = @fault WHERE token = @token`,
  );
  // A report may come after the mail itself, from another server on the way.
  const reportTest = db.sqlite.prepare<[string]>(
    "UPDATE plus_test SET outcome = 'returned' WHERE token = ? AND outcome IS NULL",
  );

  return (events) => {
    for (const { time, event } of events) {
      switch (event.type) {
        case "PlusTestBegun": {
          const { token, mailbox: address } = event;
          const none = { outcome: null, endedAt: null, response: "", fault: null };
          beginTest({ token, mailbox: address, begunAt: time, ...none });
          break;
        }
        case "PlusTestEnded": {
          const { token, outcome, response } = event;
          endTest.run({
            token,
            outcome,
            response,
            at: time,
            fault: event.fault && JSON.stringify(event.fault),
          });
          break;
        }
        case "MailFiled":
          if (event.cause.code !== "plus-test") break;
          if (event.cause.part === "arrived")
            endTest.run({
              token: event.cause.token,
              outcome: "arrived",
              response: "",
              at: time,
              fault: null,
            });
          else if (event.cause.part === "returned") reportTest.run(event.cause.token);
          break;
        default:
      }
    }
  };
}
