import type { oauthTexts as English } from "../en/oauth.ts";
import type { Translation } from "../messages.ts";

export const oauthTexts = (): Translation<typeof English> => ({
  "settings.oauth": "Comptes OAuth",
  "oauth.lead":
    "Comptes chez Microsoft, Google ou un autre fournisseur que MailManager utilise pour se connecter sans mot de passe à des serveurs de messagerie, pour l’envoi et pour la relève.",
  "oauth.new": "Nouveau compte",
  "oauth.none":
    "Aucun compte pour le moment. Ils ne sont nécessaires que pour les serveurs de messagerie qui n’acceptent pas de mot de passe.",
  "oauth.signedIn": "connecté",
  "oauth.signedOut": "non connecté",
  "oauth.unused": "Pas encore utilisé.",
  "oauth.usedBy": "Utilisé par : {$names}.",
  "oauth.name": "Nom",
  "oauth.provider": "Fournisseur",
  "oauth.microsoft": "Microsoft 365",
  "oauth.google": "Google",
  "oauth.other": "Autre fournisseur",
  "oauth.microsoft.register":
    "Dans Microsoft Entra, inscrivez une application avec les autorisations déléguées IMAP.AccessAsUser.All et SMTP.Send d’Office 365 Exchange Online, et autorisez les flux de clients publics si vous vous connectez avec un code. Le SMTP authentifié doit être activé pour la boîte mail.",
  "oauth.google.register":
    "Dans la console Google Cloud, configurez l’écran de consentement avec la portée https://mail.google.com/ et créez un client OAuth : une application web, ou une application de bureau si cette adresse n’est pas publique.",
  "oauth.redirect": "Adresse de redirection à déclarer :",
  "oauth.help": "Comment inscrire une application",
  "oauth.tenant": "Locataire (tenant)",
  "oauth.tenant.hint":
    "L’ID de l’annuaire (locataire) ou l’un de ses domaines. Laissez vide pour une application que toute organisation peut utiliser.",
  "oauth.authorizeUrl": "Point de terminaison d’autorisation",
  "oauth.deviceUrl": "Point de terminaison d’autorisation d’appareil",
  "oauth.deviceUrl.hint": "Laissez vide si le fournisseur n’en a pas.",
  "oauth.tokenUrl": "Point de terminaison des jetons",
  "oauth.clientId": "Identifiant client",
  "oauth.clientSecret": "Secret client",
  "oauth.clientSecret.hint": "Laissez vide pour un client public.",
  "oauth.kept":
    "Une valeur est enregistrée. Laissez vide pour la conserver ; pour un autre client, point de terminaison ou serveur, saisissez-la ou reconnectez-vous.",
  "oauth.scope": "Portées",
  "oauth.scope.hint": "Séparées par des espaces. Laissez vide pour celles de Microsoft 365 ou de Google.",
  "oauth.servers": "Serveurs de messagerie",
  "oauth.servers.hint":
    "Un par ligne : eux seuls reçoivent des jetons d’accès. Laissez vide pour ceux de Microsoft 365 ou de Google.",
  "oauth.refreshToken": "Jeton d’actualisation",
  "oauth.refreshToken.hint": "Laissez vide pour vous connecter à la place.",
  "oauth.refreshToken.have": "Saisir un jeton d’actualisation au lieu de se connecter",
  "oauth.signIn": "Se connecter",
  "oauth.signedIn.long":
    "Quelqu’un s’est connecté. Reconnectez-vous pour utiliser le compte d’une autre personne.",
  "oauth.signedOut.long":
    "Personne ne s’est encore connecté : aucun e-mail ne peut être envoyé ni relevé avec ce compte.",
  "oauth.shared":
    "Pour une boîte partagée, connectez-vous en tant que personne autorisée à envoyer en son nom ; son adresse sert de nom d’utilisateur pour l’envoi et la relève.",
  "oauth.way.browser": "Se connecter avec ce navigateur",
  "oauth.way.device": "Se connecter avec un code",
  "oauth.way.paste": "Se connecter et coller l’adresse",
  "oauth.way.none":
    "Le compte n’a pas de point de terminaison de connexion : saisissez ci-dessous un jeton d’actualisation.",
  "oauth.code.enter": "Ouvrez cette page sur n’importe quel appareil et saisissez le code :",
  "oauth.code.until": "Valide jusqu’au",
  "oauth.code.check": "Vérifier maintenant",
  "oauth.leave": "Le fournisseur vous demande de vous connecter, puis vous renvoie ici.",
  "oauth.leave.paste":
    "Connectez-vous sur la page du fournisseur. Votre navigateur ne pourra pas ouvrir la page vers laquelle il est ensuite dirigé : copiez son adresse et collez-la ci-dessous.",
  "oauth.leave.go": "Continuer chez le fournisseur",
  "oauth.paste": "Adresse affichée par votre navigateur après la connexion",
  "oauth.paste.go": "Terminer",
  "oauth.use.out": "L’utiliser pour les e-mails sortants",
  "oauth.use.in": "L’utiliser pour la relève des e-mails",
  "done.signedIn": "Connecté.",
});
