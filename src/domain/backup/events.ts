/** Why a backup was made: on request, or nightly. */
export type BackupCause = "asked" | "nightly";

export type BackupEvent =
  | {
      readonly type: "BackupMade";
      /** The file's name, without its folder. */
      readonly file: string;
      readonly bytes: number;
      /** The newest position of the journal in it. */
      readonly head: number;
      readonly cause: BackupCause;
    }
  | {
      readonly type: "BackupFailed";
      readonly cause: BackupCause;
      /** A sentence. */
      readonly problem: string;
    }
  | { readonly type: "BackupDownloaded"; readonly file: string }
  | {
      readonly type: "BackupRemoved";
      readonly file: string;
      /** "asked", or "nightly" if a newer one replaced it. */
      readonly cause: BackupCause;
    }
  | {
      /**
       * The data was restored from a backup: the journal up to here is the backup's. Deliveries that were queued in it may
       * have been sent since, so from here on they are held.
       */
      readonly type: "BackupRestored";
      readonly file: string;
      /** When the backup was made, in milliseconds since 1970. */
      readonly createdAt: number;
      /** The machine that it was made on, and the release that made it. */
      readonly hostname: string;
      readonly version: string;
      /** Deliveries that are held because of it. */
      readonly held: number;
    };
