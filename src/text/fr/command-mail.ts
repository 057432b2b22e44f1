import type { commandMailTexts as English } from "../en/command-mail.ts";
import type { Translation } from "../messages.ts";

export const commandMailTexts = (): Translation<typeof English> => ({
  "import.summary": "importe des e-mails depuis des fichiers mbox, des Maildir et des fichiers .eml",
  "import.help": `FILE est un mbox, un e-mail seul (.eml) ou un dossier : un Maildir, ou un dossier qui en contient. Les fichiers sont reconnus
à leur contenu. Chaque e-mail est traité comme s’il venait d’arriver : il crée un ticket, est ajouté à un ticket ou est retenu.
Aucune réponse automatique n’est envoyée.

Aucun e-mail n’est importé deux fois, même depuis un autre fichier : après une interruption, relancez la même commande, elle continue.
Le programme ne doit pas fonctionner sur DIR pendant ce temps.

  --mailbox ADDRESS  pour les e-mails qui ne citent aucune boîte mail (dans Delivered-To, X-Original-To, To, Cc) ; par défaut :
                     la première boîte mail
  --config FILE      un fichier de configuration ; ses valeurs message_size et workers sont utilisées
  --json             le récapitulatif en JSON

Se termine par le nombre d’e-mails importés, déjà importés auparavant, et refusés avec le motif. Le code de retour est 1 si l’un
d’eux a été refusé.`,
  "import.no-files": "indiquez les fichiers ou dossiers à importer",
  "import.progress": "e-mails",
  "import.no-room": "{$place} : {$problem} ; libérez de l’espace et relancez la commande",
  "import.not-received": "{$place} : {$problem} ; relancez la commande",
  "import.mail": "{$file}, e-mail {$number}",
  "import.refused": "refusé : {$place} : {$reason}",
  "import.more-refused": "refusés : {$n} de plus",
  "import.counts": "importés : {$taken}\ndéjà importés : {$known}\nrefusés : {$refused}",
  "import.no-mailbox": "aucune boîte mail activée dans laquelle importer les e-mails",
  "import.mailbox":
    "{$option} : boîte mail {$wanted} introuvable ; ce doit être l’une des suivantes : {$known}",

  "journal.verify.summary": "contrôle tout le journal et signale la première position endommagée",
  "journal.verify.help": `Contrôle la chaîne d’empreintes du premier événement au dernier : positions sans lacune, chaque contenu par rapport à son
empreinte, le lien de chaque événement avec les précédents. Le code de retour est 1 en cas de défaut. Peut s’exécuter pendant
que le programme fonctionne sur DIR.`,
  "journal.verify.progress": "contrôlés",
  "journal.intact":
    ".input {$events :integer} .match $events one {{le journal est intact : {$events} événement, chaîne {$chain}}} * {{le journal est intact : {$events} événements, chaîne {$chain}}}",
  "journal.intact.erased":
    ".input {$events :integer} .match $events one {{le journal est intact : {$events} événement (dont {$erased} au contenu effacé), chaîne {$chain}}} * {{le journal est intact : {$events} événements (dont {$erased} au contenu effacé), chaîne {$chain}}}",
  "journal.damaged":
    "le journal est endommagé à la position {$position} : {$problem} ; restaurez une sauvegarde antérieure aux dommages",

  "journal.tail.summary": "affiche les événements les plus récents",
  "journal.tail.help":
    "Affiche les N événements les plus récents (-n N ; par défaut : 20), du plus ancien au plus récent. Avec --json, chaque ligne est un événement complet.",
  "journal.tail.line": "{$position} {$time} {$actor} {$type}",
  "journal.tail.line.ticket": "{$position} {$time} {$actor} {$type} ticket {$ticket}",
  "journal.erased": "{$type} (effacé)",

  "journal.export.summary": "écrit tous les événements, ou tout dans un fichier importable",
  "journal.export.help": `Chaque ligne contient la position, l’heure, l’acteur, le ticket, l’événement avec son type et sa version, son empreinte et la chaîne
jusqu’à lui, afin que d’autres programmes puissent la vérifier. Elle contient le SHA-256 des e-mails bruts, mais pas les e-mails ; les mots de passe,
clés et jetons sont omis.

Avec FILE, tout y est écrit, ou sur la sortie standard avec "-" : les événements tels qu’ils sont stockés, les e-mails et pièces jointes, les mots
de passe et les clés. "mailmanager journal import" le lit. Avec --journal, c’est le journal de cette base de données qui est exporté.`,
  "journal.export.progress": "exportés",

  "journal.import.summary": "lit un journal exporté dans une base de données vide ou un nouveau dossier",
  "journal.import.help": `Lit ce que "mailmanager journal export ... FILE" a écrit, depuis FILE ou, avec "-", depuis l’entrée standard, et vérifie chaque événement
et chaque e-mail. Dans un nouveau dossier de données ou, avec --journal, dans une base de données PostgreSQL. Une importation interrompue peut
être recommencée.

Pour passer une installation à PostgreSQL, arrêtez le programme, puis :
  mailmanager journal export --data DIR - | mailmanager journal import --journal postgres://... -
  mailmanager serve --data DIR --journal postgres://... ...`,
  "journal.import.done":
    ".input {$events :integer} .match $events one {{importé et intact : {$events} événement, chaîne {$chain}}} * {{importés et intacts : {$events} événements, chaîne {$chain}}}",
  "journal.place": "indiquez soit --data, soit --journal",

  "journal.replay.summary":
    "répète les décisions passées sur les e-mails et énumère celles qui seraient différentes aujourd’hui",
  "journal.replay.help": `Répète chaque décision sur les e-mails reçus pendant une période, y compris pour quelles boîtes mail ils ont été reçus, avec ce qui
était connu alors, à partir du journal, et selon les règles de cette version. Les e-mails sont à nouveau analysés. Rien n’est modifié, et le programme peut fonctionner sur DIR pendant ce temps.
Les décisions que des personnes ont prises sur des e-mails retenus ne sont pas répétées.

  --since DATE  décisions à partir de cette date, par exemple 2026-11-23 ou 2026-11-23T18:00:00Z (par défaut : toutes)
  --until DATE  décisions antérieures à cette date
  --json        le récapitulatif et toutes les différences en JSON

Chaque ligne contient un e-mail, son résultat d’alors et d’aujourd’hui, les règles qui y ont mené et ce qui diffère. Le code de retour
est 0 s’il n’y a aucune différence.`,
  "journal.replay.time":
    "{$option} doit être une date telle que 2026-11-23, ou une date et heure telle que 2026-11-23T18:00:00Z",
  "journal.replay.period": "--since doit précéder --until",
  "journal.replay.progress": "répétées",
  "journal.replay.line": "{$time} e-mail {$mail} : était {$was}, serait {$wouldBe} ({$fields})",
  "journal.replay.line.rules":
    "{$time} e-mail {$mail} : était {$was}, serait {$wouldBe} par {$rules} ({$fields})",
  "journal.replay.outcome": "{$outcome} ({$reason})",
  "journal.replay.received": "reçu pour {$mailboxes}",
  "journal.replay.ticket": "{$outcome} (ticket {$ticket})",
  "journal.replay.done":
    ".input {$decisions :integer} .input {$differences :integer} .match $decisions one {{{$decisions} décision répétée, différences : {$differences}}} * {{{$decisions} décisions répétées, différences : {$differences}}}",
  "journal.replay.gone":
    ".input {$n :integer} .match $n one {{le contenu de {$n} e-mail n’est plus conservé}} * {{le contenu de {$n} e-mails n’est plus conservé}}",
  "journal.replay.failed":
    ".input {$n :integer} .match $n one {{{$n} décision avait échoué et n’est pas comparée}} * {{{$n} décisions avaient échoué et ne sont pas comparées}}",
});
