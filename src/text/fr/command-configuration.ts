import type { commandConfigurationTexts as English } from "../en/command-configuration.ts";
import type { Translation } from "../messages.ts";

export const commandConfigurationTexts = (): Translation<typeof English> => ({
  "setting.http": "Où les pages web et l’API sont à l’écoute.",
  "setting.https": "La même chose avec TLS, avec un certificat autosigné jusqu’à l’installation d’un autre.",
  "setting.smtp": "Où les e-mails sont reçus.",
  "setting.smtps":
    "La même chose avec TLS dès le début. Sans ce paramètre : port 465, s’il est activé dans les pages (Paramètres, Service).",
  "setting.submission":
    "La même chose pour les appareils qui ne peuvent pas utiliser un autre port ; sans authentification, et uniquement vers nos propres boîtes mail. Sans ce paramètre : port 587, s’il est activé dans les pages.",
  "setting.lmtp":
    "Où un serveur de messagerie du site remet les e-mails par LMTP ; ou le chemin d’un socket, par exemple /run/mailmanager/lmtp.",
  "setting.journal":
    "Le journal dans PostgreSQL : postgres://USER:PASSWORD@HOST:PORT/DATABASE. Le dossier de données en est alors une copie. Par défaut : dans le dossier de données.",
  "setting.outgoing":
    "Comment les réponses sont remises : smtp://[USER:PASSWORD@]HOST:PORT, smtps://..., direct ou catch. Par défaut : selon le choix fait dans les pages.",
  "setting.messageSize": "La taille maximale d’un e-mail accepté.",
  "setting.diskReserve":
    "Espace disque gardé libre : en dessous, les e-mails sont différés (4xx). Par défaut : 5 % du disque, au plus 256 Mo.",
  "setting.workers": "Threads qui lisent les e-mails. Par défaut : un de moins que le nombre de processeurs.",
  "setting.validatingResolvers":
    "Résolveurs DNS qui valident DNSSEC, par une connexion sûre, pour DANE. Par défaut : ceux de resolv.conf avec trust-ad.",
  "setting.trustedProxies":
    "Proxys placés devant les pages web : X-Forwarded-For, X-Forwarded-Proto et X-Forwarded-Host ne sont pris en compte que s’ils en proviennent. Par défaut : selon le choix fait dans les pages (Paramètres, Service).",
  "setting.metricsFrom":
    "Adresses et réseaux depuis lesquels /api/v1/metrics est lu sans jeton. N’indiquez cette machine que si aucun de ses proxys ne sert les pages. Par défaut : aucun.",
  "setting.trustedRelays":
    "Vos propres serveurs de messagerie qui transfèrent des e-mails ici : les e-mails qui en proviennent ne sont pas contrôlés (SPF, DKIM, DMARC). Seulement au premier démarrage ; se règle ensuite dans les pages (Paramètres, E-mails entrants).",
  "setting.relayResults":
    "Le nom que vos propres serveurs de messagerie utilisent dans Authentication-Results : leurs résultats sont alors affichés et utilisés. Seulement au premier démarrage ; se règle ensuite dans les pages (Paramètres, E-mails entrants).",
  "setting.floodLimit":
    "Nombre de nouveaux tickets qu’un expéditeur peut créer par e-mail en dix minutes ; les e-mails suivants sont retenus comme un seul groupe. 0 : aucune limite. Seulement au premier démarrage ; se règle ensuite dans les pages (Paramètres, E-mails entrants).",
  "setting.spamScanner":
    "Un antispam qui contrôle chaque e-mail : spamd:// (SpamAssassin) ou rspamd://, HOST:PORT ; ou spamd:/PATH d’un socket.",
  "setting.spamThreshold":
    "Le score à partir duquel un e-mail est retenu comme spam. Par défaut : le verdict de l’antispam. Seulement au premier démarrage ; se règle ensuite dans les pages (Paramètres, E-mails entrants).",
  "setting.virusScanner":
    "Un antivirus qui contrôle chaque e-mail : clamd://HOST:PORT, ou clamd:/PATH de son socket.",
  "setting.nightlyBackups":
    "Nombre de sauvegardes nocturnes conservées dans DIR/backups. off : aucune n’est créée.",
});
