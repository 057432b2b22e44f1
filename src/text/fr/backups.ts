import type { backupTexts as English } from "../en/backups.ts";
import type { Translation } from "../messages.ts";

export const backupTexts = (): Translation<typeof English> => ({
  "system.backups": "Sauvegardes",
  "backups.lead":
    "Tout dans un seul fichier : e-mails, tickets, paramètres, clés. Restaurez-le ici ou sur une autre machine, lors de la configuration initiale. Conservez des copies ailleurs : un disque en panne emporte ses sauvegardes avec lui.",
  "backups.last": "Dernière sauvegarde : {$when}",
  "backups.last.none": "Aucune sauvegarde pour le moment",
  "backups.make": "Sauvegarder maintenant",
  "backups.make.hint": "Peut prendre quelques minutes. MailManager continue de fonctionner.",
  "backups.secret":
    "Une sauvegarde est confidentielle : elle contient des empreintes de mots de passe, des clés et tous les e-mails.",
  "backups.job": "Création d’une sauvegarde",
  "backups.job.percent": "{$what} : {$percent} %",
  "backups.ready": "Conservées ici",
  "backups.ready.none": "Aucune pour le moment.",
  "backups.made.asked": "manuelle",
  "backups.made.nightly": "nocturne",
  "backups.tickets": ".input {$n :integer} .match $n one {{{$n} ticket}} * {{{$n} tickets}}",
  "backups.mails": ".input {$n :integer} .match $n one {{{$n} e-mail}} * {{{$n} e-mails}}",
  "backups.release": "version {$version}",
  "backups.download": "Télécharger",
  "backups.delete": "Supprimer",
  "backups.delete.sure": "Supprimer définitivement",
  "backups.restore": "Restaurer une sauvegarde",
  "backups.restore.text":
    "Démarrez une machine qui n’est pas encore configurée et choisissez la sauvegarde lors de la configuration initiale, ou utilisez la ligne de commande.",
  "backups.restore.help": "Comment restaurer une sauvegarde",
  "backups.history": "Historique",
  "backups.history.none": "Rien pour le moment.",
  "backups.event.BackupMade": "{$file} créée, {$size}",
  "backups.event.BackupFailed": "Échec de la sauvegarde : {$problem}",
  "backups.event.BackupDownloaded": "{$file} téléchargée",
  "backups.event.BackupRemoved": "{$file} supprimée",
  "backups.event.BackupRestored": "{$file} de {$hostname} restaurée",
  "backups.event.BackupRestored.held":
    ".input {$n :integer} .match $n one {{{$file} de {$hostname} restaurée ; {$n} remise est retenue en attente de votre décision}} * {{{$file} de {$hostname} restaurée ; {$n} remises sont retenues en attente de votre décision}}",
  "done.backup.removed": "Sauvegarde supprimée.",
});
