import { testSpec } from "../../../test/support/spec.ts";

testSpec({
  folder: import.meta.dirname,
  rules: { P: 16 },
  gapless: true,
  tests: ["../ticket", "../intake", "../../engine/people", "../../engine/tickets", "../../record/reading"],
});
