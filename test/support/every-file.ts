/** Runs for every file of tests, before it. Files share the modules that they import: hooks at the top of those run once. */
import { afterAll } from "vitest";
import { removeFolders } from "./folders.ts";

afterAll(removeFolders);
