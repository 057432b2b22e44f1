import type { settingsFaults as English } from "../en/fault-settings.ts";
import type { Translation } from "../messages.ts";

export const settingsFaults = (): Translation<typeof English> => ({
  "fault.user.name":
    "Un nom d’utilisateur comporte de 1 à 50 lettres minuscules, chiffres, points, traits d’union et traits de soulignement",
  "fault.user.full-name": "Un nom comporte au plus 200 caractères imprimables",
  "fault.user.email": "« {$address} » n’est pas une adresse e-mail valide",
  "fault.user.last-admin": "Il doit rester au moins un administrateur",
  "fault.user.last-local-admin":
    "Il doit rester au moins un administrateur dont le mot de passe est enregistré ici",
  "fault.password.length": "Un mot de passe comporte de 10 à 1 000 caractères",
  "fault.password.easy":
    "Ce mot de passe est trop facile à deviner ; utilisez trois ou quatre mots sans rapport entre eux",
  "fault.password.repeat": "Les deux mots de passe sont différents",
  "fault.pin.form": "Saisissez de 6 à 20 chiffres",
  "fault.pin.repeat": "Les deux codes PIN sont différents",
  "fault.password.current": "Ce n’est pas votre mot de passe actuel",
  "fault.password.elsewhere": "Votre mot de passe est enregistré dans l’annuaire",
  "todo.password.elsewhere": "Modifiez-le là-bas",
  "fault.login.often": "Trop de tentatives infructueuses ; attendez une minute et réessayez",
  "fault.login.directory-silent":
    "L’annuaire n’a pas répondu : votre mot de passe n’a donc pas pu être vérifié",
  "todo.login.directory-silent": "Réessayez plus tard. Si le problème persiste, contactez un administrateur",
  "fault.login.directory-unfit":
    "Les paramètres de l’annuaire ne fonctionnent pas : votre mot de passe n’a donc pas pu être vérifié",
  "todo.login.directory-unfit": "Contactez un administrateur",
  "fault.login.expired": "Votre mot de passe a expiré dans l’annuaire",
  "todo.login.expired": "Changez-le d’abord là-bas, puis reconnectez-vous",
  "fault.setup.code.often": "Trop de codes erronés ; attendez une demi-minute et réessayez",
  "fault.setup.code.wrong": "Code de configuration erroné. Majuscules et minuscules ne sont pas distinguées",
  "fault.hostname.invalid": "« {$name} » n’est pas un nom d’hôte valide, tel que mail.example.com",
  "fault.hostname.address": "Saisissez un nom, pas une adresse",
  "fault.zone.invalid": "Choisissez un fuseau horaire",
  "fault.webhook.name": "Le nom d’un webhook tient sur une ligne de 1 à {$most :integer} caractères",
  "fault.webhook.page": "Un webhook ne peut pas s’appeler {$name} : choisissez un autre nom",
  "fault.webhook.url":
    "Saisissez une adresse telle que https://shop.example/hook, sans nom d’utilisateur et sans #",
  "fault.webhook.plain":
    "Une adresse sans TLS (http) n’est possible que si les adresses privées sont autorisées pour ce webhook",
  "fault.webhook.event": "Il n’existe pas d’événement {$name} ; choisissez parmi {$known}",
  "fault.webhook.most": "Il y a déjà {$most :integer} webhooks ; supprimez-en un qui n’est plus utilisé",
  "fault.template.name": "Le nom d’un modèle tient sur une ligne de 1 à {$most :integer} caractères",
  "fault.template.text": "Le texte d’un modèle comporte de 1 à {$most :integer} caractères",
  "fault.template.field":
    "Un modèle ne peut pas citer {$name} ; écrivez l’un de ces noms entre doubles accolades : {$known}",
  "fault.template.open":
    "Les doubles accolades ne sont pas fermées après {$name} ; ajoutez-y deux accolades fermantes",
  "fault.template.blank": "Il n’y a rien entre les doubles accolades ; écrivez l’un de ces noms : {$known}",
  "fault.group.name": "Le nom d’un groupe comporte de 1 à 100 caractères",
  "fault.mailbox.name": "Un nom comporte au plus 200 caractères imprimables",
  "fault.mailbox.address": "« {$address} » n’est pas une adresse e-mail valide",
  "fault.mailbox.plus":
    "L’adresse d’une boîte mail ne doit pas contenir « + » : ce qui suit ce signe identifie les tickets",
  "fault.mailbox.invalid": "« {$address} » ne peut pas être l’adresse d’une boîte mail",
  "fault.mailbox.alias-taken": "{$address} appartient à la boîte mail {$mailbox}",
  "fault.mailbox.most-aliases": "Une boîte mail a au plus {$most} autres adresses",
  "fault.mailbox.signature": "Une signature comporte au plus 10 000 caractères",
  "fault.mailbox.language": "Saisissez un code de langue tel que en ou pt-BR",
  "fault.domain.no-mailbox": "Aucune boîte mail n’a d’adresse dans {$domain}",
  "fault.domain.most-keys": "{$domain} a déjà {$n} clés ; supprimez-en une qui n’est plus utilisée",
  "fault.server.host": "Saisissez le nom du serveur",
  "fault.server.port": "Saisissez un numéro de port compris entre 1 et 65535",
  "fault.server.user": "Un nom d’utilisateur comporte au plus 500 caractères imprimables",
  "fault.server.password": "Saisissez un mot de passe pour ce nom d’utilisateur",
  "fault.server.encryption": "Un mot de passe exige une connexion chiffrée : choisissez TLS ou STARTTLS",
  "fault.server.oauth-user": "Saisissez la boîte mail à laquelle se connecter",
  "fault.server.one-login": "Utilisez soit un mot de passe, soit un compte OAuth",
  "fault.outgoing.not-smtp": "Seuls les e-mails envoyés par un serveur de messagerie (smtp) ont ce champ",
  "fault.test-mail.address": "« {$address} » n’est pas une adresse e-mail valide",
  "fault.test-mail.no-mailbox": "Aucune boîte mail n’est activée pour envoyer l’e-mail",
  "fault.plus-test.no-way":
    "Aucun serveur de messagerie sortant n’est défini : impossible d’envoyer un e-mail de test",
  "todo.plus-test.no-way": "Définissez-en un sous Paramètres, E-mails sortants, puis testez à nouveau",
  "fault.plus-test.caught":
    "Les e-mails sortants sont interceptés ici : un e-mail de test ne reviendrait pas",
  "todo.plus-test.caught":
    "Choisissez un autre mode de remise sous Paramètres, E-mails sortants, puis testez à nouveau",
  "fault.plus-test.disabled": "La boîte mail ne reçoit pas d’e-mails",
  "fault.plus-test.restarted": "Le programme a été redémarré pendant le test",
  "todo.plus-test.restarted": "Testez à nouveau",
  "fault.oauth.name": "Un nom comporte de 1 à 40 lettres minuscules, chiffres et traits d’union",
  "fault.oauth.token-url": "Saisissez le point de terminaison des jetons, qui commence par https://",
  "fault.oauth.url": "Saisissez une URL qui commence par https://, ou rien",
  "fault.oauth.client-id": "Saisissez l’identifiant client",
  "fault.oauth.client-secret": "Un secret client tient sur une ligne de 20 000 caractères au plus",
  "fault.oauth.refresh-token": "Un jeton d’actualisation tient sur une ligne de 20 000 caractères au plus",
  "fault.oauth.scope": "Saisissez les portées sur une ligne, séparées par des espaces",
  "fault.oauth.servers": "Saisissez les noms de 1 à 20 serveurs de messagerie",
  "fault.oauth.unknown": "Compte OAuth {$account} introuvable",
  "todo.oauth.unknown": "Ajoutez-le sous Paramètres, Comptes OAuth",
  "fault.oauth.other-server": "Le compte OAuth {$account} ne peut pas être utilisé pour {$host}",
  "todo.oauth.other-server": "Ajoutez le serveur au compte OAuth et reconnectez-vous",
  "fault.oauth.in-use": "Le compte OAuth {$account} est utilisé par {$by}",
  "todo.oauth.in-use": "Choisissez-y d’abord une autre méthode de connexion",
  "fault.oauth.no-browser": "Le compte OAuth {$account} n’a pas de point de terminaison d’autorisation",
  "fault.oauth.no-device":
    "Le compte OAuth {$account} n’a pas de point de terminaison pour les codes d’appareil",
  "fault.oauth.sign-in-over":
    "Cette connexion a été commencée il y a trop longtemps ou par quelqu’un d’autre, ou elle est déjà terminée",
  "todo.oauth.sign-in-over": "Reconnectez-vous",
  "fault.oauth.sign-in-refused":
    "Le fournisseur a refusé la connexion du compte OAuth {$account} : {$problem}",
  "fault.oauth.no-refresh-token":
    "Le fournisseur n’a pas délivré de jeton d’actualisation pour le compte OAuth {$account}",
  "todo.oauth.no-refresh-token":
    "Ajoutez la portée d’accès hors connexion (offline_access chez Microsoft), puis reconnectez-vous",
  "fault.imap.name": "Un nom comporte de 1 à 40 lettres minuscules, chiffres et traits d’union",
  "fault.imap.encryption":
    "Choisissez TLS ou STARTTLS ; seules les connexions à cette machine peuvent être non chiffrées",
  "fault.imap.user": "Saisissez le nom d’utilisateur",
  "fault.imap.password": "Saisissez le mot de passe",
  "fault.imap.folders": "Saisissez de 1 à 50 dossiers",
  "fault.imap.move-to": "Saisissez le dossier vers lequel les e-mails relevés sont déplacés",
  "fault.imap.move-round": "Les e-mails ne peuvent pas être déplacés vers un dossier qui est relevé",
  "fault.pem.certificate": "Collez un certificat au format PEM ; il commence par -----BEGIN CERTIFICATE-----",
  "fault.pem.key":
    "Collez une clé privée au format PEM, sans mot de passe ; elle commence par -----BEGIN PRIVATE KEY-----",
  "fault.pem.locked": "Cette clé est protégée par un mot de passe ; supprimez-le d’abord",
  "fault.certificate.key-missing": "Collez aussi la clé : aucune demande n’a été créée ici",
  "fault.certificate.other-key": "La clé n’appartient pas à ce certificat",
  "fault.certificate.expired": "Le certificat a expiré",
  "fault.certificate.other-name": "Le certificat n’est pas valide pour {$name}",
  "fault.certificate.unusable": "Le certificat ne peut pas être utilisé : {$problem}",
  "fault.certificate.request": "La demande n’a pas pu être créée : {$problem}",
  "fault.acme.directory": "Saisissez l’URL du répertoire ACME de l’autorité, qui commence par https://",
  "fault.acme.email": "Saisissez une adresse e-mail valide",
  "fault.acme.name": "« {$name} » n’est pas un nom d’hôte qu’une autorité pourrait certifier",
  "fault.acme.most-names": "Saisissez au plus {$most} noms",
  "fault.ldap.server": "« {$server} » n’est pas un serveur : saisissez ldap:// ou ldaps:// et un nom d’hôte",
  "fault.ldap.servers": "Saisissez de 1 à {$most} serveurs",
  "fault.ldap.bind-dn": "Un compte comporte au plus 1 000 caractères imprimables",
  "fault.ldap.bind-password": "Saisissez le mot de passe du compte de recherche",
  "fault.ldap.base-dn": "Saisissez un DN de base, par exemple ou=people,dc=example,dc=org",
  "fault.ldap.filter":
    "Saisissez un filtre LDAP entre parenthèses qui contient \\{user\\}, par exemple (uid=\\{user\\})",
  "fault.ldap.attribute":
    "Le nom d’un attribut comporte des lettres, des chiffres et des traits d’union, par exemple mail",
  "fault.network.ntp": "Saisissez jusqu’à quatre noms ou adresses, séparés par des espaces",
  "fault.network.card": "Choisissez une carte réseau",
  "fault.network.vlan": "Un VLAN est un nombre de 1 à 4094 ; laissez vide s’il n’y en a pas",
  "fault.network.method": "Choisissez comment l’appliance obtient son adresse",
  "fault.network.address4":
    "Saisissez une adresse avec la longueur de son préfixe, par exemple 192.0.2.10/24",
  "fault.network.gateway4":
    "Saisissez une passerelle, par exemple 192.0.2.1 ; laissez vide s’il n’y en a pas",
  "fault.network.address6":
    "Saisissez une adresse avec la longueur de son préfixe, par exemple 2001:db8::10/64",
  "fault.network.gateway6": "Saisissez une passerelle, par exemple fe80::1 ; laissez vide s’il n’y en a pas",
  "fault.network.dns": "Saisissez jusqu’à quatre adresses, séparées par des espaces, par exemple 192.0.2.53",
  "fault.network.search": "Saisissez jusqu’à six domaines, séparés par des espaces, par exemple example.org",
  "fault.network.proxy": "Saisissez l’URL complète, par exemple http://proxy.example.org:3128",
  "fault.network.management": "Saisissez des réseaux tels que 192.0.2.0/24, séparés par des espaces",
  "fault.outgoing.no-password": "Le nom d’utilisateur n’a pas de mot de passe",
  "todo.outgoing.no-password":
    "Utilisez smtp://HOST:PORT, smtp://USER:PASSWORD@HOST:PORT, smtps://USER:PASSWORD@HOST:PORT, direct ou catch",
  "fault.outgoing.percent":
    "Le nom d’utilisateur ou le mot de passe contient un signe % qui n’est pas suivi de deux chiffres hexadécimaux",
  "todo.outgoing.percent": "Écrivez %25 à la place de %",
  "fault.outgoing.empty": "Le nom d’utilisateur ou le mot de passe est vide",
  "todo.outgoing.empty":
    "Utilisez smtp://HOST:PORT, smtp://USER:PASSWORD@HOST:PORT, smtps://USER:PASSWORD@HOST:PORT, direct ou catch",
  "fault.outgoing.brackets": "Une adresse IPv6 doit être entre crochets : [{$address}]",
  "todo.outgoing.brackets":
    "Utilisez smtp://HOST:PORT, smtp://USER:PASSWORD@HOST:PORT, smtps://USER:PASSWORD@HOST:PORT, direct ou catch",
  "fault.outgoing.host-port": "{$value} n’est ni HOST ni HOST:PORT",
  "todo.outgoing.host-port":
    "Utilisez smtp://HOST:PORT, smtp://USER:PASSWORD@HOST:PORT, smtps://USER:PASSWORD@HOST:PORT, direct ou catch",
  "fault.outgoing.host": "{$value} n’est pas un nom d’hôte",
  "todo.outgoing.host":
    "Utilisez smtp://HOST:PORT, smtp://USER:PASSWORD@HOST:PORT, smtps://USER:PASSWORD@HOST:PORT, direct ou catch",
  "fault.outgoing.port": "{$value} n’est pas un port compris entre 1 et 65535",
  "todo.outgoing.port":
    "Utilisez smtp://HOST:PORT, smtp://USER:PASSWORD@HOST:PORT, smtps://USER:PASSWORD@HOST:PORT, direct ou catch",
  "fault.outgoing.scheme":
    "Le mode de remise doit commencer par smtp:// ou smtps://, ou être direct ou catch",
  "todo.outgoing.scheme":
    "Utilisez smtp://HOST:PORT, smtp://USER:PASSWORD@HOST:PORT, smtps://USER:PASSWORD@HOST:PORT, direct ou catch",
  "fault.scanner.place": "« {$place} » n’est pas l’adresse d’un analyseur",
  "fault.relay.place": "« {$place} » n’est ni une adresse ni un réseau",
  "fault.relay.everything":
    "« {$place} » couvre toutes les adresses : saisissez les adresses de confiance ou des réseaux plus petits",
  "fault.relay.most": "Au plus {$most} adresses et réseaux peuvent être de confiance",
  "fault.service.size": "Saisissez un nombre entier de Mo de {$least} à {$most}",
  "fault.service.nightly": "Saisissez un nombre entier de 0 à {$most}",
  "fault.service.fixed": "Ceci est défini dans le fichier de configuration ; modifiez-le là-bas",
  "fault.replies.undo-delay": "Saisissez un nombre entier de secondes de 0 à {$most}",
  "fault.intake.flood-limit": "Saisissez un nombre entier de 0 à 1000",
  "fault.intake.spam-threshold": "Saisissez un nombre supérieur à 0, ou rien",
  "fault.intake.relay-results": "Saisissez un nom d’hôte, ou rien",
});
