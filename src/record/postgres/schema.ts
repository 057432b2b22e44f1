import { type ChainEnd, GENESIS } from "../chain.ts";
import type { Connections } from "./connections.ts";
import { UnfitServer } from "./safe.ts";

/** The format below. */
const FORMAT = 1;

export type Place = ChainEnd;

/** The columns of an event as a row. */
export const columns = `position::float8 AS position, time::float8 AS time, actor, ticket::float8 AS ticket,
  ticket_version::float8 AS "ticketVersion", type, version, digest, chain, salt, payload`;

/** Names this schema among the locks that applications agree on. */
const LOCK = 0x6d61696c;

/**
 * Creates the tables if there are none.
 * @throws UnfitServer if they are of another release
 */
export async function prepareSchema(database: Connections): Promise<void> {
  await database.transaction(async (client) => {
    await client.rows("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    const [found] = await client.rows<{ exists: boolean }>(
      "SELECT to_regclass('mailmanager.journal') IS NOT NULL AS exists",
      [],
    );
    if (!found?.exists) {
      await client.rows(tables, []);
      await client.rows("INSERT INTO mailmanager.journal (format, position, chain) VALUES ($1, 0, $2)", [
        FORMAT,
        GENESIS.chain,
      ]);
    }
    const [journal] = await client.rows<{ format: number }>("SELECT format FROM mailmanager.journal", []);
    if (journal?.format !== FORMAT)
      throw new UnfitServer(`the journal has format ${journal?.format}, and this release reads ${FORMAT}`);
  });
}

const tables = `
CREATE SCHEMA IF NOT EXISTS mailmanager;

-- One row: where the journal ends. Its lock is the journal's.
CREATE TABLE mailmanager.journal (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  format   integer NOT NULL,
  position bigint  NOT NULL,
  chain    bytea   NOT NULL
);

CREATE TABLE mailmanager.event (
  position       bigint  PRIMARY KEY,
  time           bigint  NOT NULL,
  actor          text    NOT NULL,
  ticket         bigint,
  ticket_version bigint,
  type           text    NOT NULL,
  version        integer NOT NULL,
  digest         bytea   NOT NULL,
  chain          bytea   NOT NULL,
  salt           bytea,
  payload        text
);
CREATE UNIQUE INDEX event_ticket ON mailmanager.event (ticket, ticket_version) WHERE ticket IS NOT NULL;

CREATE FUNCTION mailmanager.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
CREATE TRIGGER event_never_deleted BEFORE DELETE ON mailmanager.event
  FOR EACH ROW EXECUTE FUNCTION mailmanager.refuse();
CREATE TRIGGER event_never_truncated BEFORE TRUNCATE ON mailmanager.event
  FOR EACH STATEMENT EXECUTE FUNCTION mailmanager.refuse();
CREATE TRIGGER event_only_erased BEFORE UPDATE ON mailmanager.event FOR EACH ROW
  WHEN (NEW.payload IS NOT NULL OR (NEW.position, NEW.time, NEW.actor, NEW.ticket, NEW.ticket_version, NEW.type,
    NEW.version, NEW.digest, NEW.chain) IS DISTINCT FROM (OLD.position, OLD.time, OLD.actor, OLD.ticket,
    OLD.ticket_version, OLD.type, OLD.version, OLD.digest, OLD.chain))
  EXECUTE FUNCTION mailmanager.refuse();

-- What each append recorded, for a day: the answer to it may have been lost.
CREATE TABLE mailmanager.append (
  id    text        PRIMARY KEY,
  first bigint      NOT NULL,
  last  bigint      NOT NULL,
  at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX append_at ON mailmanager.append (at);

CREATE TABLE mailmanager.blob (
  sha256 bytea  PRIMARY KEY,
  size   bigint NOT NULL
);
CREATE TABLE mailmanager.blob_part (
  sha256 bytea   NOT NULL,
  part   integer NOT NULL,
  body   bytea   NOT NULL,
  PRIMARY KEY (sha256, part)
);

CREATE TABLE mailmanager.lease (
  name   text        PRIMARY KEY,
  holder text        NOT NULL,
  token  bigint      NOT NULL,
  until  timestamptz NOT NULL
);`;
