import { testSpec } from "../../../test/support/spec.ts";

testSpec({
  folder: import.meta.dirname,
  rules: { R: 30, A: 10 },
  tests: ["../../engine/rules", "../../engine/tickets", "../target"],
});
