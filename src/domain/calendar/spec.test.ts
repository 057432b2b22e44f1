import { testSpec } from "../../../test/support/spec.ts";

testSpec({ folder: import.meta.dirname, rules: { C: 11 } });
