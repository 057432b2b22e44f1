import type { healthTexts as English } from "../en/health.ts";
import type { Translation } from "../messages.ts";

export const healthTexts = (): Translation<typeof English> => ({
  "system.health": "Health",
  "health.lead": "Whether mail can be received, sent and verified.",
  "health.well": "No problems found",
  "health.well.lead":
    ".input {$n :integer} .match $n one {{{$n} check passed. No action needed.}} * {{{$n} checks passed. No action needed.}}",
  "health.problem": ".input {$n :integer} .match $n one {{{$n} problem}} * {{{$n} problems}}",
  "health.warning": ".input {$n :integer} .match $n one {{{$n} warning}} * {{{$n} warnings}}",
  "health.todo": "Needs attention",
  "health.ok": "Passed",
  "health.level.problem": "Problem",
  "health.level.warning": "Warning",
  "health.level.ok": "Passed",
  "health.at": "Checked",
  "health.dns": "DNS and other servers checked",
  "health.asking": "DNS and other servers are being checked; reload this page in a moment.",
  "health.again": "Check again",
  "health.banner":
    ".input {$n :integer} .match $n one {{{$n} problem needs attention}} * {{{$n} problems need attention}}",
  "health.banner.go": "See what to do",
});
