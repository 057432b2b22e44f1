import type { findingTexts as English } from "../en/findings.ts";
import type { Translation } from "../messages.ts";

export const findingTexts = (): Translation<typeof English> => ({
  // The machine and the folder
  "finding.versions.ok": "Node {$node}, SQLite {$sqlite}",
  "finding.versions.old":
    "Node {$node}, SQLite {$sqlite} : trop anciens, Node {$needNode} et SQLite {$needSqlite} sont nécessaires",
  "finding.folder.exists": "{$folder} existe",
  "finding.folder.file": "{$folder} n’est pas un dossier",
  "finding.folder.missing": "{$folder} n’existe pas",
  "finding.folder.denied": "cet utilisateur n’a pas le droit de lire {$folder}",
  "finding.folder.broken": "{$folder} ne peut pas être lu : {$problem}",
  "finding.permissions.ok": "seul son propriétaire peut le lire, et tous les fichiers lui appartiennent",
  "finding.permissions.mode": "d’autres utilisateurs de cette machine peuvent lire {$folder} (mode {$mode})",
  "finding.permissions.owner":
    "{$name} appartient à l’utilisateur {$other}, le dossier à l’utilisateur {$owner} : le programme ne peut pas y écrire",
  "finding.disk.free": "{$free :bytes} libres sur {$size :bytes}, dont {$kept :bytes} en réserve",
  "finding.disk.filling":
    "le disque se remplit : {$free :bytes} libres sur {$size :bytes}, dont {$kept :bytes} en réserve",
  "finding.disk.no-room":
    "le disque est plein : {$free :bytes} libres sur {$size :bytes}, dont {$kept :bytes} en réserve ; les e-mails sont refusés avec 4xx",
  "finding.disk.memory": "{$folder} est en mémoire ({$type}) : tout sera perdu au prochain démarrage",
  "finding.disk.network":
    "{$folder} est sur un partage réseau ({$type}) : les verrous et les écritures forcées n’y sont pas fiables",
  "finding.growth.unknown": "la tendance sera connue dans quelques jours",
  "finding.growth.none": "l’espace utilisé n’a guère changé au cours des {$days} derniers jours",
  "finding.growth.full":
    ".input {$left :integer} .match $left one {{plein dans {$left} jour si la tendance des {$days} derniers se poursuit : {$perDay :bytes} par jour}} * {{plein dans {$left} jours si la tendance des {$days} derniers se poursuit : {$perDay :bytes} par jour}}",
  "finding.files.unknown": "la limite n’est pas connue ici",
  "finding.files.few": "un processus peut en ouvrir {$limit}, connexions comprises",
  "finding.files.limit": "un processus peut en ouvrir {$limit}",
  "finding.files.unlimited": "un processus peut en ouvrir un nombre illimité",
  // The running program
  "finding.serving.none": "non démarré",
  "finding.serving.unclean":
    "non démarré, mais il reste un fichier run.json : le programme ne s’est pas arrêté proprement",
  "finding.serving.unclean-process":
    "non démarré, mais il reste un fichier run.json du processus {$pid} : le programme ne s’est pas arrêté proprement",
  "finding.serving.unknown":
    "un processus utilise le dossier, mais n’a pas indiqué sur quelle adresse il écoute",
  "finding.serving.silent": "le processus {$pid} utilise le dossier, mais ne répond pas sur {$place}",
  "finding.serving.version":
    "le processus {$pid} est en version {$running}, la présente version est {$version}",
  "finding.serving.ok": "le processus {$pid} utilise le dossier et écoute sur {$places}",
  "finding.listeners.ok": "tous répondent : {$places}",
  "finding.listeners.silent": "pas de réponse : {$places}",
  "finding.listeners.closed": "{$fault}",
  "finding.mail-in.port-25": "les e-mails sont reçus sur le port 25",
  "finding.mail-in.port":
    "les e-mails sont reçus sur le port {$port} ; les autres serveurs envoient au port 25, qui doit être redirigé vers celui-ci",
  "finding.mail-in.lmtp": "les e-mails sont reçus par LMTP",
  "finding.mail-in.imap": "les e-mails sont relevés par IMAP",
  "finding.mail-in.none": "les e-mails ne sont ni reçus ni relevés",
  "finding.imap.ok": "les e-mails sont relevés sur {$accounts}",
  "finding.imap.failing":
    "les e-mails ne sont plus relevés sur {$account} depuis {$for :duration} : {$problem}",
  "finding.imap.failing-unknown":
    "les e-mails ne sont plus relevés sur {$account} depuis {$for :duration} : aucun motif indiqué",
  "finding.imap.failed":
    ".input {$n :integer} .match $n one {{{$n} e-mail de {$account} ne peut pas être relevé, malgré plusieurs tentatives}} * {{{$n} e-mails de {$account} ne peuvent pas être relevés, malgré plusieurs tentatives}}",
  "finding.plus.ok": "les e-mails aux adresses avec « + » parviennent à {$mailbox}",
  "finding.plus.untested":
    "il n’a pas été vérifié si les e-mails aux adresses avec « + » parviennent à {$mailbox}",
  "finding.plus.off":
    "les e-mails aux adresses avec « + » ne parviennent pas à {$mailbox} ; les réponses n’en ont donc pas : les réponses des clients sont reconnues par le Message-ID qu’elles citent",
  "finding.plus.not-sent":
    "le test des adresses avec « + » de {$mailbox} n’a pas pu être envoyé : {$problem}",
  "finding.oauth.ok": "la connexion aux serveurs de messagerie utilise le compte OAuth {$account}",
  "finding.oauth.signed-out": "personne ne s’est connecté avec le compte OAuth {$account}",
  "finding.oauth.failing":
    "le compte OAuth {$account} ne fonctionne plus depuis {$for :duration} : {$problem}",
  "finding.scanner.ok": "{$scanner} répond",
  "finding.scanner.unscanned":
    ".input {$n :integer} .match $n one {{{$scanner} n’a rendu aucun verdict sur {$n} e-mail au cours des dernières 24 heures}} * {{{$scanner} n’a rendu aucun verdict sur {$n} e-mails au cours des dernières 24 heures}}",
  "finding.scanner.silent": "{$scanner} ne répond plus depuis {$for :duration} : {$problem}",
  "finding.webhooks.ok":
    ".input {$n :integer} .match $n one {{{$n} webhook fonctionne}} * {{{$n} webhooks fonctionnent}}",
  "finding.webhooks.failing": "le webhook {$webhook} ne fonctionne plus depuis {$for :duration}",
  "finding.health.failed": "tout n’a pas pu être contrôlé : {$problem}",
  // The database
  "finding.database.ok": "{$file}",
  "finding.database.missing": "{$folder} ne contient pas de données : mailmanager.db est manquant",
  "finding.database.not-file": "{$file} n’est pas un fichier",
  "finding.database.empty": "{$file} est vide",
  "finding.database.unopened": "le fichier ne peut pas être ouvert : {$problem}",
  "finding.database.unreadable": "le fichier ne peut pas être lu : {$problem}",
  "finding.integrity.ok": "SQLite juge le fichier intact",
  "finding.integrity.damaged": "le fichier est endommagé : {$damage}",
  "finding.integrity.damaged-more":
    ".input {$more :integer} .match $more one {{le fichier est endommagé : {$damage}, et au moins {$more} autre défaut}} * {{le fichier est endommagé : {$damage}, et au moins {$more} autres défauts}}",
  "finding.format.ok": "c’est le format de cette version",
  "finding.format.older": "il provient d’une version plus ancienne (en attente : {$steps})",
  "finding.format.newer": "il a été écrit par une version plus récente ou différente ({$steps})",
  "finding.durability.ok":
    "le mode du journal est wal ; le programme écrit avec synchronous FULL ou ne démarre pas",
  "finding.durability.mode": "le mode du journal est {$mode} et non wal : il a été modifié par autre chose",
  "finding.journal.all":
    ".input {$events :integer} .match $events one {{l’ensemble est intact : {$events} événement}} * {{l’ensemble est intact : {$events} événements}}",
  "finding.journal.newest":
    ".input {$events :integer} .match $events one {{le dernier événement est intact : {$events} vérifié (--full les vérifie tous)}} * {{les {$events} derniers événements sont intacts (--full les vérifie tous)}}",
  "finding.journal.damaged": "il est endommagé à la position {$position} : {$problem}",
  "finding.journal.reached": "PostgreSQL est joignable",
  "finding.journal.away":
    "PostgreSQL n’est plus joignable depuis {$for :duration} : les e-mails sont différés et rien ne peut être enregistré",
  "finding.journal.taken":
    "un autre programme sert ce journal depuis {$for :duration} : ici, les e-mails sont différés et rien ne peut être enregistré",
  "finding.clock.ok": "il est {$time}, aucun événement n’est plus récent",
  "finding.clock.behind": "l’horloge retarde de {$by :duration} sur l’événement le plus récent ({$time})",
  "finding.model.ok": "c’est celui de cette version",
  "finding.model.beside":
    "il est en cours de reconstruction en arrière-plan, {$percent} % ; celui de la version précédente est utilisé entre-temps",
  "finding.model.behind": "il est en cours de reconstruction, {$percent} %",
  "finding.model.missing": "il est manquant ou provient d’une autre version",
  // Settings and waiting work
  "finding.set-up.ok": "machine {$hostname}",
  "finding.set-up.missing": "non configuré",
  "finding.mailboxes.ok":
    ".input {$n :integer} .match $n one {{{$n} boîte mail activée}} * {{{$n} boîtes mail activées}}",
  "finding.mailboxes.none": "aucune boîte mail n’est activée : tous les e-mails sont refusés",
  "finding.administrators.ok": "{$names}",
  "finding.administrators.none": "aucun administrateur ne peut se connecter",
  "finding.outgoing.direct": "les e-mails sont remis directement aux serveurs des destinataires",
  "finding.outgoing.server": "un serveur de messagerie est défini",
  "finding.outgoing.caught":
    "les réponses sont interceptées ici (E-mails, Interceptés) et ne sont pas envoyées",
  "finding.outgoing.none": "rien n’est défini : les réponses restent en file d’attente",
  "finding.intake.none": "la file de réception est vide",
  "finding.intake.waits":
    ".input {$n :integer} .match $n one {{{$n} e-mail attend d’être traité}} * {{{$n} e-mails attendent d’être traités}}",
  "finding.intake.stuck":
    ".input {$n :integer} .match $n one {{{$n} e-mail attend d’être traité, depuis {$for :duration}}} * {{{$n} e-mails attendent d’être traités, le plus ancien depuis {$for :duration}}}",
  "finding.intake.working":
    ".input {$n :integer} .match $n one {{{$n} e-mail en cours de traitement}} * {{{$n} e-mails en cours de traitement}}",
  "finding.held-mail.none": "aucun",
  "finding.held-mail.waits":
    ".input {$n :integer} .match $n one {{{$n} e-mail attend une décision}} * {{{$n} e-mails attendent une décision}}",
  "finding.deliveries.ok": "aucun échec",
  "finding.deliveries.failed":
    ".input {$n :integer} .match $n one {{{$n} réponse n’a pas pu être remise}} * {{{$n} réponses n’ont pas pu être remises}}",
  "finding.deliveries.deferred":
    ".input {$n :integer} .match $n one {{{$n} réponse est différée par d’autres serveurs et sera retentée}} * {{{$n} réponses sont différées par d’autres serveurs et seront retentées}}",
  "finding.held-deliveries.waits":
    ".input {$n :integer} .match $n one {{{$n} remise est retenue depuis la restauration d’une sauvegarde et a pu être effectuée auparavant}} * {{{$n} remises sont retenues depuis la restauration d’une sauvegarde et ont pu être effectuées auparavant}}",
  "finding.backup.age": "la sauvegarde la plus récente remonte à {$age :duration}",
  "finding.backup.tonight": "aucune pour le moment ; la première sera créée cette nuit",
  "finding.backup.none": "aucune sauvegarde n’a encore été créée",
  "finding.backup.elsewhere":
    "le journal est dans PostgreSQL : un export de cette base de données en est la sauvegarde, avec le dossier tls et la configuration",
  "finding.backup.failed": "aucune sauvegarde n’a pu être créée il y a {$ago :duration} : {$fault}",
  "finding.directory.disabled":
    ".input {$n :integer} .match $n one {{{$n} personne ne peut pas se connecter : l’annuaire qui vérifie son mot de passe est désactivé}} * {{{$n} personnes ne peuvent pas se connecter : l’annuaire qui vérifie leurs mots de passe est désactivé}}",
  // The appliance
  "finding.box.ok": "ses services fonctionnent, version {$version}",
  "finding.box.silent": "l’état de l’appliance n’a pas pu être lu : elle ne répond pas",
  "finding.box.unreadable": "l’état de l’appliance n’a pas pu être lu : {$fault}",
  "finding.box.service": "{$name} est {$state}",
  "finding.box.not-applied":
    "ses paramètres n’ont pas pu être appliqués, une nouvelle tentative aura lieu : {$steps}",
  "finding.box.applying": "ses paramètres ne sont pas encore appliqués, et ses ports sont fermés jusque-là",
  "finding.box.other-disk":
    "un autre disque contenant un MailManager est connecté mais non utilisé : {$disk}",
  "finding.box.clock": "synchronisée avec {$server}",
  "finding.box.clock-unnamed": "synchronisée avec un serveur de temps",
  "finding.box.clock-off": "non synchronisée avec un serveur de temps",
  "finding.box.release": "version {$version} en cours",
  "finding.box.trying": "une nouvelle version est en cours de vérification",
  "finding.box.fell-back": "la version {$to} a échoué à son contrôle, et {$from} a été rétablie : {$cause}",
  "finding.box.refused-release": "la version {$to} a été refusée : {$cause}",
  "finding.box.development-key":
    "l’appliance accepte les mises à jour signées avec la clé publique de développement",
});
