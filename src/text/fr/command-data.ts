import type { commandDataTexts as English } from "../en/command-data.ts";
import type { Translation } from "../messages.ts";

export const commandDataTexts = (): Translation<typeof English> => ({
  "setup.summary": "crée un dossier de données, sans la configuration dans le navigateur",
  "setup.help": `Crée DIR avec un journal vide, la boîte mail ADDRESS et l’administrateur "admin".

  --data DIR                  le dossier de données ; il ne doit pas exister ou ne pas encore contenir de données
  --hostname HOST             le nom de cette machine dans les e-mails, par exemple mail.example.com
  --mailbox ADDRESS           la première adresse à laquelle les clients écrivent
  --admin-email ADDRESS       l’adresse de l’administrateur lui-même
  --admin-password-file FILE  un fichier dont la première ligne est le mot de passe (par défaut : généré et affiché une fois)
  --seed FILE                 toutes les réponses à la configuration dans le navigateur, en JSON ou TOML ; "-" lit l’entrée
                              standard. Les autres options l’emportent sur ce fichier

Affiche "user: NAME", et "password: SECRET" si le mot de passe a été généré.

Une préconfiguration a les champs {$fields}.
Les champs null ou vides sont ignorés ; en JSON, "admin.password" équivaut à "admin": \\{"password": ...\\}.
hostname, admin.password (ou admin.password_hash) et mailbox.address suffisent à configurer DIR. Avec moins, les réponses
sont enregistrées, et la configuration dans le navigateur demande le reste. incoming.kind est smtp ou imap, outgoing.kind est smtp,
direct ou later ; certificate.cert et certificate.key sont en PEM. Les champs sous network sont destinés à l’appliance.`,
  "setup.rest": "la configuration dans le navigateur demande le reste : {$steps}",
  "setup.password-file": "le fichier de mot de passe {$file} ne peut pas être lu : {$problem}",

  "serve.summary": "exécute MailManager : reçoit les e-mails, sert les pages et l’API, envoie les réponses",
  "serve.help": `S’exécute sur DIR jusqu’à son arrêt (SIGTERM ou Ctrl-C). Il n’accepte alors plus rien, termine ce qu’il fait et laisse le
reste dans ses files d’attente durables. Le port 0 utilise un port libre ; les adresses réelles figurent dans les logs et dans DIR/run.json.

Si DIR n’existe pas ou est vide, il est d’abord configuré dans le navigateur : chaque page mène à /setup, qui demande le
code de DIR/setup-code (également affiché sur un terminal). Les e-mails qui arrivent entre-temps sont différés avec 450.

  --config FILE    un fichier de configuration ; "mailmanager help configuration" en affiche un exemple. Les options et les
                   variables MAILMANAGER_* l’emportent sur ce fichier
  --http, --https  où les pages et l’API sont à l’écoute
  --smtp           où les e-mails sont reçus
  --smtps          la même chose avec TLS dès le début
  --submission     la même chose, en général sur le port 587, pour les appareils limités à ce port ; sans authentification
  --lmtp           où un serveur de messagerie du site remet les e-mails par LMTP : une adresse ou le chemin d’un socket
  --trusted-proxies
                   proxys placés devant les pages, sous forme d’adresses ou de réseaux : leurs en-têtes X-Forwarded-For, -Proto et
                   -Host sont pris en compte
  --outgoing       comment les réponses sont remises : par un serveur de messagerie, ou "direct" aux serveurs des destinataires
                   (MX) ; "catch" les garde ici et les affiche sur la page /caught. Sans cette option, le choix
                   fait dans les pages s’applique

Sous systemd, il utilise les sockets qui lui sont transmis (LISTEN_FDS), selon leurs noms : {$sockets}.
Ils l’emportent sur les adresses indiquées ici. Si http et https sont tous deux transmis, http redirige vers https.
Il indique à systemd quand il est prêt, sa progression lors d’un long démarrage et qu’il est actif (NOTIFY_SOCKET, WATCHDOG_USEC).`,
  "serve.nowhere":
    "aucune adresse d’écoute ; utilisez --http, --https, --smtp ou --lmtp (sous systemd : démarrez les sockets)",
  "serve.open": "Ouvrez {$page} dans un navigateur.",
  "serve.open-code": "Ouvrez {$page} dans un navigateur. La page demande le code de configuration : {$code}",

  "status.opening": "ouverture des données",
  "status.rebuilding": "réception d’e-mails ; reconstruction en cours, {$percent} % : {$places}",
  "status.rebuild-failed":
    "réception d’e-mails ; la reconstruction a échoué et sera retentée, voir les logs : {$places}",
  "status.copying": "copie des données avant la mise à jour : {$done} pages sur {$of}",
  "status.serving": "en service : {$places}",
  "status.full": "le disque est plein : les e-mails sont différés jusqu’à ce qu’il y ait de la place",
  "status.not-written": "le journal ne peut pas être écrit",
  "status.stopping": "arrêt : fin des travaux en cours",

  "demo.summary": "crée un dossier de données avec un helpdesk réaliste pour faire des essais",
  "demo.help": `Crée DIR, qui ne doit pas exister ou doit être vide, et le remplit de N tickets (par défaut : 250) d’une entreprise fictive :
boîtes mail, groupes, cinq agents, clients de nombreux pays, conversations des semaines passées dans tous les états, quelques
e-mails retenus et remises échouées. Les réponses que vous écrivez restent sur cette machine (page /caught).

Chaque exécution avec le même N crée les mêmes personnes, e-mails et décisions. Les heures sont relatives au moment présent,
afin que les tickets paraissent récents. Les mots de passe, les identifiants et les parties secrètes des adresses diffèrent à chaque fois.

Affiche "user: NAME" et "password: SECRET" de l’administrateur, puis "agents: NAMES" et "agents-password: SECRET" ; tous les
agents ont le même mot de passe.

  mailmanager demo --data /tmp/demo
  mailmanager serve --data /tmp/demo --http 127.0.0.1:8025`,
  "demo.progress": "tickets",
  "demo.next": "ensuite : {$line}",

  "rebuild.summary": "reconstruit le modèle de lecture à partir du journal",
  "rebuild.help": `Les tickets, les listes, les compteurs et l’index de recherche découlent du journal ; cette commande les reconstruit en une transaction.
En cas d’interruption, les anciens sont conservés. Le programme ne doit pas fonctionner sur DIR pendant ce temps.`,
  "rebuild.progress": "reconstruits",
  "rebuild.done": "le modèle de lecture est à la position {$position}",
});
