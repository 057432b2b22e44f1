import { testSpec } from "../../../test/support/spec.ts";

testSpec({ folder: import.meta.dirname, rules: { L: 13 } });
