import { settingFields } from "./kinds.ts";

/** A group of people. */
export const groupFields = settingFields({
  name: { is: "text", most: 100, format: "line", required: true, label: "groups.name" },
  members: { is: "chosen", each: 50, most: 10_000, label: "groups.members" },
});
