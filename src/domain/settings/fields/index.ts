/**
 * Each setting described once: its fields, what they hold, their bounds, and their texts. The pages' forms
 * (edges/web/parts/setting-form.ts) and the API's shapes (edges/api/setting-shape.ts) are made from it; a setting's own check
 * applies the bounds.
 */
export { directoryFields } from "./directory.ts";
export { dkimKeyFields } from "./dkim-key.ts";
export { groupFields } from "./group.ts";
export { imapAfterFields, imapFields, imapLoginFields } from "./imap.ts";
export { incomingFields } from "./incoming.ts";
export {
  fieldNames,
  isWithin,
  type SettingField,
  type SettingFields,
  type SettingOf,
  type ShownNames,
  type ShownOf,
  settingFields,
  type ValueOf,
} from "./kinds.ts";
export { mailboxFields } from "./mailbox.ts";
export { clockFields, networkFields } from "./network.ts";
export { oauthFields } from "./oauth.ts";
export { outgoingFields } from "./outgoing.ts";
export { personFields } from "./person.ts";
export { repliesFields } from "./replies.ts";
export { serviceFields } from "./service.ts";
export { templateFields } from "./template.ts";
export { tokenFields } from "./token.ts";
export { webhookFields } from "./webhook.ts";
