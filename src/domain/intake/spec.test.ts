import { testSpec } from "../../../test/support/spec.ts";

testSpec({
  folder: import.meta.dirname,
  rules: { I: 100 },
  tests: ["../../engine/intake", "../../engine/tickets", "../../engine/outgoing"],
});
