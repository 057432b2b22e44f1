-- what:    the index of the events that are not caused by single mails, without those of type AutoReplyDue
-- why:     auto-replies that are due are written with this type from now on; it was AnswerDue
-- lossless: yes

-- The types are those in src/record/journal.ts (`frequent`). A later type is in the index unless another step adds it here.
DROP INDEX event_rare;
CREATE INDEX event_rare ON event (position) WHERE type <> 'MailReceived' AND type <> 'MailChecked' AND type <> 'MessageReceived' AND type <> 'TicketOpened' AND type <> 'AutoReplyDue'
  AND type <> 'ReplyWritten' AND type <> 'ReplyComposed' AND type <> 'DeliveryAttempted' AND type <> 'StateChanged' AND type <> 'Changed'
  AND type <> 'NotificationDue' AND type <> 'NotificationQueued' AND type <> 'MailFiled' AND type <> 'MailHeld' AND type <> 'MailFoundAgain'
  AND type <> 'NoteAdded' AND type <> 'DeliveryBounced' AND type <> 'ReplyQueued' AND type <> 'AnswerDue';
