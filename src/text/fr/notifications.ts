import type { notificationTexts as English } from "../en/notifications.ts";
import type { Translation } from "../messages.ts";

export const notificationTexts = (): Translation<typeof English> => ({
  "notification.assigned": "{$name} vous a attribué le ticket {$number}, « {$subject} ».",
  "notification.assigned.automatically": "Le ticket {$number}, « {$subject} », vous a été attribué.",
  "notification.wrote": "{$from} a écrit dans le ticket {$number}, « {$subject} ».",
  "notification.rule": "La règle « {$rule} » attire votre attention sur le ticket {$number}, « {$subject} ».",
  "notification.message": "Le message :",
  "notification.message.of": "{$from} a écrit :",
  "notification.files": "Pièces jointes : {$names}",
  "notification.reply":
    "Répondez à cet e-mail depuis cette adresse : votre correspondant recevra votre texte comme votre réponse.",
  "notification.no-subject": "(sans objet)",
  "forward.text":
    "Nous vous transférons l’e-mail ci-joint. Merci de répondre à ce message, afin que votre réponse parvienne au ticket #{$number}.",
  "notification.why.rule":
    "Vous recevez cet e-mail en raison d’une règle. Les administrateurs peuvent modifier les règles.",
  "notification.why": "Vous pouvez désactiver ces e-mails sous Mon compte.",

  "test-mail.subject": "E-mail de test de la configuration initiale",
  "test-mail.text":
    "Bonjour,\n\ncet e-mail a été envoyé à {$mailbox} lors de la configuration de {$hostname}. Il a été reçu par SMTP et\nest devenu un ticket, comme tout autre e-mail.\n\nRépondez-y pour voir comment cela fonctionne, ou fermez-le.\n",

  "outgoing-test.subject": "E-mail de test de MailManager",
  "outgoing-test.text": "Ceci est un test. Les e-mails de MailManager vous parviennent.",

  "warning.update.subject": "Une mise à jour de {$hostname} a été annulée",
  "warning.update":
    "Une mise à jour de {$hostname} a échoué au contrôle de santé, et la version précédente a été rétablie automatiquement.",
  "warning.update.what": "Ce qui s’est passé : {$what}",
  "warning.update.cause": "Cause : {$cause}",
  "warning.update.mail":
    "Aucun e-mail n’est perdu : pendant l’essai d’une nouvelle version, les e-mails sont différés et les expéditeurs réessaient.",
  "warning.update.todo":
    "Corrigez la cause ou attendez une autre version : https://{$hostname}/system/updates",
  "warning.why": "Vous recevez cet e-mail parce que vous êtes administrateur.",
});
