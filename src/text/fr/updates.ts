import type { updateTexts as English } from "../en/updates.ts";
import type { Translation } from "../messages.ts";

export const updateTexts = (): Translation<typeof English> => ({
  "system.updates": "Updates",
  "updates.lead":
    "A new release is installed beside the running one and starts with the next restart. If it fails its health check, the previous release is restored automatically. No mail is lost either way.",
  "updates.runs": "Running release: {$version}",
  "updates.trying":
    "It is new and still being checked. Until then mail is deferred and nothing can be changed.",
  "updates.waiting": "Release {$version} is installed and starts with the next restart",
  "updates.other": "Other installed release: {$version}",
  "updates.other.bad": "Other installed release: {$version}, which failed its health check",
  "updates.none": "No other release is installed.",
  "updates.development":
    "This appliance accepts updates signed with the public development key. Use it for tests, not for real mail.",
  "updates.fellBack": "Release {$to} failed its health check, and {$from} was restored: {$cause}",
  "updates.fellBack.unknown": "cause unknown",
  "updates.job.done": "Release {$version} is installed. Restart to start it.",
  "updates.job.runs": "Installing",
  "updates.job.percent": "{$what}: {$percent} %",
  "updates.upload": "From a file",
  "updates.upload.file": "Update file",
  "updates.upload.hint": "mailmanager-VERSION.update; no internet access needed.",
  "updates.upload.go": "Upload and install",
  "updates.stick": "From a USB stick or disc",
  "updates.stick.look": "Search USB sticks and discs for updates",
  "updates.stick.again": "Search again",
  "updates.stick.none":
    "No update found. Its name must end in .update, and it must not be in a folder. USB sticks must be formatted as FAT or exFAT.",
  "updates.stick.on": "On {$label}, {$size}",
  "updates.address": "From a URL",
  "updates.address.url": "URL of an update, or of a page that lists several",
  "updates.address.look": "Check",
  "updates.address.go": "Install",
  "updates.found": "Release {$version} of {$date}, {$size}",
  "updates.restart": "Restart now",
  "updates.restart.hint": "Takes about a minute. Senders deliver mail later; none is lost.",
  "updates.rollback": "Roll back to {$version}",
  "updates.rollback.hint":
    "Starts with the next restart, with today’s data. If it fails its health check, this release is restored.",
  "updates.history": "History",
  "updates.history.none": "Nothing yet.",
  "updates.absent": "This is not a MailManager appliance",
  "updates.absent.text": "Install a newer package or program file here instead, and restart.",
  "updates.restarting": "The appliance is restarting. Reload this page in about a minute.",
  "done.rollback": "The previous release starts with the next restart.",
});
