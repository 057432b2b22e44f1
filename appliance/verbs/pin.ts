import { doneAction } from "../../src/base/box-actions.ts";
import { fault } from "../../src/base/fault.ts";
import { ok, refuse } from "../../src/base/result.ts";
import type { Handler } from "../handler.ts";

export const pinState: Handler<"pin.state"> = {
  run: async ({ pin }, _, { pass }) =>
    ok({ set: pin.isSet(), unlocked: pass === null || pass.unlocked(), wait: seconds(pin.wait()) }),
};

/** Recorded here and not by the server: it waits for no change that another screen or the pages have begun. */
export const unlockPin: Handler<"pin.unlock"> = {
  async run(box, { pin }, { caller, by, pass }) {
    const tried = await box.pin.try(pin);
    if (tried.kind === "wait")
      return refuse(fault("box.pin.wait", { params: { seconds: seconds(tried.ms) } }));
    const done = { verb: "pin.unlock", caller, by, what: doneAction("pin.unlock") };
    if (tried.kind === "wrong") {
      const wrong = fault("box.pin.wrong");
      box.actions.note({ ...done, fault: wrong, outcome: "failed" });
      return refuse(wrong);
    }
    box.actions.note({ ...done, fault: null, outcome: "done" });
    pass?.unlock();
    return ok({});
  },
};

export const setPin: Handler<"pin.set"> = {
  what: () => doneAction("pin.set"),
  async run(box, { pin }, { pass }) {
    await box.pin.set(pin);
    pass?.unlock();
    return ok({});
  },
};

export const removePin: Handler<"pin.remove"> = {
  what: () => doneAction("pin.remove"),
  async run(box) {
    box.pin.remove();
    return ok({});
  },
};

const seconds = (ms: number): number => Math.ceil(ms / 1000);
