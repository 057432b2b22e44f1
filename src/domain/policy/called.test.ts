import { expect, expectTypeOf, test } from "vitest";
import { adminCaller } from "../../../test/support/callers.ts";
import { type Called, type Caller, type SystemCaller, system } from "./index.ts";

interface Part {
  readonly name: string;
  change(caller: Caller, to: string): Promise<void>;
  renew(by: SystemCaller): void;
  list(): readonly string[];
  find(name: string): string | null;
  perhaps(caller?: Caller): void;
  start(): void;
}

test("a function without a caller cannot be provided, unless it is named", () => {
  type Seen = Called<Part, "start">;
  expectTypeOf<Seen["name"]>().toEqualTypeOf<string>();
  expectTypeOf<Seen["change"]>().toEqualTypeOf<Part["change"]>();
  expectTypeOf<Seen["renew"]>().toEqualTypeOf<Part["renew"]>();
  expectTypeOf<Seen["start"]>().toEqualTypeOf<() => void>();
  expectTypeOf<Seen["list"]>().toBeNever();
  expectTypeOf<Seen["find"]>().toBeNever();
  expectTypeOf<Seen["perhaps"]>().toBeNever();
  expectTypeOf<Part>().not.toExtend<Seen>();
  expectTypeOf<Pick<Part, "name" | "change" | "renew" | "start">>().toExtend<
    Called<Pick<Part, "name" | "change" | "renew" | "start">, "start">
  >();
});

test("what takes a part of the program takes no person, even one who may do everything", () => {
  const admin: Caller = adminCaller("ann");
  expectTypeOf(system("tasks")).toExtend<Parameters<Part["renew"]>[0]>();
  expectTypeOf(admin).not.toExtend<Parameters<Part["renew"]>[0]>();
  expect([system("tasks").kind, admin.kind]).toEqual(["system", "user"]);
});
