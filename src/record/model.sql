-- The read model: derived from the journal. Each table belongs to one projection in model/, whose version has to rise
-- with every change here; its tables are then dropped and derived again.
-- Tables of the journal and of the running program are in migrations/.

CREATE TABLE ticket (
  number       INTEGER PRIMARY KEY,
  version      INTEGER NOT NULL,
  token        TEXT    NOT NULL,
  mailbox      TEXT    NOT NULL,
  subject      TEXT    NOT NULL,
  state        TEXT    NOT NULL,
  state_since  INTEGER NOT NULL,
  held_until   INTEGER,
  priority     TEXT    NOT NULL,
  category     TEXT,
  assignee     TEXT,
  team         TEXT,
  tags         TEXT    NOT NULL,
  target       TEXT,
  due_at       INTEGER,
  requester_name    TEXT NOT NULL,
  requester_address TEXT NOT NULL,
  participants TEXT    NOT NULL,
  newcomers    TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  preview      TEXT    NOT NULL,
  messages     INTEGER NOT NULL,
  merged_into  INTEGER,
  linked       TEXT    NOT NULL,
  may_belong_to INTEGER,
  continues    INTEGER,
  merge_dismissed INTEGER NOT NULL,
  undelivered  INTEGER NOT NULL,
  heard_at     INTEGER,
  answers      TEXT    NOT NULL,
  -- 'desk' or 'requester'
  waiting_for  TEXT    NOT NULL
) STRICT;
-- A list of several states is merged from one list of each: an index by state serves all lists of its kind.
CREATE INDEX ticket_state     ON ticket (state, updated_at, number);
CREATE INDEX ticket_assignee  ON ticket (assignee, state, updated_at, number);
CREATE INDEX ticket_mailbox   ON ticket (mailbox, state, updated_at, number);
CREATE INDEX ticket_place     ON ticket (mailbox, assignee, state, updated_at, number);
CREATE INDEX ticket_requester ON ticket (requester_address, updated_at, number);
CREATE INDEX ticket_team      ON ticket (team, state, updated_at, number, mailbox) WHERE team IS NOT NULL;
CREATE INDEX ticket_category  ON ticket (category, updated_at, number) WHERE category IS NOT NULL;
CREATE INDEX ticket_used      ON ticket (mailbox, category)            WHERE category IS NOT NULL;
CREATE INDEX ticket_priority  ON ticket (priority, state, updated_at, number) WHERE priority <> 'normal';
-- The same in the order in which they were opened.
CREATE INDEX ticket_opened    ON ticket (state, number);
CREATE INDEX ticket_opened_of ON ticket (assignee, state, number);
CREATE INDEX ticket_continues ON ticket (continues)                    WHERE continues IS NOT NULL;
-- How long tickets have been in their state; one that was merged stays there.
CREATE INDEX ticket_since     ON ticket (state, state_since)           WHERE merged_into IS NULL AND held_until IS NULL;
CREATE INDEX ticket_held      ON ticket (held_until)                   WHERE held_until IS NOT NULL;

-- When tickets are due, from their history and what is declared now.
CREATE TABLE ticket_time (
  ticket   INTEGER PRIMARY KEY,
  box      TEXT    NOT NULL,
  who      TEXT,
  -- Whether it has a target, or a time that people set.
  timed    INTEGER NOT NULL,
  in_state TEXT    NOT NULL,
  history  TEXT    NOT NULL,
  -- When it is due, and due soon; null in a final state.
  falls_due INTEGER,
  soon_at  INTEGER,
  -- When there is something to tell of its clocks.
  tell_at  INTEGER
) STRICT;
CREATE INDEX ticket_time_state ON ticket_time (in_state);
CREATE INDEX ticket_time_tell  ON ticket_time (tell_at)             WHERE tell_at IS NOT NULL;
CREATE INDEX ticket_time_due   ON ticket_time (falls_due)           WHERE falls_due IS NOT NULL;
CREATE INDEX ticket_time_who   ON ticket_time (who, falls_due)      WHERE falls_due IS NOT NULL;
CREATE INDEX ticket_time_box   ON ticket_time (box, falls_due)      WHERE falls_due IS NOT NULL;
CREATE INDEX ticket_time_place ON ticket_time (box, who, falls_due) WHERE falls_due IS NOT NULL;

