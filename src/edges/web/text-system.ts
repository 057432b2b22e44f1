/** The words of the pages about the machine and the program itself; part of the table in text.ts. */
export const systemTexts = {
  "system.support": "Support bundle",
  "support.lead":
    "One file with versions, settings, the state of the box and its logs, for whoever helps you.",
  "support.about":
    "There is no mail, no password and no key in it. Look into it before you send it: it is an ordinary archive.",
  "support.make": "Make one and download it",
  "support.wait": "Takes up to a minute.",
  "support.absent": "This program does not run in MailManager's disk image",
  "support.absent.text":
    'On a machine of your own, send what "mailmanager doctor" says and the log of the service.',
  "system.certificate": "Certificate",
  "cert.lead": "What browsers and mail servers are shown, so that they know whom they talk to.",
  "cert.shown": "Shown now",
  "cert.names": "For",
  "cert.issuer": "Issued by",
  "cert.self": "itself: browsers warn until you tell them to trust it",
  "cert.until": "Valid until",
  "cert.fingerprint": "Fingerprint (SHA-256)",
  "cert.ordering": "An order is under way. Look again in a minute.",
  "cert.failed": "The last order failed: {text}",
  "cert.partly": "Ordered, but not for all names: {text}",
  "cert.acme": "From an authority, by itself",
  "cert.acme.lead":
    "Ordered over ACME and renewed in time. The authority looks at http://{name}/ from outside, so port 80 has to be open.",
  "cert.acme.directory": "The authority's directory",
  "cert.acme.directory.hint":
    "The address that your authority gives for ACME; public and internal ones work alike.",
  "cert.acme.email": "Address the authority may write to",
  "cert.acme.names": "More names",
  "cert.acme.names.hint":
    "One a line. {name} is always asked for. A name that fails does not keep the others from theirs.",
  "cert.acme.ca": "The authority's own certificate",
  "cert.acme.ca.hint": "Only for an internal authority whose directory is not trusted publicly; PEM.",
  "cert.acme.terms": "I agree to the authority's terms",
  "cert.acme.terms.missing": "An authority certifies only those who agree to its terms",
  "cert.acme.order": "Order",
  "cert.acme.again": "Order now",
  "cert.own": "Your own",
  "cert.own.lead": "Paste what your authority gave you, and the key, unless the request was made here.",
  "cert.own.cert": "Certificate and those above it (PEM)",
  "cert.own.key": "Private key (PEM)",
  "cert.own.key.kept": "Leave empty to use the key of the request made here.",
  "cert.own.use": "Use this certificate",
  "cert.request": "Make a request for one",
  "cert.request.lead":
    "For an authority that certifies requests (CSR). The key is made here and never leaves.",
  "cert.request.make": "Download the request",
  "cert.back": "Self-made",
  "cert.back.lead": "Works at once and everywhere, but browsers warn.",
  "cert.back.use": "Make a new one here",
} as const;
