import type { operationFaults as English } from "../en/fault-operation.ts";
import type { Translation } from "../messages.ts";

export const operationFaults = (): Translation<typeof English> => ({
  "fault.smtp.not-listening": "MailManager n’écoute pas les e-mails entrants (--smtp)",
  "fault.decision.text": "{$text}",
  "fault.decision.error": "erreur inattendue ({$error}) ; les détails figurent dans les logs",
  "fault.appliance.silent": "Le service de l’appliance ne répond pas",
  "fault.appliance.timeout": "Le service de l’appliance n’a pas répondu à temps",
  "fault.appliance.broken": "La connexion au service de l’appliance a été perdue",
  "fault.appliance.protocol": "Le service de l’appliance a envoyé une réponse incompréhensible",
  "fault.appliance.version":
    "Le service de l’appliance ne prend pas en charge la version {$version} du protocole",
  "fault.update.running": "Une mise à jour est déjà en cours d’installation",
  "fault.system.rebuilding":
    ".input {$minutes :integer} .match $minutes 0 {{Reconstruction en cours, {$percent} %. La réception des e-mails continue ; veuillez réessayer dans quelques minutes}} 1 {{Reconstruction en cours, {$percent} %, encore une minute environ. La réception des e-mails continue}} * {{Reconstruction en cours, {$percent} %, encore {$minutes} minutes environ. La réception des e-mails continue}}",
  "fault.system.rebuild-failed":
    "La reconstruction a échoué et sera retentée. La réception des e-mails continue ; la cause figure dans les logs",
  "fault.release.trial": "Une nouvelle version est en cours de vérification, veuillez réessayer plus tard",
  "fault.journal.missing": "la position {$position} est manquante",
  "fault.journal.gap": "la position {$position} est manquante ; la suivante est {$next}",
  "fault.journal.version": "le ticket {$number} continue avec la version {$version} au lieu de {$expected}",
  "fault.journal.payload": "le contenu a été modifié",
  "fault.journal.away":
    "La base de données qui contient le journal n’est pas joignable, veuillez réessayer plus tard",
  "fault.journal.event": "l’événement ou un événement antérieur a été modifié",
  "fault.release.journal": "Le journal est endommagé à la position {$position} : {$problem}",
  "fault.release.mail": "Un e-mail ne peut pas être lu : {$problem}",
  "fault.backup.off": "Les sauvegardes ne sont pas disponibles ici",
  "fault.backup.elsewhere":
    "le journal de {$path} est dans PostgreSQL ; une sauvegarde du dossier ne serait pas complète",
  "todo.backup.elsewhere":
    "Utilisez pg_dump pour la base de données (schéma mailmanager) et conservez avec elle {$path}/tls et la configuration. Pour restaurer : chargez l’export, démarrez le programme avec --journal sur un nouveau dossier, arrêtez-le et remplacez le dossier tls du nouveau par l’ancien",
  "fault.backup.running": "Une sauvegarde est déjà en cours de création",
  "todo.backup.running": "Attendez qu’elle soit terminée",
  "fault.backup.interrupted": "La sauvegarde a été interrompue",
  "todo.backup.interrupted": "Réessayez",
  "fault.data.damaged": "Les données n’ont pas pu être copiées : {$said}",
  "todo.data.damaged": 'Exécutez "mailmanager doctor --data DIR" pour plus de détails',
  "fault.backup.text": "{$text}",
  "fault.backup.unusable": "La sauvegarde ne peut pas être utilisée : {$problem}",
  "todo.backup.unusable": "Utilisez une autre sauvegarde",
  "fault.backup.database-closed":
    "La sauvegarde ne peut pas être utilisée : impossible d’ouvrir sa base de données : {$problem}",
  "todo.backup.database-closed": "Utilisez une autre sauvegarde",
  "fault.backup.database-damaged":
    "La sauvegarde ne peut pas être utilisée : sa base de données est endommagée : {$problem}",
  "todo.backup.database-damaged": "Utilisez une autre sauvegarde",
  "fault.backup.database-foreign":
    "La sauvegarde ne peut pas être utilisée : sa base de données contient un élément qu’aucune version n’y a mis ({$name})",
  "todo.backup.database-foreign": "Utilisez une autre sauvegarde",
  "fault.backup.database-unreadable":
    "La sauvegarde ne peut pas être utilisée : impossible de lire sa base de données : {$problem}",
  "todo.backup.database-unreadable": "Utilisez une autre sauvegarde",
  "fault.backup.journal-damaged":
    "La sauvegarde ne peut pas être utilisée : son journal est endommagé à la position {$position} : {$problem}",
  "todo.backup.journal-damaged": "Utilisez une autre sauvegarde",
  "fault.backup.journal-end":
    "La sauvegarde ne peut pas être utilisée : son journal ne se termine pas là où elle l’indique",
  "todo.backup.journal-end": "Utilisez une autre sauvegarde",
  "fault.backup.data-format":
    "La sauvegarde ne peut pas être utilisée : ses données n’ont pas le format qu’elle indique",
  "todo.backup.data-format": "Utilisez une autre sauvegarde",
  "fault.backup.not-one": "Ce n’est pas une sauvegarde de MailManager",
  "todo.backup.not-one": "Choisissez un fichier dont le nom se termine par .backup",
  "fault.backup.incomplete": "La sauvegarde est endommagée ou incomplète",
  "todo.backup.incomplete": "Copiez-la à nouveau ici ou utilisez-en une autre",
  "fault.backup.unreadable": "{$path} ne peut pas être lu ({$problem})",
  "todo.backup.unreadable": "Vérifiez que MailManager a le droit de lire le fichier",
  "fault.backup.format": "La sauvegarde a le format {$format} ; cette version lit jusqu’au format {$known}",
  "todo.backup.format": "Installez la version qui l’a écrite, ou une plus récente, et réessayez",
  "fault.backup.other-release":
    "Les données ont été écrites par une version plus récente ou différente ({$what})",
  "todo.backup.other-release": "Installez la version qui les a écrites, ou une plus récente, et réessayez",
  "fault.backup.gone": "Cette sauvegarde n’existe plus",
  "todo.backup.gone": "Choisissez-en une autre",
  "fault.backup.file-exists": "{$path} existe déjà",
  "todo.backup.file-exists": "Choisissez un autre nom de fichier",
  "fault.file.unknown": "Fichier {$path} introuvable",
  "todo.file.unknown": "Vérifiez son nom et son dossier",
  "fault.folder.unknown": "Dossier {$path} introuvable",
  "todo.folder.unknown": "Créez-le ou choisissez-en un autre",
  "fault.folder.not-one": "{$path} n’est pas un dossier",
  "todo.folder.not-one": "Choisissez un dossier",
  "fault.folder.has-data": "{$path} contient déjà des données",
  "todo.folder.has-data":
    "Choisissez un dossier nouveau ou vide ; les données existantes ne sont jamais écrasées",
  "fault.folder.not-empty": "{$path} n’est pas vide ({$files})",
  "todo.folder.not-empty":
    "Choisissez un dossier nouveau ou vide ; les données existantes ne sont jamais écrasées",
  "fault.disk.room": "Espace disque insuffisant pour ce fichier",
  "todo.disk.room": "Agrandissez le disque, puis réessayez",
  "fault.disk.room-backup": "Espace disque insuffisant pour une sauvegarde",
  "todo.disk.room-backup":
    "Agrandissez le disque ou supprimez ce qui n’est pas nécessaire, par exemple des sauvegardes plus anciennes",
  "fault.disk.room-backup-numbers":
    "Espace disque insuffisant pour une sauvegarde : {$needed} nécessaires, {$free} libres",
  "todo.disk.room-backup-numbers":
    "Agrandissez le disque ou supprimez ce qui n’est pas nécessaire, par exemple des sauvegardes plus anciennes",
  "fault.disk.room-unpacked": "Espace disque insuffisant pour le contenu de la sauvegarde",
  "todo.disk.room-unpacked":
    "Agrandissez le disque ou supprimez ce qui n’est pas nécessaire, par exemple des sauvegardes plus anciennes",
  "fault.disk.room-unpacked-numbers":
    "Espace disque insuffisant pour le contenu de la sauvegarde : {$needed} nécessaires, {$free} libres",
  "todo.disk.room-unpacked-numbers":
    "Agrandissez le disque ou supprimez ce qui n’est pas nécessaire, par exemple des sauvegardes plus anciennes",
  "fault.disk.room-there":
    "Espace disque insuffisant pour une sauvegarde dans {$folder} : {$needed} nécessaires, {$free} libres",
  "todo.disk.room-there": "Choisissez un autre dossier ou supprimez-y ce qui n’est pas nécessaire",
  "fault.disk.room-verifying": "Espace disque insuffisant pour décompresser la sauvegarde dans {$folder}",
  "todo.disk.room-verifying": "Choisissez un dossier disposant d’assez d’espace avec --scratch",
  "fault.disk.room-verifying-numbers":
    "Espace disque insuffisant pour décompresser la sauvegarde dans {$folder} : {$needed} nécessaires, {$free} libres",
  "todo.disk.room-verifying-numbers": "Choisissez un dossier disposant d’assez d’espace avec --scratch",
  "fault.upload.ended": "L’envoi du fichier a été interrompu",
  "todo.upload.ended": "Réessayez",
  "fault.upload.file": "Choisissez un fichier",
  "fault.restore.working": "Une sauvegarde est déjà en cours de traitement",
  "todo.restore.working": "Attendez la fin de l’opération",
  "fault.restore.uploading": "Une sauvegarde est déjà en cours d’envoi",
  "todo.restore.uploading": "Attendez la fin de l’opération",
  "fault.restore.restoring": "Une sauvegarde est en cours de restauration",
  "todo.restore.restoring": "Attendez la fin de l’opération",
  "fault.restore.finishing": "La configuration est en cours de finalisation",
  "todo.restore.finishing": "Attendez la fin de l’opération",
  "fault.setup.steps": "Certaines étapes ne sont pas terminées",
});
