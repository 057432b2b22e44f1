import type { systemTexts as English } from "../en/system.ts";
import type { Translation } from "../messages.ts";

export const systemTexts = (): Translation<typeof English> => ({
  "system.support": "Archive de support",
  "support.lead":
    "Un fichier contenant les versions, les paramètres, l’état de l’appliance et ses logs, à envoyer à l’assistance.",
  "support.about":
    "Il ne contient ni e-mails, ni mots de passe, ni clés. C’est une archive ordinaire : vous pouvez l’examiner avant de l’envoyer.",
  "support.make": "Créer et télécharger",
  "support.wait": "Prend jusqu’à une minute.",
  "support.absent": "Cette machine n’est pas une appliance MailManager",
  "support.absent.text": 'Envoyez plutôt la sortie de "mailmanager doctor" et les logs du service.',
  "system.console": "Code PIN de la console",
  "pin.lead":
    "La console de l’appliance permet de réinitialiser des mots de passe, de tout effacer et d’enregistrer des sauvegardes. Avec un code PIN, elle n’affiche que son premier écran tant que le code n’a pas été saisi.",
  "pin.absent": "Cette machine n’est pas une appliance MailManager",
  "pin.absent.text": "Seule la console de l’appliance peut avoir un code PIN.",
  "pin.none":
    "La console n’a pas de code PIN : toute personne devant l’écran ou sur une console distante peut tout faire.",
  "pin.is": "La console a un code PIN. Un nouveau le remplace ; l’ancien n’est pas nécessaire.",
  "pin.set": "Définir un code PIN",
  "pin.change": "Modifier le code PIN",
  "pin.new": "Nouveau code PIN",
  "pin.new.hint": "De 6 à 20 chiffres.",
  "pin.again": "Répéter le code PIN",
  "pin.save": "Définir ce code PIN",
  "pin.remove": "Supprimer le code PIN",
  "pin.remove.text": "Toute personne devant l’écran peut alors faire tout ce que propose la console.",
  "system.certificate": "Certificat",
  "cert.lead": "Identifie ce serveur auprès des navigateurs et des serveurs de messagerie.",
  "cert.shown": "Certificat actuel",
  "cert.names": "Noms",
  "cert.issuer": "Émis par",
  "cert.self": "Lui-même : les navigateurs affichent un avertissement tant que vous ne l’avez pas approuvé",
  "cert.until": "Valide jusqu’au",
  "cert.fingerprint": "Empreinte (SHA-256)",
  "cert.ordering": "Un certificat est en cours de demande. Vérifiez à nouveau dans une minute.",
  "cert.failed": "La dernière demande a échoué : {$text}",
  "cert.partly": "Émis, mais pas pour tous les noms : {$text}",
  "cert.acme": "Automatique (ACME)",
  "cert.acme.lead":
    "Demandé par ACME et renouvelé automatiquement. L’autorité de certification se connecte à http://{$name}/ depuis Internet : le port 80 doit donc être ouvert.",
  "cert.acme.directory": "URL du répertoire ACME de l’autorité",
  "cert.acme.directory.hint": "L’adresse ACME de l’autorité de certification, publique ou interne.",
  "cert.acme.email": "Adresse e-mail de contact pour l’autorité",
  "cert.acme.names": "Noms supplémentaires",
  "cert.acme.names.hint":
    "Un par ligne. {$name} est toujours inclus. Un nom qui échoue n’affecte pas les autres.",
  "cert.acme.ca": "Certificat de l’autorité elle-même",
  "cert.acme.ca.hint":
    "Uniquement pour une autorité interne dont le répertoire n’est pas reconnu publiquement ; PEM.",
  "cert.acme.terms": "J’accepte les conditions d’utilisation de l’autorité",
  "cert.acme.terms.missing": "Acceptez les conditions d’utilisation de l’autorité",
  "cert.acme.order": "Demander un certificat",
  "cert.acme.again": "Demander à nouveau",
  "cert.own": "Votre propre certificat",
  "cert.own.lead":
    "Collez le certificat de votre autorité de certification, ainsi que sa clé, sauf si vous avez créé la demande ici.",
  "cert.own.cert": "Certificat et certificats intermédiaires (PEM)",
  "cert.own.key": "Clé privée (PEM)",
  "cert.own.key.kept": "Laissez vide pour utiliser la clé de la demande créée ici.",
  "cert.own.use": "Utiliser ce certificat",
  "cert.request": "Créer une demande de certificat",
  "cert.request.lead":
    "Pour une autorité qui accepte les demandes (CSR). La clé est créée ici et n’en sort jamais.",
  "cert.request.make": "Télécharger la demande",
  "cert.back": "Autosigné",
  "cert.back.lead": "Fonctionne immédiatement, mais les navigateurs affichent un avertissement.",
  "cert.back.use": "En créer un nouveau",
});
