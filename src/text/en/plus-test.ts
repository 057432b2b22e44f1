/** The test mail to an address with a "+". */
export const plusTestTexts = {
  "plus-test.subject": 'Test of "+" addresses',
  "plus-test.text":
    'MailManager sent this mail to {$address} to see whether mail to addresses with a "+" reaches {$mailbox}. It is archived when it arrives; nothing needs to be done about it.',
} as const;
