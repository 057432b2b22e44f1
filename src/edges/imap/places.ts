/** The names of the places of an account's mails, as recorded with them. */

/** The prefix of all names of an account's places. */
export const accountPlace = (account: string): string => `imap:${account}/`;

/** The prefix of all names of a folder's places, whatever its UIDVALIDITY. */
const folderPlace = (account: string, folder: string): string =>
  `${accountPlace(account)}${encodeURIComponent(folder.toWellFormed())}/`;

/** The name of one mail's place: UIDs are only meaningful with their UIDVALIDITY (RFC 9051 section 2.3.1.1). */
export const mailPlace = (account: string, folder: string, validity: bigint, uid: number): string =>
  `${folderPlace(account, folder)}${validity}/${uid}`;
