import { existsSync } from "node:fs";
import { join } from "node:path";
import { ok, refuse } from "../../src/base/result.ts";
import { boxFault } from "../fault.ts";
import type { Handler } from "../handler.ts";
import { runProgram } from "../user.ts";

/** Runs the program's own command beside the running program; the password is shown only here. */
export const resetPassword: Handler<"password.reset"> = {
  what: ({ user }) => `new password for ${user}, set on the console`,
  async run(box, { user }) {
    if (!existsSync(join(box.places.data, "mailmanager.db")))
      return refuse(boxFault("refused", "The appliance is not set up yet", "Complete the setup first"));
    if (!/^[a-z0-9][a-z0-9._-]{0,49}$/.test(user))
      return refuse(boxFault("refused", `"${user}" is not a valid user name`, "Enter one such as admin"));
    const args = ["user", "reset-password", "--data", box.places.data, "--user", user];
    const { status, out, err } = await runProgram(box, args, { limit: 60_000 });
    const password = /^password: (\S+)$/m.exec(out)?.[1];
    if (status !== 0 || password === undefined) {
      const why = err.trim().split("\n")[0] ?? "";
      return refuse(boxFault("refused", why || "The password could not be set", "Check the user name"));
    }
    return ok({ user, password });
  },
};
