import { testSpec } from "../../../test/support/spec.ts";

testSpec({ folder: import.meta.dirname, rules: { V: 7 }, gapless: true });
