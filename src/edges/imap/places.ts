/** The names of the places that mails of an account lie in, as they are recorded with them. */

/** What the names of all places of an account begin with. */
export const accountPlace = (account: string): string => `imap:${account}/`;

/** What the names of all places of a folder begin with, whatever its UIDVALIDITY. */
const folderPlace = (account: string, folder: string): string =>
  `${accountPlace(account)}${encodeURIComponent(folder.toWellFormed())}/`;

/** The name of one mail's place: UIDs mean something together with their UIDVALIDITY alone (RFC 9051 section 2.3.1.1). */
export const mailPlace = (account: string, folder: string, validity: bigint, uid: number): string =>
  `${folderPlace(account, folder)}${validity}/${uid}`;
