-- what:    an index of the events that are not caused by single mails
-- why:     settings and people are rebuilt from them in no time, without reading all mail
-- lossless: yes

-- The types are those in src/record/journal.ts (`frequent`). A later type is in the index unless another step adds it here.
CREATE INDEX event_rare ON event (position) WHERE type <> 'MailReceived' AND type <> 'MailChecked' AND type <> 'MessageReceived' AND type <> 'TicketOpened' AND type <> 'AnswerDue'
  AND type <> 'ReplyWritten' AND type <> 'ReplyComposed' AND type <> 'DeliveryAttempted' AND type <> 'StateChanged' AND type <> 'Changed'
  AND type <> 'NotificationDue' AND type <> 'NotificationQueued' AND type <> 'MailFiled' AND type <> 'MailHeld' AND type <> 'MailFoundAgain'
  AND type <> 'NoteAdded' AND type <> 'DeliveryBounced' AND type <> 'ReplyQueued';
