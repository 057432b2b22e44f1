import { join } from "node:path";

/** The paths on the appliance. Tests use a folder of their own. */
export interface Places {
  /** The helper's data: settings, actions, a change on trial. */
  readonly state: string;
  /** Files of this boot: sockets, the program's environment. */
  readonly run: string;
  /** The program's data folder. */
  readonly data: string;
  /** Files for the program to read: support bundles, files copied from a stick. */
  readonly shared: string;
  /** systemd's run-time configuration. */
  readonly systemd: string;
  readonly proc: string;
  readonly sys: string;
  readonly etc: string;
  readonly usr: string;
  /** The root of the running slot. */
  readonly root: string;
  readonly dev: string;
  /** The boot partition. */
  readonly boot: string;
  /** The program's executable. */
  readonly program: string;
  /** The file system with all of the customer's data. */
  readonly var: string;
}

/** @param root "/" on the appliance */
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
