/** The settings that influence decisions about mail, over several starts of the complete program. */
import { expect, test } from "vitest";
import { captureIo, setUpFolder } from "../../test/support/commands.ts";
import { configure } from "./configuration.ts";
import { openData } from "./data.ts";
import { createLog } from "./log.ts";
import { serve } from "./serve.ts";

/** Starts and stops the program. @returns the lines of its log that are about first values */
async function started(data: string, env: Record<string, string>): Promise<readonly string[]> {
  const io = captureIo();
  const flags = { http: "127.0.0.1:0", smtp: "127.0.0.1:0" };
  const serving = await serve(data, configure({ env, flags }), createLog(io.err));
  await serving.stop();
  return io.written.err.split("\n").filter((line) => line.includes("initial value"));
}

function policyIn(data: string) {
  const opened = openData(data);
  try {
    return opened.intakePolicy();
  } finally {
    opened.close();
  }
}

test("the configuration gives their first values; later starts use the journal's, and say what is different", async () => {
  const data = await setUpFolder();
  expect(await started(data, { MAILMANAGER_FLOOD_LIMIT: "7" })).toEqual([]);
  const first = { floodLimit: 7, spamThreshold: null, trustedRelays: [], relayResults: null };
  expect(policyIn(data)).toEqual(first);

  expect(await started(data, {})).toEqual([]);
  expect(await started(data, { MAILMANAGER_FLOOD_LIMIT: "7" })).toEqual([]);
  const said = await started(data, {
    ...{ MAILMANAGER_FLOOD_LIMIT: "9", MAILMANAGER_TRUSTED_RELAYS: "192.0.2.1" },
    MAILMANAGER_SPAM_THRESHOLD: "5",
  });
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("Settings, Incoming mail");
  expect(said[0]).toContain("flood_limit, spam_threshold, trusted_relays");
  expect(policyIn(data)).toEqual(first);
});