-- What is declared now: one row.
CREATE TABLE time_declared (
  id    INTEGER PRIMARY KEY,
  value TEXT    NOT NULL
) STRICT;

-- What happened to tickets that rules wait for, until they have run on it.
CREATE TABLE rule_work (
  position  INTEGER PRIMARY KEY,
  ticket    INTEGER NOT NULL,
  -- How many runs led to it, one causing the next.
  depth     INTEGER NOT NULL,
  happening TEXT    NOT NULL,
  -- An answer that has not left: it may be taken back.
  message   TEXT
) STRICT;
CREATE INDEX rule_work_message ON rule_work (message)               WHERE message IS NOT NULL;
CREATE INDEX rule_work_ticket ON rule_work (ticket, position);

-- The tickets whose state or target a run set last, and the depth of what it did: moments that come of it are as deep.
CREATE TABLE rule_chain (
  ticket INTEGER PRIMARY KEY,
  depth  INTEGER NOT NULL
) STRICT;

-- When rules last chose each member of a group for one of its tickets: the position of the event.
CREATE TABLE rule_share (
  team   TEXT    NOT NULL,
  person TEXT    NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (team, person)
) STRICT, WITHOUT ROWID;

-- Who last answered in each ticket, and the position of that answer.
CREATE TABLE rule_answered (
  ticket INTEGER PRIMARY KEY,
  person TEXT    NOT NULL,
  at     INTEGER NOT NULL
) STRICT;

-- What rules wait for, and the depth of what the last run did: one row.
CREATE TABLE rule_wait (
  id    INTEGER PRIMARY KEY,
  waits TEXT    NOT NULL,
  depth INTEGER NOT NULL
) STRICT;

-- The tickets with a tag, in the order of lists.
CREATE TABLE ticket_tag (
  tag        TEXT    NOT NULL,
  updated_at INTEGER NOT NULL,
  number     INTEGER NOT NULL,
  PRIMARY KEY (tag, updated_at, number)
) STRICT, WITHOUT ROWID;

-- How many tickets are in each state, by mailbox and assignee ('' for nobody): the counts on every page.
CREATE TABLE tally (
  mailbox  TEXT    NOT NULL,
  assignee TEXT    NOT NULL,
  state    TEXT    NOT NULL,
  tickets  INTEGER NOT NULL,
  PRIMARY KEY (mailbox, assignee, state)
) STRICT, WITHOUT ROWID;

-- An entry of a conversation; what it says is in the journal at its position.
CREATE TABLE message (
  position  INTEGER PRIMARY KEY,
  key       TEXT    NOT NULL UNIQUE,
  ticket    INTEGER NOT NULL,
  -- 'in', 'out', 'note', or 'elsewhere' for a reply from a linked ticket
  direction TEXT    NOT NULL,
  -- the ticket that it was written in, whichever it is in now
  origin    INTEGER NOT NULL,
  -- NULL for notes, and where the mail has none
  message_id TEXT,
  -- of the payload of its event
  bytes     INTEGER NOT NULL,
  -- what kind of program wrote a received mail; NULL for a person's
  automatic TEXT,
  -- whose address a received mail is from, lower case; NULL for anything else
  author    TEXT,
  -- 1 if it was added although its author did not take part
  newcomer  INTEGER NOT NULL,
  -- 'genuine' or 'forged', as an agent said; NULL for nothing
  judged    TEXT
) STRICT;
CREATE INDEX message_ticket ON message (ticket, position);
CREATE INDEX message_origin ON message (origin);
CREATE INDEX message_sent   ON message (position) WHERE direction = 'out';

-- What each ticket gave away last: the keys of its messages, and whether the whole ticket was merged.
CREATE TABLE handover (
  ticket   INTEGER PRIMARY KEY,
  messages TEXT    NOT NULL,
  merge    INTEGER NOT NULL,
  -- the ticket's state before a merge; NULL if it was none, and in older events
  was      TEXT
) STRICT;

-- Every Message-ID seen or referred to, and the tickets it was seen in.
CREATE TABLE message_id (
  message_id TEXT    NOT NULL,
  ticket     INTEGER NOT NULL,
  -- 1 once a message of that id is in the ticket, 0 while others only refer to it
  seen       INTEGER NOT NULL,
  PRIMARY KEY (message_id, ticket)
) STRICT, WITHOUT ROWID;

