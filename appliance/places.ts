import { join } from "node:path";

/** Where things lie on the box. Tests put the whole of it into a folder of theirs. */
export interface Places {
  /** The box's own data: settings, actions, a change on trial. */
  readonly state: string;
  /** What the boot made: sockets, environment of the program. */
  readonly run: string;
  /** The program's data folder. */
  readonly data: string;
  /** Where files are put that the program may read: support bundles, what was fetched from a stick. */
  readonly shared: string;
  /** systemd's run-time configuration. */
  readonly systemd: string;
  readonly proc: string;
  readonly sys: string;
  readonly etc: string;
  readonly usr: string;
  /** Whose file system's device is the slot that runs. */
  readonly root: string;
  readonly dev: string;
  /** The boot partition. */
  readonly boot: string;
  /** The program itself. */
  readonly program: string;
  /** The file system that holds everything of the customer's. */
  readonly var: string;
}

/** @param root "/" on the box */
export const placesBelow = (root: string): Places => ({
  state: join(root, "var/lib/mailmanager-box"),
  run: join(root, "run/mailmanager-box"),
  data: join(root, "var/lib/mailmanager"),
  shared: join(root, "var/lib/mailmanager-box-shared"),
  systemd: join(root, "run/systemd"),
  proc: join(root, "proc"),
  sys: join(root, "sys"),
  etc: join(root, "etc"),
  usr: join(root, "usr"),
  root,
  dev: join(root, "dev"),
  boot: join(root, "efi"),
  var: join(root, "var"),
  program: join(root, "usr/bin/mailmanager"),
});
