import type { deliveryFaults as English } from "../en/fault-delivery.ts";
import type { Translation } from "../messages.ts";

export const deliveryFaults = (): Translation<typeof English> => ({
  "fault.delivery.text": "{$text}",
  "fault.delivery.lost": "L’e-mail rédigé n’est pas dans le fichier du journal",
  "fault.delivery.broken-off":
    "La tentative a été interrompue par une erreur interne ; la cause figure dans les logs",
  "fault.delivery.sender": "501 5.1.7 Non envoyé : l’adresse de l’expéditeur n’est pas valide",
  "fault.delivery.recipient": "501 5.1.3 Non envoyé : l’adresse du destinataire n’est pas valide",
  "fault.delivery.ascii": "550 5.6.7 Non envoyé : {$host} n’accepte que les adresses ASCII (pas de SMTPUTF8)",
  "fault.delivery.mx-unknown":
    "Le DNS n’a pas pu être interrogé sur les serveurs de messagerie de {$domain} : {$problem}",
  "fault.delivery.no-domain": "550 5.1.2 Non envoyé : domaine {$domain} introuvable",
  "fault.delivery.null-mx": "556 5.1.10 Non envoyé : {$domain} n’accepte pas d’e-mails (null MX)",
  "fault.delivery.loop":
    "554 5.4.6 Non envoyé : le serveur de messagerie de {$domain} est cette machine, qui n’a pas cette boîte mail",
  "fault.delivery.no-host": "550 5.4.4 Non envoyé : le MX de {$domain} ne désigne aucun hôte",
  "fault.delivery.untried": "Aucun serveur de {$domain} n’a été essayé",
  "fault.delivery.rested": "Non tenté, car son serveur vient d’échouer : {$why}",
  "fault.delivery.address-unknown": "Le DNS n’a pas pu être interrogé sur l’adresse de {$host} : {$problem}",
  "fault.delivery.no-address": "{$host} n’a pas d’adresse",
  "fault.delivery.own-address": "{$host} n’a aucune adresse à laquelle un e-mail pourrait être envoyé",
  "fault.delivery.mta-sts": "La politique MTA-STS de {$domain} n’autorise pas son MX {$host}",
  "fault.delivery.tlsa-unknown":
    "Le DNS n’a pas pu être interrogé sur les exigences relatives au certificat de {$host} : {$problem}",
  "fault.delivery.unreachable": "{$host} n’a pas pu être joint : {$problem}",
  "fault.delivery.session": "La session a échoué : {$problem}",
  "fault.delivery.tls": "Échec de TLS : {$problem}",
  "fault.delivery.certificate-none": "Non envoyé à {$host} : le serveur ne présente aucun certificat",
  "fault.delivery.certificate-other":
    "Non envoyé à {$host} : son certificat n’est pas celui que son domaine indique dans le DNS (TLSA)",
  "fault.delivery.certificate-name": "Non envoyé à {$host} : son certificat n’est pas émis pour {$names}",
  "fault.delivery.certificate-authority":
    "Non envoyé à {$host} : son certificat n’a pas été émis par l’autorité que son domaine indique dans le DNS (TLSA)",
  "fault.delivery.unencrypted":
    "La connexion à {$host} n’est pas chiffrée : le mot de passe n’y est donc pas envoyé ; choisissez TLS ou STARTTLS, ou supprimez le mot de passe",
  "fault.delivery.no-login":
    "{$host} ne propose pas d’authentification ici ; supprimez l’utilisateur et le mot de passe",
  "fault.delivery.oauth-absent": "Compte OAuth {$account} introuvable",
  "fault.delivery.oauth-host": "Le compte OAuth {$account} ne peut pas être utilisé pour {$host}",
  "fault.delivery.oauth-signed-out": "Personne ne s’est encore connecté avec le compte OAuth {$account}",
  "fault.delivery.oauth-revoked":
    "Le fournisseur ne délivre plus de jetons d’accès pour le compte OAuth {$account} : {$problem}",
  "fault.delivery.oauth-unreachable":
    "Le fournisseur du compte OAuth {$account} n’a pas délivré de jeton d’accès : {$problem}",
  "fault.delivery.oauth-refused":
    "Échec de la connexion en tant que {$user} avec le compte OAuth {$account} : {$problem}",
  "fault.delivery.no-oauth": "{$host} ne propose pas d’authentification OAuth 2 (XOAUTH2 ou OAUTHBEARER)",
  "fault.delivery.login": "Échec de la connexion en tant que {$user} : {$problem}",
  "fault.delivery.size": "552 5.3.4 Non envoyé : {$bytes} octets, alors que {$host} en accepte {$most}",
  "fault.delivery.before": "Interrompu avant l’envoi de l’e-mail : {$problem}",
  "fault.delivery.during": "Interrompu pendant l’envoi de l’e-mail : {$problem}",
  "fault.delivery.after":
    "Interrompu après l’envoi de l’e-mail, sans qu’on sache s’il a été accepté : {$problem}",
  "fault.delivery.no-answer": "Le serveur n’a pas répondu pour ce destinataire",
});