-- Every mail ever accepted and what became of it; outcome 'queued' is the intake queue.
CREATE TABLE mail (
  position    INTEGER PRIMARY KEY,
  id          TEXT    NOT NULL UNIQUE,
  received_at INTEGER NOT NULL,
  sender      TEXT    NOT NULL,
  recipients  TEXT    NOT NULL,
  mailbox     TEXT    NOT NULL,
  size        INTEGER NOT NULL,
  sha256      BLOB    NOT NULL,
  ip          TEXT    NOT NULL,
  helo        TEXT    NOT NULL,
  tls         INTEGER NOT NULL,
  -- where it was fetched from; null where it was handed to us
  source      TEXT,
  outcome     TEXT    NOT NULL,
  reason      TEXT,
  cause       TEXT,
  ticket      INTEGER,
  candidate   INTEGER,
  from_name    TEXT,
  from_address TEXT,
  subject      TEXT,
  checks       TEXT,
  -- what mails are compared by; null until it is decided, where it could not be read, and for copies
  fingerprint  TEXT,
  content      TEXT,
  -- how a mail is known again that a list changed, and what it may have said before
  identity     TEXT,
  says         TEXT,
  -- the mail that this one was filed as a copy of
  copy_of      TEXT,
  -- the mail for the first mailbox, where a mail is for several; null for that one
  first        TEXT,
  -- whom it addressed, if it is held and may belong to a ticket, or was filed as sent by one of us
  addressed    TEXT,
  -- the addresses in Reply-To, To and Cc, if it became a message
  named        TEXT,
  -- the Message-ID of what was filed as sent by one of us, and the one that it replies to
  sent_id      TEXT,
  sent_reply   TEXT,
  -- the mail that it waits, or waited, for intake again because of
  requeued_for TEXT
) STRICT;
CREATE INDEX mail_sent_id     ON mail (sent_id, position)     WHERE sent_id IS NOT NULL;
CREATE INDEX mail_sent_reply  ON mail (sent_reply, position)  WHERE sent_reply IS NOT NULL;
CREATE INDEX mail_fingerprint ON mail (fingerprint, position) WHERE fingerprint IS NOT NULL;
CREATE INDEX mail_identity    ON mail (identity, position)    WHERE identity IS NOT NULL;
CREATE INDEX mail_content     ON mail (content, received_at)  WHERE content IS NOT NULL;
CREATE INDEX mail_copy_of     ON mail (copy_of, position)     WHERE copy_of IS NOT NULL;
CREATE INDEX mail_first       ON mail (first, position)       WHERE first IS NOT NULL;
-- One for each outcome that few mails have: SQLite does not see that outcome = 'held' implies outcome IN (...).
CREATE INDEX mail_queued   ON mail (position) WHERE outcome = 'queued';
CREATE INDEX mail_held     ON mail (position) WHERE outcome = 'held';
CREATE INDEX mail_flood    ON mail (from_address, position, mailbox) WHERE outcome = 'held' AND reason = 'flood';
CREATE INDEX mail_no_flood ON mail (position) WHERE outcome = 'held' AND reason IS NOT 'flood';
CREATE INDEX mail_candidate ON mail (candidate, position) WHERE outcome = 'held' AND candidate IS NOT NULL;
CREATE INDEX mail_filed    ON mail (position) WHERE outcome = 'filed';
CREATE INDEX mail_bounce   ON mail (position) WHERE outcome = 'bounce';
CREATE INDEX mail_rejected ON mail (position) WHERE outcome = 'rejected';

-- How many mails of a mailbox have each outcome: their sum is what was received.
CREATE TABLE mail_tally (
  mailbox TEXT    NOT NULL,
  outcome TEXT    NOT NULL,
  mails   INTEGER NOT NULL,
  PRIMARY KEY (mailbox, outcome)
) STRICT, WITHOUT ROWID;

