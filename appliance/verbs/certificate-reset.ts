import { rmSync } from "node:fs";
import { join } from "node:path";
import { doneAction } from "../../src/base/box-actions.ts";
import type { Handler } from "../handler.ts";
import { restartProgram } from "./machine.ts";

/** Without key and certificate the program makes its own when it starts. */
export const resetCertificate: Handler<"certificate.reset"> = {
  what: () => doneAction("certificate.reset"),
  async run(box, _, asked) {
    for (const name of ["cert.pem", "key.pem"]) rmSync(join(box.places.data, "tls", name), { force: true });
    return restartProgram.run(box, {}, asked);
  },
};
