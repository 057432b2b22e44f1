import type { outgoingTexts as English } from "../en/outgoing.ts";
import type { Translation } from "../messages.ts";

export const outgoingTexts = (): Translation<typeof English> => ({
  "out.lead": "Comment les réponses et les notifications sont remises.",
  "out.fixed": "Défini par --outgoing {$value} au démarrage, donc non modifiable ici.",
  "out.kind": "Mode de remise",
  "out.catch": "Intercepter tous les e-mails ici",
  "out.catch.hint": "Rien n’est envoyé. Pour les essais.",
  "out.smtp": "Serveur de messagerie (smart host)",
  "out.smtp.hint": "Le serveur sortant de votre fournisseur ou de votre entreprise.",
  "out.direct": "Directement aux serveurs des destinataires",
  "out.direct.hint": "Nécessite le port 25 sortant, un DNS inverse pour l’adresse de cette machine, et SPF.",
  "out.host": "Serveur",
  "out.port": "Port",
  "out.tls": "Chiffrement",
  "out.tls.implicit": "TLS (port 465)",
  "out.tls.starttls": "STARTTLS, obligatoire (port 587)",
  "out.tls.opportunistic": "STARTTLS si proposé",
  "out.tls.none": "Aucun",
  "out.user": "Nom d’utilisateur",
  "out.user.hint": "Laissez vide si le serveur n’exige pas d’authentification.",
  "out.password": "Mot de passe",
  "out.password.kept":
    "Un mot de passe est enregistré. Laissez vide pour le conserver ; pour un autre serveur ou utilisateur, saisissez-le à nouveau.",
  "out.password.forget": "Supprimer le mot de passe enregistré",
  "out.bare": "Le serveur n’accepte comme expéditeur que l’adresse de la boîte mail elle-même",
  "out.bare.hint":
    "Pour les serveurs qui refusent support+b12.…@. Les avis de non-remise sont alors rattachés aux réponses de façon moins fiable.",
  "out.replies": "Réponses",
  "out.undoDelay": "Secondes avant l’envoi d’une réponse",
  "out.undoDelay.hint": "D’ici là, elle peut être rappelée. De 0 à 120.",
  "out.test": "Envoyer un e-mail de test",
  "out.test.lead":
    "Envoyé immédiatement avec les paramètres enregistrés ; la réponse du serveur est affichée.",
  "out.test.to": "À",
  "out.test.go": "Envoyer l’e-mail de test",
  "out.test.ok": "Accepté par le serveur.",
  "out.test.bad": "Refusé.",
});