-- The places that fetched mails were found in, so that none is taken twice.
CREATE TABLE mail_source (
  source TEXT PRIMARY KEY,
  mail   TEXT NOT NULL,
  sha256 BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_source_bytes ON mail_source (sha256);

-- Replies, with the ticket that each was written in; what they say is in the journal at the positions.
CREATE TABLE reply (
  message  TEXT    PRIMARY KEY,
  ticket   INTEGER NOT NULL,
  -- the ticket that it is in now
  place    INTEGER NOT NULL,
  -- 'due' until it is composed, 'held' since a backup was restored, 'composed', 'taken-back' or 'withheld'
  state    TEXT    NOT NULL,
  leave_at INTEGER NOT NULL,
  unless_answered INTEGER NOT NULL,
  automatic       INTEGER NOT NULL,
  -- names the form that it was written in
  nonce    TEXT,
  -- 1 if it closed its ticket
  close    INTEGER NOT NULL,
  written  INTEGER NOT NULL,
  composed INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX reply_due    ON reply (leave_at, written) WHERE state = 'due';
CREATE INDEX reply_ticket ON reply (ticket, written);
CREATE INDEX reply_place  ON reply (place) WHERE place <> ticket;
CREATE INDEX reply_nonce  ON reply (ticket, nonce) WHERE nonce IS NOT NULL;

CREATE TABLE delivery (
  message    TEXT    NOT NULL,
  recipient  TEXT    NOT NULL,
  -- NULL for a warning
  ticket     INTEGER,
  position   INTEGER NOT NULL,
  -- 'reply', 'notification' for what tells an agent of a ticket, 'warning' for what tells an administrator of the box
  kind       TEXT    NOT NULL,
  state      TEXT    NOT NULL,
  attempts   INTEGER NOT NULL,
  next_at    INTEGER,
  response   TEXT,
  -- JSON: why there is no response
  fault      TEXT,
  server     TEXT,
  PRIMARY KEY (message, recipient)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_next  ON delivery (next_at, position) WHERE next_at IS NOT NULL;
CREATE INDEX delivery_state ON delivery (state, position, kind);
CREATE INDEX delivery_warning ON delivery (position) WHERE kind = 'warning';

-- Deliveries that may have left: something about them was erased by law. Empty where nothing ever was.
CREATE TABLE delivery_doubt (
  message   TEXT NOT NULL,
  recipient TEXT NOT NULL,
  PRIMARY KEY (message, recipient)
) STRICT, WITHOUT ROWID;

-- Attempts to deliver a mail, and bounces; the events are in the journal at their positions.
CREATE TABLE delivery_way (
  position INTEGER PRIMARY KEY,
  message  TEXT NOT NULL
) STRICT;
CREATE INDEX delivery_way_message ON delivery_way (message, position);

-- Automatic replies, due and written: what their limits count.
CREATE TABLE automatic_reply (
  message TEXT    PRIMARY KEY,
  ticket  INTEGER NOT NULL,
  address TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  due     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX automatic_reply_address ON automatic_reply (address, at);
CREATE INDEX automatic_reply_at      ON automatic_reply (at);
CREATE INDEX automatic_reply_due     ON automatic_reply (at) WHERE due = 1;

-- Notifications to agents, due and queued; what is queued is in the journal at its position.
CREATE TABLE notification (
  message  TEXT    PRIMARY KEY,
  ticket   INTEGER NOT NULL,
  user     TEXT    NOT NULL,
  at       INTEGER NOT NULL,
  -- of the events that made it due and that queued it
  due_position INTEGER NOT NULL,
  position     INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX notification_ticket   ON notification (ticket, user, at);
CREATE INDEX notification_user     ON notification (user, at);
CREATE INDEX notification_at       ON notification (at);
CREATE INDEX notification_position ON notification (position)    WHERE position IS NOT NULL;
CREATE INDEX notification_due      ON notification (at, message) WHERE position IS NULL;

-- Warnings to administrators; where it is said that one is due, and where it was composed.
CREATE TABLE warning (
  message  TEXT    PRIMARY KEY,
  due      INTEGER NOT NULL,
  position INTEGER,
  -- NULL while it is due
  message_id TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX warning_due ON warning (due) WHERE position IS NULL;

-- Mails that agents answered notifications with and that have yet to be written as replies.
CREATE TABLE agent_reply (
  mail     TEXT    PRIMARY KEY,
  position INTEGER NOT NULL,
  -- the ticket of the notification
  about    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE mailbox (
  address     TEXT PRIMARY KEY,
  aliases     TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  acknowledge INTEGER NOT NULL,
  signature   TEXT    NOT NULL,
  team        TEXT,
  language    TEXT    NOT NULL,
  enabled     INTEGER NOT NULL,
  -- 0 where addresses with a "+" do not arrive
  plus_addresses INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- DKIM keys of our domains; the active ones sign.
CREATE TABLE dkim_key (
  domain      TEXT    NOT NULL,
  selector    TEXT    NOT NULL,
  algorithm   TEXT    NOT NULL,
  public_key  TEXT    NOT NULL,
  private_key TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  made_at     INTEGER NOT NULL,
  retired_at  INTEGER,
  PRIMARY KEY (domain, selector)
) STRICT, WITHOUT ROWID;

CREATE TABLE imap_account (
  name    TEXT PRIMARY KEY,
  account TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE oauth_account (
  name    TEXT PRIMARY KEY,
  account TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE plus_test (
  token    TEXT PRIMARY KEY,
  mailbox  TEXT    NOT NULL,
  begun_at INTEGER NOT NULL,
  outcome  TEXT,
  ended_at INTEGER,
  response TEXT    NOT NULL,
  fault    TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX plus_test_mailbox ON plus_test (mailbox, begun_at);

CREATE TABLE saved_view (
  id    TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How people want to see lists.
CREATE TABLE list_choice (
  user  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What agents noted about the people who write to us, '' for nothing any more.
CREATE TABLE contact (
  address  TEXT    NOT NULL PRIMARY KEY,
  note     TEXT    NOT NULL,
  noted_by TEXT,
  noted_at INTEGER NOT NULL,
  -- the position of its last change
  changed  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE template (
  name TEXT NOT NULL PRIMARY KEY,
  text TEXT NOT NULL
) STRICT;

-- Endpoints of other systems; what is due to them is in the tables of the running program.
CREATE TABLE webhook (
  name    TEXT NOT NULL PRIMARY KEY,
  webhook TEXT NOT NULL,
  -- the position after which it is told of events
  since   INTEGER NOT NULL
) STRICT;

CREATE TABLE team (
  name    TEXT PRIMARY KEY,
  members TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user (
  name       TEXT PRIMARY KEY,
  full_name  TEXT    NOT NULL,
  email      TEXT,
  role       TEXT    NOT NULL,
  -- '' where it is the directory's
  password   TEXT    NOT NULL,
  -- 1 where the directory says whether a password is theirs
  directory  INTEGER NOT NULL,
  disabled   INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  login_at   INTEGER,
  -- the position of their last change; log-ins do not count
  changed    INTEGER NOT NULL,
  notify_assigned INTEGER NOT NULL,
  notify_wrote    INTEGER NOT NULL,
  -- when they are away; null if they are not
  away      TEXT,
  -- the language that they read in; null for what their browser asks for
  language  TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX user_changed ON user (changed);

CREATE TABLE token (
  id         TEXT PRIMARY KEY,
  hash       TEXT    NOT NULL UNIQUE,
  name       TEXT    NOT NULL,
  user       TEXT    NOT NULL,
  scope      TEXT    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Versions of all rulesets; which are active is a setting.
CREATE TABLE ruleset (
  version      INTEGER PRIMARY KEY,
  name         TEXT    NOT NULL,
  text         TEXT    NOT NULL,
  author       TEXT    NOT NULL,
  reason       TEXT    NOT NULL,
  saved_at     INTEGER NOT NULL,
  -- of its last activation
  activated_at INTEGER,
  activated_by TEXT
) STRICT;
CREATE INDEX ruleset_name ON ruleset (name, version);

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What was done to the box, by the name of its log and the number there, so that nothing is taken over twice.
CREATE TABLE box_action (
  log      TEXT    NOT NULL,
  number   INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (log, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX box_action_position ON box_action (position);

-- What became of backups, and what was restored from one; the events are in the journal at their positions.
CREATE TABLE backup (
  position INTEGER PRIMARY KEY,
  type     TEXT    NOT NULL,
  -- when it happened; of what was restored, when that backup was made
  at       INTEGER NOT NULL,
  -- why it could not be made
  fault    TEXT
) STRICT;
CREATE INDEX backup_type ON backup (type, position);

-- Words of every message, by its position. New ones go into `search_new`, which is cheap to write; idle time moves
-- them into `search`, whose prefix indexes make typing fast and writing dear. `people` are the recipients; `marks` are
-- words of ours about a message (`attachment`), which only filters find.
CREATE VIRTUAL TABLE search_new USING fts5 (
  subject, sender, people, body, marks,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE search USING fts5 (
  subject, sender, people, body, marks,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2',
  prefix = '2 3 4'
);
CREATE TABLE search_unsettled (position INTEGER PRIMARY KEY) STRICT;
