import type { remedyTexts as English } from "../en/remedies.ts";
import type { Translation } from "../messages.ts";

export const remedyTexts = (): Translation<typeof English> => ({
  // The machine and the folder
  "remedy.run-released": "utilisez l’exécutable publié, qui les contient",
  "remedy.specify-folder": "indiquez le dossier de données avec --data",
  "remedy.specify-or-create":
    'indiquez le dossier de données avec --data ou créez-le avec "mailmanager setup --data {$folder} ..."',
  "remedy.create-folder": 'créez-le avec "mailmanager setup --data {$folder} ..."',
  "remedy.recreate-folder": 'supprimez {$folder} et créez-le avec "mailmanager setup --data {$folder} ..."',
  "remedy.run-as-owner": "exécutez cette commande sous l’utilisateur propriétaire du dossier",
  "remedy.run-as-owner-or-restore":
    "exécutez cette commande sous l’utilisateur propriétaire du dossier ; si c’est déjà le cas, restaurez une sauvegarde",
  "remedy.check-disk": "vérifiez le disque et ses montages",
  "remedy.chmod": "chmod 700 {$folder}",
  "remedy.chown":
    "chown -R {$owner} {$folder}, puis exécutez les commandes sur ce dossier sous cet utilisateur",
  "remedy.move-to-disk": "déplacez-le sur un disque local",
  "remedy.free-space": "libérez de l’espace ou ajoutez un disque",
  "remedy.enlarge-disk": "agrandissez le disque à temps",
  "remedy.raise-limit":
    "augmentez la limite à {$wanted} ou plus (LimitNOFILE= dans l’unité, ulimit -n dans un shell)",
  // The running program
  "remedy.see-log-start":
    "consultez ses logs pour en connaître la cause et redémarrez-le ; les e-mails acceptés sont en sécurité",
  "remedy.check-later":
    "il est peut-être en cours de démarrage, ou c’est une commande telle que rebuild ; vérifiez plus tard",
  "remedy.see-log-recover": "consultez ses logs et redémarrez-le s’il ne se rétablit pas",
  "remedy.run-new-version": "redémarrez le programme pour passer à la nouvelle version",
  "remedy.restart-program": "consultez les logs et redémarrez le programme",
  "remedy.open-port":
    "si le port n’est pas nécessaire, désactivez-le sous {#page to=service}Paramètres, Service{/page}",
  "remedy.receive-mail":
    "démarrez le programme avec --smtp ADDR:25 ou ajoutez un compte sous {#page to=imap}Paramètres, Relève des e-mails{/page}",
  "remedy.check-account":
    "vérifiez le serveur, l’utilisateur et le mot de passe sous {#page to=imap}Paramètres, Relève des e-mails{/page} ; aucun e-mail n’est perdu, tous restent sur ce serveur",
  "remedy.allow-plus":
    "faites en sorte que votre serveur de messagerie les accepte et testez à nouveau sous {#page to=mailboxes}Paramètres, Boîtes mail{/page} ; d’ici là, les réponses des rares logiciels de messagerie qui ne citent aucun message deviennent de nouveaux tickets",
  "remedy.test-plus": "testez à nouveau sous {#page to=mailboxes}Paramètres, Boîtes mail{/page}",
  "remedy.sign-in":
    "reconnectez-vous sous {#page to=oauth}Paramètres, Comptes OAuth{/page} ; aucun e-mail n’est perdu, tous attendent jusque-là",
  "remedy.provider-again":
    "vérifiez l’identifiant client, le secret client et les portées sous {#page to=oauth}Paramètres, Comptes OAuth{/page} ; d’autres tentatives auront lieu et aucun e-mail n’est perdu",
  "remedy.look-there":
    "examinez-les avec un autre logiciel de messagerie ; d’autres tentatives auront lieu plus tard",
  "remedy.hold-unscanned":
    "ces e-mails sont signalés dans leur ticket ; pour les retenir, choisissez-le sous {#page to=incoming}Paramètres, E-mails entrants{/page}",
  "remedy.restart-scanner": "redémarrez {$scanner} ; d’ici là, les e-mails sont traités sans être analysés",
  "remedy.see-log": "consultez les logs pour en connaître la cause",
  // The database
  "remedy.restore": "arrêtez le programme et restaurez une sauvegarde",
  "remedy.restore-or-new":
    "arrêtez le programme et restaurez une sauvegarde ou configurez un nouveau dossier",
  "remedy.restore-before":
    'arrêtez le programme et restaurez une sauvegarde antérieure aux dommages ; "mailmanager journal tail" affiche les derniers événements',
  "remedy.run-other-release": "utilisez cette version-là ou restaurez une sauvegarde qui lui est antérieure",
  "remedy.back-up-and-start": "créez une sauvegarde, puis démarrez cette version",
  "remedy.start-to-correct":
    "démarrez le programme : il corrige le problème ou indique pourquoi c’est impossible",
  "remedy.start-database":
    "démarrez PostgreSQL ou rétablissez la connexion ; tout reprend alors de soi-même, et aucun e-mail accepté n’est perdu",
  "remedy.stop-other-program":
    "deux programmes ont été démarrés avec ce journal : arrêtez celui qui n’est pas voulu ; celui-ci reprend alors de lui-même",
  "remedy.set-clock": "réglez l’horloge et synchronisez-la par NTP avant toute autre écriture",
  "remedy.wait-for-rebuild":
    "attendez : la réception des e-mails continue, et ils sont traités ensuite ; si le programme n’est pas en cours d’exécution, démarrez-le",
  "remedy.rebuild":
    'rien n’est perdu : le prochain démarrage le reconstruit, ou exécutez "mailmanager rebuild" maintenant',
  "remedy.see-webhook":
    "consultez sa réponse sous {#page to=webhooks}Paramètres, Webhooks{/page} ; dès qu’il fonctionne, tout ce qui attend lui est transmis",
  // Settings and waiting work
  "remedy.add-mailbox":
    "activez-en une ou ajoutez-en une sous {#page to=mailboxes}Paramètres, Boîtes mail{/page}",
  "remedy.create-administrator":
    "créez-en un : mailmanager user create --data {$folder} --user NAME --role admin",
  "remedy.set-server":
    "définissez un serveur de messagerie sous {#page to=outgoing-settings}Paramètres, E-mails sortants{/page} ou utilisez --outgoing",
  "remedy.set-server-to-send":
    "pour envoyer des réponses, définissez un serveur de messagerie sous {#page to=outgoing-settings}Paramètres, E-mails sortants{/page} ou utilisez --outgoing",
  "remedy.start-to-process": "démarrez le programme, qui les traite",
  "remedy.see-log-safe":
    "consultez les logs pour en connaître la cause ; les e-mails acceptés sont en sécurité",
  "remedy.decide-mail": "décidez de leur sort sous {#page to=held}E-mails, Retenus{/page}",
  "remedy.see-outgoing":
    "consultez la cause sous {#page to=outgoing}E-mails, Sortants{/page}, puis relancez-les ou annulez-les",
  "remedy.decide-deliveries":
    "décidez de leur sort sous {#page to=held-deliveries}E-mails, Sortants, Retenus{/page}",
  "remedy.make-backup":
    "créez-en une sous {#page to=backups}Système, Sauvegardes{/page} et conservez une copie ailleurs ; la prochaine tentative aura lieu cette nuit",
  "remedy.make-backup-enable":
    "créez-en une sous {#page to=backups}Système, Sauvegardes{/page} et conservez une copie ailleurs, ou activez les sauvegardes nocturnes (nightly_backups dans la configuration)",
  "remedy.fix-and-make":
    "corrigez la cause, puis créez-en une sous {#page to=backups}Système, Sauvegardes{/page} et conservez une copie ailleurs ; la prochaine tentative aura lieu cette nuit",
  "remedy.fix-and-enable":
    "corrigez la cause, puis créez-en une sous {#page to=backups}Système, Sauvegardes{/page} et conservez une copie ailleurs, ou activez les sauvegardes nocturnes (nightly_backups dans la configuration)",
  "remedy.enable-directory":
    "activez-le sous {#page to=directory}Paramètres, Annuaire{/page} ou définissez des mots de passe sous {#page to=people}Paramètres, Personnes{/page}",
  // Certificates
  "remedy.put-pem": "placez-y des fichiers PEM ou supprimez les deux pour un certificat autosigné",
  "remedy.restart-for-certificate": "redémarrez le programme, qui en crée un nouveau",
  "remedy.install-certificate": "installez-en un nouveau dans {$tls}",
  "remedy.clock-or-certificate": "réglez l’horloge ou utilisez un autre certificat",
  "remedy.restart-to-use": "redémarrez le programme, qui utilise alors celui qui est configuré",
  "remedy.get-certificate": "obtenez-en un pour ce nom sous {#page to=certificate}Système, Certificat{/page}",
  "remedy.renew-certificate": "renouvelez-le sous {#page to=certificate}Système, Certificat{/page}",
  "remedy.retry-order":
    "corrigez la cause ; une nouvelle tentative a lieu automatiquement, ou immédiatement sous {#page to=certificate}Système, Certificat{/page}",
  "remedy.issue-for-name": "Faites-en émettre un pour ce nom",
  "remedy.renew": "Faites-le renouveler",
  "remedy.renew-in-time": "Faites-le renouveler à temps",
  "remedy.check-clock": "Vérifiez l’horloge de cette machine",
  "remedy.add-chain":
    "La plupart des clients en ont besoin : collez-les en dessous, dans l’ordre (souvent appelés chaîne, chain ou full chain)",
  // DNS and other servers
  "remedy.dns-here": "vérifiez que le DNS fonctionne ici",
  "remedy.good-for-testing": "Suffisant pour des tests",
  "remedy.reach-dns": "Vérifiez que cette machine peut joindre un serveur DNS",
  "remedy.add-such-record": "Ajoutez un enregistrement au DNS du domaine, par exemple",
  "remedy.add-record": "Ajoutez un enregistrement au DNS du domaine :",
  "remedy.set-record": "Définissez l’enregistrement DNS :",
  "remedy.forwarded-or-record":
    "Correct si un routeur ou un pare-feu redirige cette adresse vers cette machine ; sinon, corrigez l’enregistrement DNS",
  "remedy.should-be": "L’enregistrement devrait être",
  "remedy.have-forwarded":
    "Faites en sorte que {$first} transfère les e-mails destinés à {$mailbox} vers cette machine, ou définissez l’enregistrement DNS",
  "remedy.open-port-25":
    "De nombreux fournisseurs bloquent le port 25 : demandez au vôtre de l’ouvrir ou envoyez par un serveur de messagerie",
  "remedy.other-domain":
    "Saisissez pour un administrateur une adresse d’un autre domaine ou surveillez les premières réponses",
  "remedy.record-first": "Ajoutez d’abord un enregistrement DNS",
  "remedy.check-dns": "Vérifiez que le DNS fonctionne ici",
  "remedy.set-ptr":
    "Demandez à votre fournisseur d’accès de définir son DNS inverse sur {$hostname} : sinon, de nombreux serveurs refusent ses e-mails",
  "remedy.merge-records": "réunissez-les en un seul enregistrement",
  "remedy.publish-such": "publiez-en un, par exemple",
  "remedy.correct-record": "corrigez l’enregistrement",
  "remedy.allow-address": "ajoutez cette adresse à l’enregistrement, par exemple",
  "remedy.publish-key":
    "publiez l’enregistrement TXT affiché sous {#page to=domains}Paramètres, Domaines{/page}",
  "remedy.create-key":
    "créez une clé sous {#page to=domains}Paramètres, Domaines{/page} et publiez son enregistrement",
  // The directory
  "remedy.directory.silent":
    "vérifiez que le serveur fonctionne et qu’aucun pare-feu ne s’interpose, ou saisissez-en un autre sous {#page to=directory}Paramètres, Annuaire{/page}",
  "remedy.directory.untrusted":
    "installez un certificat valide sur le serveur ou collez le certificat de son autorité sous {#page to=directory}Paramètres, Annuaire{/page}",
  "remedy.directory.misnamed":
    "saisissez le nom du serveur sous {#page to=directory}Paramètres, Annuaire{/page} tel qu’il figure dans son certificat ou installez un certificat pour ce nom",
  "remedy.directory.unencrypted":
    "choisissez un autre chiffrement ou ldaps:// sous {#page to=directory}Paramètres, Annuaire{/page}, ou installez un certificat sur le serveur",
  "remedy.directory.bind":
    "saisissez à nouveau le compte de recherche et son mot de passe sous {#page to=directory}Paramètres, Annuaire{/page} ; vérifiez qu’il n’a pas expiré",
  "remedy.directory.base":
    "corrigez le DN de base sous {#page to=directory}Paramètres, Annuaire{/page} et vérifiez que le compte de recherche a le droit de le lire",
  "remedy.directory.filter":
    "corrigez le filtre utilisateur sous {#page to=directory}Paramètres, Annuaire{/page}",
  "remedy.directory.odd": "consultez les logs du serveur pour en connaître la cause",
  "remedy.directory.encrypt":
    "choisissez StartTLS ou ldaps:// sous {#page to=directory}Paramètres, Annuaire{/page}",
  "remedy.directory.renew":
    "renouvelez-le sur ce serveur : une fois qu’il aura expiré, personne ne pourra se connecter avec l’annuaire",
  "remedy.directory.search":
    "vérifiez le nom, le DN de base et le filtre utilisateur sous {#page to=directory}Paramètres, Annuaire{/page}",
  "remedy.directory.narrow":
    "rendez le filtre utilisateur plus précis sous {#page to=directory}Paramètres, Annuaire{/page} : avec plusieurs correspondances, personne ne peut se connecter",
  "remedy.directory.again": "saisissez-le à nouveau ; vérifiez que le compte n’est pas verrouillé",
  "remedy.directory.change": "il doit d’abord être changé là-bas",
  // The appliance
  "remedy.box-retry": "réessayez ; redémarrez l’appliance si le problème persiste",
  "remedy.box-restart": "redémarrez l’appliance ; si cela ne suffit pas, créez une archive de support",
  "remedy.detach-disk":
    "déconnectez-le ; pour utiliser ses données, importez une nouvelle image et connectez ce disque avant le premier démarrage",
  "remedy.box-time-server": "saisissez-en un que l’appliance peut joindre et ouvrez-lui le port UDP 123",
  "remedy.install-again": "corrigez la cause et installez-la à nouveau ou attendez la version suivante",
  "remedy.download-again": "téléchargez à nouveau la mise à jour",
  "remedy.own-key": "utilisez une version construite avec sa propre clé",
  // The setup's tests
  "remedy.network-or-continue": "Vérifiez le réseau ou continuez quand même",
  "remedy.check-spelling": "Vérifiez l’orthographe",
  "remedy.check-login":
    "Vérifiez l’utilisateur et le mot de passe ; certains fournisseurs exigent un mot de passe d’application",
  "remedy.check-line": "Vérifiez le serveur, le port et le chiffrement, et si un pare-feu s’interpose",
  "remedy.check-reach": "Vérifiez le serveur et le port, et si un pare-feu ou votre fournisseur les bloque",
  "remedy.check-tls":
    "Vérifiez le chiffrement et le port : 587 est destiné à STARTTLS, 465 à TLS ; le certificat doit être émis pour le nom du serveur",
  "remedy.check-server": "Vérifiez le serveur, le port et le chiffrement",
  "remedy.start-smtp": "Démarrez-le avec --smtp ADDR:25",
  "remedy.see-setup-log": "Consultez les logs",
  "remedy.forward-port-25": "Démarrez-le avec --smtp 0.0.0.0:25 ou faites rediriger le port 25 vers celui-ci",
});
