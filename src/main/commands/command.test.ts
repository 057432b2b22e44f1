import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { captureIo } from "../../../test/support/commands.ts";
import { progress } from "./command.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

it("progress of quick work is not shown", () => {
  const io = captureIo();
  const step = progress(io, "made");
  step(1, 2);
  step(2, 2);
  expect(io.written.err).toBe("");
});

it("progress is a line every few seconds, and a last one", () => {
  const io = captureIo();
  const step = progress(io, "made");
  for (let done = 1; done <= 12; done++) {
    vi.advanceTimersByTime(1000);
    step(done, 12);
  }
  expect(io.written.err).toBe("made: 5 of 12\nmade: 10 of 12\nmade: 12 of 12\n");
});

it("on a terminal it is one line that is drawn again", () => {
  const io = captureIo({}, true);
  const step = progress(io, "made");
  for (let done = 1; done <= 3; done++) {
    vi.advanceTimersByTime(150);
    step(done, 3);
  }
  expect(io.written.err).toBe("\rmade: 1 of 3\rmade: 2 of 3\rmade: 3 of 3\n");
});
