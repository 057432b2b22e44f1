import type { commandBackupTexts as English } from "../en/command-backup.ts";
import type { Translation } from "../messages.ts";

export const commandBackupTexts = (): Translation<typeof English> => ({
  "backup.progress": `La progression est écrite sur l’erreur standard : sur un terminal, une ligne redessinée ; ailleurs, des lignes
"progress: DONE TOTAL WHAT", au plus deux par seconde. DONE et TOTAL sont des nombres, égaux à la fin.`,
  "backup.step.copying": "Copie des données",
  "backup.step.writing": "Écriture de la sauvegarde",
  "backup.step.reading": "Lecture de la sauvegarde",
  "backup.step.unpacking": "Décompression de la sauvegarde",
  "backup.step.checking-database": "Contrôle de la base de données",
  "backup.step.checking-journal": "Contrôle du journal",
  "backup.step.rebuilding": "Reconstruction des listes et de la recherche",
  "backup.percent": "{$what} : {$percent} %",

  "backup.create.summary": "crée une sauvegarde : tout dans un seul fichier",
  "backup.create.help": `Copie tout ce qui est nécessaire dans DIR : journal, e-mails, tickets, paramètres, clés et certificats, vérifiés et compressés.
Peut s’exécuter pendant que le programme fonctionne sur DIR. N’affiche que le chemin du fichier sur la sortie standard. Le
fichier est aussi confidentiel que DIR.

  --out FILE  où l’écrire (par défaut : DIR/backups/mailmanager-HOST-TIME.backup)
  --json      un objet : \\{"ok", "path", "bytes", "manifest"\\} ou \\{"ok": false, "code", "text", "hint"\\}

{$progress}`,
  "backup.create.unrecorded": "non consignée dans le journal : une autre version a écrit les données",

  "backup.verify.summary": "vérifie qu’une sauvegarde est complète et peut être restaurée",
  "backup.verify.help": `Contrôle chacun de ses octets, sa base de données et son journal, du premier événement au dernier. Le code de retour est 1
en cas de défaut.

  --scratch DIR  un dossier avec assez d’espace pour la sauvegarde décompressée pendant le contrôle (par défaut : le dossier
                 des fichiers temporaires du système ou celui de la sauvegarde)
  --json         un objet : \\{"ok", "bytes", "manifest", "restorable"\\} ou \\{"ok": false, "code", "text", "hint"\\}

{$progress}`,
  "backup.verify.valid": "la sauvegarde est valide : {$backup}",
  "backup.verify.newer":
    "la sauvegarde est valide : {$backup} ; seule une version plus récente peut la restaurer",

  "backup.restore.summary": "restaure une sauvegarde dans un dossier de données",
  "backup.restore.help": `DIR ne doit pas exister, doit être vide ou ne pas être encore configuré ; les données existantes ne sont jamais écrasées. La
sauvegarde est d’abord lue et contrôlée en entier. DIR la contient ensuite entièrement ou, quoi qu’il arrive, pas du tout. Le journal indique qui l’a restaurée.

Tout le monde doit se reconnecter. Les réponses en file d’attente sont retenues, car elles ont pu être envoyées après la
création de la sauvegarde : décidez de leur sort sur la page /outgoing.

  --json  un objet : \\{"ok", "manifest"\\} ou \\{"ok": false, "code", "text", "hint"\\}

{$progress}`,
  "backup.restore.done": "restaurée : {$backup}",

  "backup.list.summary": "énumère les sauvegardes d’un dossier de données ou décrit un fichier",
  "backup.list.help": `Les plus récentes en premier. Avec --json, chaque ligne est un objet : \\{"path", "bytes", "manifest"\\}.`,
  "backup.list.none": "aucune sauvegarde dans {$folder}",

  "backup.described": "{$hostname}, créée {$createdAt} par la version {$version}, {$contents}",
  "backup.tickets": ".input {$n :integer} .match $n one {{{$n} ticket}} * {{{$n} tickets}}",
  "backup.mails": ".input {$n :integer} .match $n one {{{$n} e-mail}} * {{{$n} e-mails}}",
  "backup.events": ".input {$n :integer} .match $n one {{{$n} événement}} * {{{$n} événements}}",
});
