import { existsSync } from "node:fs";
import { join } from "node:path";
import { doneAction } from "../../src/base/box-actions.ts";
import { fault } from "../../src/base/fault.ts";
import { ok, refuse } from "../../src/base/result.ts";
import type { Handler } from "../handler.ts";
import { programFault } from "../program-fault.ts";
import { runProgram } from "../user.ts";

/** Runs the program's own command beside the running program; the password is shown only here. */
export const resetPassword: Handler<"password.reset"> = {
  what: ({ user }) => doneAction("password.reset", { user }),
  async run(box, { user }) {
    if (!existsSync(join(box.places.data, "mailmanager.db"))) return refuse(fault("box.not-set-up"));
    if (!/^[a-z0-9][a-z0-9._-]{0,49}$/.test(user))
      return refuse(fault("box.user-invalid", { params: { user } }));
    const args = ["user", "reset-password", "--data", box.places.data, "--user", user, "--json"];
    const result = await runProgram(box, args, { limit: 60_000 });
    const password = /^password: (\S+)$/m.exec(result.out)?.[1];
    if (result.status !== 0)
      return refuse(fault("box.password-refused", { params: { problem: programFault(result) } }));
    if (password === undefined) return refuse(fault("box.password-unset"));
    return ok({ user, password });
  },
};
