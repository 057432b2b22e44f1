import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { validUserName } from "../../domain/people/index.ts";
import type { Caller } from "../../domain/policy/index.ts";
import {
  type Checked,
  checkRuleset,
  checkText,
  defaultRuleset,
  type Site,
  warningKey,
  warningsOf,
} from "../../domain/ruleset/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { forbidden } from "../people/caller.ts";
import { changeSettings } from "../settings/change.ts";

export interface Rulesets {
  /**
   * Checks a text for this site: errors, warnings, its tests.
   * @returns permission.denied for those who may not read settings
   */
  check(caller: Caller, text: string): Result<Checked, Fault>;
  /**
   * Saves a text as a new version, whatever is wrong with it; mail does not follow it yet.
   * @param reason why it was changed; "" for no reason given
   * @returns the version
   */
  save(caller: Caller, text: string, reason: string): Promise<Result<number, Fault>>;
  /**
   * From now on, mail follows a version, also an earlier one. Refused with ruleset.errors or ruleset.tests if it has errors or
   * a test of it fails, and with ruleset.warnings if there are some that were not acknowledged.
   * @param acknowledged `warningKey`s that the person has seen and accepts
   */
  activate(
    caller: Caller,
    version: number,
    reason: string,
    acknowledged: readonly string[],
  ): Promise<Result<void, Fault>>;
}

/** Characters. */
const LONGEST_TEXT = 1_000_000;
const LONGEST_REASON = 1_000;

export function createRulesets(record: Pick<RecordStore, "commit" | "view">): Rulesets {
  return {
    check(caller, text) {
      const denied = forbidden(caller, "settings.read");
      return denied ?? ok(checkRuleset(text, siteOf(record.view)));
    },

    async save(caller, given, reason) {
      const text = given.replace(/\r\n?/g, "\n");
      let version = 0;
      const done = await changeSettings(record, caller, (view) => {
        if (text.length > LONGEST_TEXT)
          return refuse(fault("ruleset.too-long", { field: "text", params: { most: LONGEST_TEXT } }));
        if (reason.length > LONGEST_REASON)
          return refuse(fault("ruleset.reason", { field: "reason", params: { most: LONGEST_REASON } }));
        version = (view.rulesets(Number.MAX_SAFE_INTEGER, 1)[0]?.version ?? 0) + 1;
        return ok([{ type: "RulesetSaved", version, text, reason: reason.trim() }]);
      });
      return done.ok ? ok(version) : done;
    },

    activate(caller, version, reason, acknowledged) {
      // A version's text never changes, and its tests may take a while: they are not run within the commit.
      const found = version === defaultRuleset.version ? defaultRuleset : record.view.ruleset(version);
      const may = forbidden(caller, "settings.write") === null;
      const checked = found && may ? checkText(found.text) : null;
      return changeSettings(record, caller, (view) => {
        if (reason.length > LONGEST_REASON)
          return refuse(fault("ruleset.reason", { field: "reason", params: { most: LONGEST_REASON } }));
        if (!checked) return refuse(fault("ruleset.unknown", { params: { version } }));
        const { ruleset, problems, tests } = checked;
        if (problems.length > 0) return refuse(fault("ruleset.errors", { params: { n: problems.length } }));
        const failing = tests.filter(({ failures }) => failures.length > 0);
        const [first] = failing;
        if (first) return refuse(fault("ruleset.tests", { params: { n: failing.length, test: first.name } }));
        const keys = [...new Set(warningsOf(ruleset, siteOf(view)).map(warningKey))];
        const accepted = new Set(acknowledged);
        const open = keys.filter((key) => !accepted.has(key));
        if (open.length > 0) return refuse(fault("ruleset.warnings", { params: { n: open.length } }));
        return ok([{ type: "RulesetActivated", version, reason: reason.trim(), acknowledged: keys }]);
      });
    },
  };
}

const siteOf = (view: View): Site => ({
  group: (name) => view.group(name) !== null,
  person: (name) => {
    const user = validUserName(name);
    return user !== null && view.user(user)?.disabled === false;
  },
});
