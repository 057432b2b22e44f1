/** What the page of updates says. */
export const updateTexts = {
  "nav.system": "System",
  "system.updates": "Updates",
  "updates.lead":
    "A new release is written beside the one that runs, and starts with the next restart. If it is not well within minutes, the former one comes back by itself; no mail is lost either way.",
  "updates.runs": "Release {version} runs",
  "updates.trying":
    "It is new and still being checked; until then mail is put off and nothing can be changed.",
  "updates.waiting": "Release {version} is installed and starts with the next restart",
  "updates.other": "The other release on this box is {version}",
  "updates.other.bad": "The other release on this box is {version}, which is not started by itself",
  "updates.none": "There is no other release on this box.",
  "updates.development":
    "This box takes updates that are signed with the development key, which everyone has: it is for tests, not for real mail.",
  "updates.fellBack": "Release {to} was not well, and {from} runs again: {cause}",
  "updates.fellBack.unknown": "the cause is not known",
  "updates.job.done": "Release {version} is installed. Restart to start it.",
  "updates.job.runs": "Installing",
  "updates.job.percent": "{what}: {percent} %",
  "updates.upload": "From a file",
  "updates.upload.file": "Update file",
  "updates.upload.hint": "mailmanager-VERSION.update; nothing on the way has to be online.",
  "updates.upload.go": "Upload and install",
  "updates.address": "From an address",
  "updates.address.url":
    "Address of an update, or of a page that lists several; or a path on the box, such as that of a USB stick",
  "updates.address.look": "Look",
  "updates.address.go": "Install",
  "updates.found": "Release {version} of {date}, {size}",
  "updates.restart": "Restart now",
  "updates.restart.hint": "Takes about a minute. Mail that comes meanwhile is sent again by who sent it.",
  "updates.rollback": "Go back to {version}",
  "updates.rollback.hint":
    "It starts with the next restart, on the data of today. If it does not do well on that, this release comes back.",
  "updates.history": "What was done",
  "updates.history.none": "Nothing yet.",
  "updates.absent": "This program does not run in MailManager's disk image",
  "updates.absent.text": "Install a newer program file or package here instead, and start it.",
  "updates.restarting": "The box restarts. This page can be opened again in about a minute.",
  "done.rollback": "The former release starts with the next restart.",
} as const;
