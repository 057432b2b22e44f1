import type { setupTexts as English } from "../en/setup.ts";
import type { Translation } from "../messages.ts";

export const setupTexts = (): Translation<typeof English> => ({
  "setup.title": "Configuration initiale",
  "setup.api": "La configuration s’effectue dans le navigateur, à l’adresse /setup",
  "setup.steps": "Étapes",
  "setup.stepOf": "Étape {$n} sur {$of}",
  "setup.said": "terminé",
  "setup.code.lead":
    "La configuration prend moins de dix minutes, et vous pourrez tout modifier par la suite.",
  "setup.code": "Code de configuration",
  "setup.code.hint": "Affiché sur l’écran de la machine et dans le fichier setup-code du dossier de données.",
  "setup.code.go": "Commencer",

  "setup.step.zone": "Langue et heure",
  "setup.step.admin": "Administrateur",
  "setup.step.name": "Nom et réseau",
  "setup.step.mailbox": "Première boîte mail",
  "setup.step.incoming": "E-mails entrants",
  "setup.step.outgoing": "E-mails sortants",
  "setup.step.certificate": "Certificat",
  "setup.step.finish": "Finalisation",
  "setup.next": "Continuer",
  "setup.test": "Tester et continuer",
  "setup.again": "Tester à nouveau",
  "setup.anyway": "Continuer quand même",
  "setup.back": "Retour",
  "setup.found": "Résultats du test",

  "setup.zone.lead":
    "Chaque personne voit les dates et heures dans son propre fuseau horaire. Celui-ci est utilisé partout ailleurs.",
  "setup.zone.language": "Langue",
  "setup.zone.language.is": "Français",
  "setup.zone": "Fuseau horaire",
  "setup.zone.now": "Date et heure dans ce fuseau : {$time}.",

  "setup.admin.lead": "Gère MailManager. Ajoutez d’autres personnes plus tard, sous Paramètres, Personnes.",
  "setup.admin.name": "Nom",
  "setup.admin.user": "Nom d’utilisateur",
  "setup.admin.user.hint":
    "Pour se connecter. Lettres minuscules, chiffres, points, traits d’union et traits de soulignement.",
  "setup.admin.email": "Adresse e-mail",
  "setup.admin.email.hint":
    "La vôtre, et non une adresse à laquelle les clients écrivent. L’e-mail de test envoyé à la fin en provient.",
  "setup.admin.password": "Mot de passe",
  "setup.admin.password.hint":
    "Au moins 10 caractères. Trois ou quatre mots sans rapport entre eux sont sûrs et faciles à retenir.",
  "setup.admin.repeat": "Répéter le mot de passe",
  "setup.admin.kept": "Un mot de passe est défini. Laissez les deux champs vides pour le conserver.",

  "setup.name.lead":
    "Le nom sous lequel les serveurs de messagerie et les navigateurs trouvent cette machine.",
  "setup.name.hostname": "Nom d’hôte",
  "setup.name.hostname.hint": "Nom complet, par exemple mail.example.com.",
  "setup.name.addresses": "Adresses de cette machine",
  "setup.name.addresses.none":
    "Aucune hormis la boucle locale : les autres machines ne peuvent pas encore la joindre.",

  "setup.mailbox.some": "la première boîte mail",
  "setup.name.some": "cette machine",
  "setup.mailbox.lead":
    "Une adresse à laquelle les clients écrivent. Vous pourrez en ajouter d’autres plus tard.",
  "setup.mailbox.address": "Adresse",
  "setup.mailbox.address.hint": "Par exemple support@example.com.",
  "setup.mailbox.name": "Nom",
  "setup.mailbox.name.hint":
    "Affiché aux clients comme expéditeur des réponses, par exemple Support Example.",

  "setup.incoming.lead": "Comment les e-mails destinés à {$mailbox} arrivent ici.",
  "setup.incoming.kind": "Réception des e-mails",
  "setup.incoming.smtp": "Par SMTP, directement",
  "setup.incoming.smtp.hint":
    "L’enregistrement MX du domaine désigne cette machine, ou un autre serveur de messagerie lui transfère les e-mails.",
  "setup.incoming.imap": "Par IMAP, depuis une boîte mail d’un autre serveur",
  "setup.incoming.imap.hint":
    "L’adresse reste où elle est. Les e-mails non lus de sa boîte de réception sont relevés et marqués comme lus.",
  "setup.incoming.microsoft": "Par IMAP, depuis Microsoft 365",
  "setup.incoming.microsoft.hint":
    "Se connecte par OAuth 2, avec une application que vous inscrivez chez Microsoft.",
  "setup.incoming.google": "Par IMAP, depuis Google",
  "setup.incoming.google.hint": "Se connecte par OAuth 2, avec un client que vous créez chez Google.",
  "setup.outgoing.microsoft": "Par Microsoft 365",
  "setup.outgoing.microsoft.hint":
    "Se connecte par OAuth 2, avec une application que vous inscrivez chez Microsoft.",
  "setup.outgoing.google": "Par Google",
  "setup.outgoing.google.hint": "Se connecte par OAuth 2, avec un client que vous créez chez Google.",
  "setup.oauth.login": "Boîte mail à laquelle se connecter",
  "setup.oauth.login.hint": "Son adresse, même s’il s’agit d’une boîte partagée.",
  "setup.oauth.secret.hint": "Laissez vide pour un client public ou pour conserver un secret enregistré.",
  "setup.oauth.later":
    "Vous vous connectez à la fin de la configuration. D’ici là, aucun e-mail n’est relevé ni envoyé par ce compte.",
  "setup.done.signIn": "Connectez-vous à votre compte de messagerie",
  "setup.done.signIn.text":
    "Aucun e-mail n’est relevé ni envoyé par ce compte tant que personne ne s’est connecté. Les réponses attendent jusque-là.",
  "setup.done.signIn.go": "Se connecter chez {$provider}",
  "setup.server.host": "Serveur",
  "setup.server.port": "Port",
  "setup.server.tls": "Chiffrement",
  "setup.server.user": "Utilisateur",
  "setup.server.password": "Mot de passe",
  "setup.server.kept": "Un mot de passe est défini. Laissez vide pour le conserver.",

  "setup.outgoing.lead": "Comment les réponses sont remises.",
  "setup.outgoing.kind": "Mode de remise",
  "setup.outgoing.smtp": "Par un serveur de messagerie",
  "setup.outgoing.smtp.hint": "Le vôtre ou celui de votre fournisseur (smart host). Le choix habituel.",
  "setup.outgoing.direct": "Directement aux serveurs des destinataires",
  "setup.outgoing.direct.hint":
    "Nécessite le port 25 sortant et un DNS inverse (PTR) pour l’adresse de cette machine.",
  "setup.outgoing.later": "Plus tard",
  "setup.outgoing.later.hint":
    "Les réponses restent en file d’attente jusqu’à ce que vous choisissiez un mode de remise sous Paramètres, E-mails sortants.",
  "setup.outgoing.user.hint": "Laissez vide si le serveur n’exige pas d’authentification.",
  "setup.outgoing.given": "MailManager a été démarré avec --outgoing, qui l’emporte sur le choix fait ici.",

  "setup.certificate.lead":
    "Prouve aux navigateurs et aux serveurs de messagerie qu’ils sont connectés à {$hostname}.",
  "setup.certificate.kind": "Certificat",
  "setup.certificate.self": "Autosigné, pour l’instant",
  "setup.certificate.self.hint":
    "Les connexions sont chiffrées, mais les navigateurs affichent un avertissement. Les serveurs de messagerie l’acceptent.",
  "setup.certificate.own": "Le mien",
  "setup.certificate.own.hint":
    "Clé et certificat de votre propre autorité de certification ou d’une autorité publique, en PEM.",
  "setup.certificate.cert": "Certificat, suivi des certificats intermédiaires",
  "setup.certificate.certFile": "Ou sous forme de fichier",
  "setup.certificate.key": "Clé",
  "setup.certificate.keyFile": "Ou sous forme de fichier (clé)",
  "setup.certificate.kept": "Une clé est définie. Laissez vide pour la conserver.",

  "setup.answer.imap": "Par IMAP en tant que {$user} depuis {$host}",
  "setup.finish.lead":
    "Vérifiez vos choix. Cliquez sur le bouton pour les appliquer et envoyer un e-mail de test.",
  "setup.finish.change": "Modifier",
  "setup.finish.open": "manquant",
  "setup.finish.missing": "Terminez les étapes Administrateur, Nom et réseau, et Première boîte mail.",
  "setup.finish.go": "Configurer et envoyer un e-mail de test",

  "setup.done": "MailManager est configuré",
  "setup.done.waiting": "L’e-mail de test a été reçu et est en cours de traitement.",
  "setup.done.ticket": "L’e-mail de test est arrivé sous le numéro de ticket {$n}.",
  "setup.done.held": "L’e-mail de test a été reçu, mais demande votre décision :",
  "setup.done.refused": "L’e-mail de test a été refusé :",
  "setup.done.none": "Envoyez un e-mail de test pour vérifier la réception des e-mails.",
  "setup.done.said": "Réponse du serveur de messagerie",
  "setup.done.open": "Ouvrir le ticket {$n}",
  "setup.done.tickets": "Aller aux tickets",
  "setup.done.send": "Envoyer un e-mail de test",
  "setup.done.next": "Étapes suivantes",
  "setup.done.people": "Ajouter votre équipe",
  "setup.done.domains": "Publier les enregistrements DNS qui permettent aux autres de vérifier vos e-mails",
  "setup.done.help": "Premiers pas",
  "setup.restore": "Avez-vous une sauvegarde de MailManager ?",
  "setup.restore.go": "Restaurer une sauvegarde",
  "restore.title": "Restaurer une sauvegarde",
  "restore.lead.choose":
    "Remplace la configuration initiale : tout provient de la sauvegarde, y compris les personnes et leurs mots de passe. Rien ne change tant que vous n’avez pas vu ce qu’elle contient.",
  "restore.lead.working": "Peut prendre quelques minutes. Vous pouvez fermer cette page et y revenir.",
  "restore.lead.ready":
    "La sauvegarde est valide et contient ce qui suit. Elle n’a pas encore été restaurée.",
  "restore.upload": "Depuis un fichier",
  "restore.file": "Fichier de sauvegarde",
  "restore.file.hint": "mailmanager-HOST-TIME.backup, {$room} au plus.",
  "restore.upload.go": "Envoyer et vérifier",
  "restore.uploading": "Envoi en cours. Gardez cette page ouverte.",
  "restore.tooLarge":
    "Le fichier dépasse l’espace disque libre, {$room}. Agrandissez le disque et réessayez.",
  "restore.offered": "Trouvées ici",
  "restore.offered.here": "dans le dossier de données",
  "restore.offered.stick": "sur {$stick}",
  "restore.offered.go": "Vérifier",
  "restore.look": "Rechercher à nouveau des clés USB",
  "restore.fresh": "Configurer plutôt depuis le début",
  "restore.working": "Démarrage",
  "restore.of": "Machine",
  "restore.made": "Créée",
  "restore.tickets": "Tickets",
  "restore.mails": "E-mails",
  "restore.events": "Événements du journal",
  "restore.size": "Taille",
  "restore.release": "Créée par la version",
  "restore.then.login":
    "Connectez-vous ensuite avec un nom d’utilisateur et un mot de passe de la sauvegarde.",
  "restore.then.held":
    "Les réponses qui étaient en file d’attente lors de la création de la sauvegarde sont retenues, car elles ont pu être envoyées : décidez de leur sort sous E-mails, Sortants.",
  "restore.done":
    "Sauvegarde restaurée. Connectez-vous avec un nom d’utilisateur et un mot de passe qu’elle contient.",
  "restore.confirm": "Restaurer cette sauvegarde",
  "restore.other": "En choisir une autre",
});
