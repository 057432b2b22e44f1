import type { serverFindingTexts as English } from "../en/findings-servers.ts";
import type { Translation } from "../messages.ts";

export const serverFindingTexts = (): Translation<typeof English> => ({
  // Certificates
  "finding.certificate.none": "aucun pour le moment ; le prochain démarrage en crée un",
  "finding.certificate.broken": "le certificat ou la clé dans {$tls} ne peut pas être lu : {$problem}",
  "finding.certificate.key": "la clé dans {$tls} n’appartient pas au certificat",
  "finding.certificate.early": "le certificat n’est pas encore valide",
  "finding.certificate.over": "le certificat a expiré le {$day}",
  "finding.certificate.expires": "le certificat expire dans {$left :duration}, le {$day}",
  "finding.certificate.other-host": "le certificat n’est pas émis pour {$hostname}",
  "finding.certificate.other-names": "le certificat est émis pour {$names}, et non pour {$hostname}",
  "finding.certificate.first-names":
    "le certificat est émis pour {$names}, et non pour {$hostname} : il est autosigné et a été conservé pour que les navigateurs n’avertissent qu’une fois",
  "finding.certificate.self-made": "autosigné, valide jusqu’au {$day}",
  "finding.certificate.warned":
    "autosigné : les navigateurs affichent un avertissement ; valide jusqu’au {$day}",
  "finding.certificate.issued": "émis par une autorité de certification, valide jusqu’au {$day}",
  "finding.certificate.absent": "HTTPS sur {$https} n’en a pas : {$problem}",
  "finding.certificate.different": "HTTPS utilise un autre certificat que celui qui est configuré",
  "finding.renewal.ok": "la dernière commande remonte à {$ago :duration}",
  "finding.renewal.failed": "la commande passée il y a {$ago :duration} a échoué : {$problem}",
  "finding.renewal.partial": "tous les noms ne sont pas inclus : {$problem}",
  "finding.own-certificate.names": "Il est émis pour {$hostname}",
  "finding.own-certificate.other-names": "Il n’est pas émis pour {$hostname}, mais pour {$names}",
  "finding.own-certificate.valid": "Il est valide jusqu’au {$day}",
  "finding.own-certificate.expires": "Il expire bientôt, le {$day}",
  "finding.own-certificate.over": "Il a expiré le {$day}",
  "finding.own-certificate.early": "Il n’est pas encore valide",
  "finding.own-certificate.chain": "Les certificats de ses émetteurs sont manquants",
  // DNS and other servers
  "finding.name.private":
    "{$hostname} n’existe que dans ce réseau : le DNS public n’est pas interrogé à son sujet",
  "finding.name.local": "{$hostname} n’est connu que de cette machine",
  "finding.name.unknown": "le DNS n’a pas pu être interrogé : {$problem}",
  "finding.name.none": "le DNS n’a pas d’adresse pour {$hostname}",
  "finding.name.here": "le DNS indique {$found} pour {$hostname}, soit cette machine",
  "finding.name.elsewhere":
    "le DNS indique {$found} pour {$hostname}, ce qui n’est pas une adresse de cette machine",
  "finding.mx.unknown": "le DNS n’a pas pu être interrogé : {$problem}",
  "finding.mx.none": "{$domain} n’a pas d’enregistrement MX",
  "finding.mx.here": "le DNS dirige les e-mails de {$domain} vers {$host}",
  "finding.mx.machine": "le DNS dirige les e-mails de {$domain} vers {$host}, soit cette machine",
  "finding.mx.relay": "le DNS dirige les e-mails de {$domain} vers {$host}, un relais de confiance",
  "finding.mx.elsewhere": "le DNS dirige les e-mails de {$domain} vers {$hosts}",
  "finding.mx.nobody": "le DNS ne dirige les e-mails de {$domain} vers personne",
  "finding.mx.fetched": "les e-mails de {$domain} sont relevés par IMAP sur {$accounts}",
  "finding.mx.fetched-elsewhere":
    "les e-mails de {$domain} sont relevés par IMAP sur {$accounts} ; le DNS les dirige vers {$hosts}",
  "finding.mx.fetched-only":
    "les e-mails de {$domain} sont relevés par IMAP sur {$accounts} ; le DNS ne les dirige vers aucun autre serveur",
  "finding.mx.lmtp": "les e-mails de {$domain} sont reçus par LMTP",
  "finding.mx.lmtp-elsewhere":
    "les e-mails de {$domain} sont reçus par LMTP ; le DNS les dirige vers {$hosts}",
  "finding.mx.lmtp-only":
    "les e-mails de {$domain} sont reçus par LMTP ; le DNS ne les dirige vers aucun autre serveur",
  "finding.port-25.open": "Le port 25 sortant est ouvert : {$host} répond",
  "finding.port-25.silent": "Le serveur de messagerie de {$domain} ne répond pas : {$problem}",
  "finding.port-25.untested": "Aucun autre serveur de messagerie pour tester le port 25",
  "finding.ptr.ok": "{$address} porte le nom {$hostname} (PTR)",
  "finding.ptr.none": "{$address} n’a pas de nom (PTR)",
  "finding.ptr.other": "{$address} porte le nom {$names} (PTR)",
  "finding.ptr.unknown": "Le DNS n’a pas pu être interrogé sur le nom de {$address} : {$problem}",
  "finding.ptr.no-address":
    "Le DNS n’a pas d’adresse pour {$hostname} : son enregistrement PTR ne peut pas être recherché",
  "finding.policy.ok": "{$domain} a son enregistrement {$kind} : {$found}",
  "finding.policy.several":
    "{$name} a plusieurs enregistrements {$kind}, si bien qu’aucun n’est valide : {$found}",
  "finding.policy.none":
    "{$domain} n’a pas d’enregistrement {$kind} : les destinataires font moins confiance à ses e-mails",
  "finding.policy.unknown":
    "Le DNS n’a pas pu être interrogé sur l’enregistrement {$kind} de {$domain} : {$problem}",
  "finding.spf.allows": "l’enregistrement SPF de {$domain} autorise {$ip}",
  "finding.spf.denies":
    "l’enregistrement SPF de {$domain} n’autorise pas {$ip}, d’où les e-mails sont envoyés ({$verdict})",
  "finding.spf.invalid": "l’enregistrement SPF de {$domain} n’est pas valide : {$found}",
  "finding.spf.unknown":
    "le DNS n’a pas pu être interrogé pour savoir si l’enregistrement SPF de {$domain} autorise {$ip}",
  "finding.dkim.unsigned": "les e-mails de {$domain} ne sont pas signés",
  "finding.dkim.unsigned-here":
    "les e-mails de {$domain} ne sont pas signés ici ; le serveur de messagerie les signe peut-être",
  "finding.dkim.unknown": "le DNS n’a pas pu être interrogé sur {$name} : {$problem}",
  "finding.dkim.published": "{$name} est publié",
  "finding.dkim.absent": "{$name} n’est pas dans le DNS",
  "finding.dkim.absent-active":
    "{$name} n’est pas dans le DNS, alors que les e-mails sont signés avec cette clé",
  "finding.dkim.different": "{$name} a une autre clé",
  "finding.dkim.different-active": "{$name} a une autre clé, alors que les e-mails sont signés avec celle-ci",
  // The directory
  "finding.directory.ok": "{$server} répond",
  "finding.directory.plain": "{$server} répond, sans chiffrement",
  "finding.directory.valid": "{$server} répond ; son certificat est valide jusqu’au {$day}",
  "finding.directory.silent": "{$server} ne répond pas : {$problem}",
  "finding.directory.untrusted": "le certificat de {$server} n’est pas de confiance : {$problem}",
  "finding.directory.misnamed": "le certificat de {$server} est émis pour un autre nom : {$problem}",
  "finding.directory.unencrypted": "{$server} ne prend pas en charge le chiffrement défini : {$problem}",
  "finding.directory.bind": "{$server} refuse le compte de recherche : {$problem}",
  "finding.directory.base": "{$server} n’a aucune entrée sous le DN de base : {$problem}",
  "finding.directory.filter": "{$server} ne comprend pas le filtre utilisateur : {$problem}",
  "finding.directory.odd": "{$server} n’a pas pu exécuter la requête : {$problem}",
  "finding.directory.unusable": "l’annuaire ne peut pas être interrogé : {$problem}",
  "finding.directory.clear-text": "les mots de passe sont envoyés en clair à {$server}",
  "finding.directory.expires": "le certificat de {$server} expire dans {$left :duration}",
  "finding.directory.nobody": "aucun utilisateur trouvé sous ce nom",
  "finding.directory.several": "plusieurs utilisateurs trouvés sous ce nom",
  "finding.directory.person":
    "{$dn} : compte {$account} ; {$nameAttribute} {$names} ; {$mailAttribute} {$mails}",
  "finding.directory.person-no-name":
    "{$dn} : compte {$account} ; {$nameAttribute} est manquant ; {$mailAttribute} {$mails}",
  "finding.directory.person-no-mail":
    "{$dn} : compte {$account} ; {$nameAttribute} {$names} ; {$mailAttribute} est manquant",
  "finding.directory.person-neither":
    "{$dn} : compte {$account} ; {$nameAttribute} est manquant ; {$mailAttribute} est manquant",
  "finding.directory.password-right": "le mot de passe est correct",
  "finding.directory.password-wrong": "l’annuaire refuse le mot de passe",
  "finding.directory.password-expired": "le mot de passe a expiré dans l’annuaire",
  // The setup's tests
  "finding.test.domain-unknown": "Le DNS n’a pas pu être interrogé sur {$domain} : {$problem}",
  "finding.test.domain-missing": "Le domaine {$domain} n’existe pas dans le DNS",
  "finding.test.account-failed": "{$host} : {$problem}",
  "finding.test.oauth-later":
    "{$host} sera utilisé dès que quelqu’un se sera connecté, à la fin de la configuration",
  "finding.test.account-ok": "Connecté à {$host} en tant que {$user}",
  "finding.test.account-folder":
    ".input {$mails :integer} .input {$unread :integer} .match $mails one {{{$folder} contient {$mails} e-mail, dont {$unread} non lu}} * {{{$folder} contient {$mails} e-mails, dont {$unread} non lus}}",
  "finding.test.server-failed": "{$host}:{$port} : {$problem}",
  "finding.test.server-ok": "{$host}:{$port} accepte les e-mails d’ici : non chiffré, sans authentification",
  "finding.test.server-ok-login":
    "{$host}:{$port} accepte les e-mails d’ici : non chiffré, connecté en tant que {$user}",
  "finding.test.server-ok-tls":
    "{$host}:{$port} accepte les e-mails d’ici : chiffré ({$version}), sans authentification",
  "finding.test.server-ok-tls-login":
    "{$host}:{$port} accepte les e-mails d’ici : chiffré ({$version}), connecté en tant que {$user}",
  "finding.test.not-listening": "MailManager n’écoute pas les e-mails entrants",
  "finding.test.listener-silent": "Le serveur de messagerie local ne répond pas : {$problem}",
  "finding.test.listener-ok": "Le serveur de messagerie local répond sur le port 25",
  "finding.test.listener-port":
    "Le serveur de messagerie local écoute sur le port {$port} ; les autres serveurs envoient au port 25",
});
