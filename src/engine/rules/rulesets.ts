import type { Fault } from "../../base/fault.ts";
import { ok, type Result } from "../../base/result.ts";
import type { Caller } from "../../domain/policy/index.ts";
import {
  type Checked,
  checkRuleset,
  checkText,
  decideRulesetActivated,
  decideRulesetSaved,
  defaultRuleset,
  type Site,
  siteWith,
} from "../../domain/ruleset/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { forbidden } from "../people/caller.ts";
import { changeAndGive, changeSettings } from "../settings/change.ts";

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

export function createRulesets(record: Pick<RecordStore, "commit" | "view">): Rulesets {
  return {
    check(caller, text) {
      const denied = forbidden(caller, "settings.read");
      return denied ?? ok(checkRuleset(text, siteOf(record.view)));
    },

    save: (caller, given, reason) =>
      changeAndGive(record, caller, (view) => {
        const text = given.replace(/\r\n?/g, "\n");
        const newest = view.rulesets(Number.MAX_SAFE_INTEGER, 1)[0]?.version ?? 0;
        const saved = decideRulesetSaved({ text, reason }, newest);
        return saved.ok ? ok({ events: [saved.value], value: saved.value.version }) : saved;
      }),

    activate(caller, version, reason, acknowledged) {
      // A version's text never changes, and its tests may take a while: they are not run within the commit.
      const found = version === defaultRuleset.version ? defaultRuleset : record.view.ruleset(version);
      const may = forbidden(caller, "settings.write") === null;
      const checked = found && may ? checkText(found.text) : null;
      return changeSettings(record, caller, (view) => {
        const activated = decideRulesetActivated({ version, reason, acknowledged }, checked, siteOf(view));
        return activated.ok ? ok([activated.value]) : activated;
      });
    },
  };
}

const siteOf = (view: View): Site =>
  siteWith({ isGroup: (name) => view.group(name) !== null, user: (name) => view.user(name) });
