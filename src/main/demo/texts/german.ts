import type { Topic } from "./topic.ts";

const german = { language: "de", mailbox: "kontakt" } as const;

export const germanTopics: readonly Topic[] = [
  {
    ...german,
    category: "E-bike electrics",
    tags: ["akku", "e-bike"],
    subjects: [
      "[Akku lädt nicht mehr|Akku vom {ebike}]",
      "[Fehler {code} am {ebike}|{ebike}: Motor setzt aus]",
    ],
    asks: [
      "der Akku meines {ebike} lädt seit {weekday} nicht mehr. Das Ladegerät blinkt [rot|gar nicht|abwechselnd rot und grün]. Eine andere Steckdose habe ich schon versucht. Gekauft im [Frühjahr|letzten Herbst], Bestellnummer {order}.\n\nKann ich ihn zur Prüfung vorbeibringen?",
      "beim Bergauffahren setzt der Motor aus und im Display steht {code}. Nach dem Aus- und Einschalten geht es eine Weile. Was bedeutet das, und darf ich damit weiterfahren?",
    ],
    replies: [
      "bitte halten Sie die Taste am Akku 15 Sekunden gedrückt, bis alle fünf Lämpchen leuchten, und laden Sie ihn dann einmal ganz durch. In den meisten Fällen war es das schon. Wenn nicht, bringen Sie ihn gern vorbei, ein Termin ist nicht nötig.",
      "{code} heißt, dass der Sensor den Speichenmagneten nicht sieht. Er hat sich wahrscheinlich verdreht und muss auf einen Zentimeter an den Sensor an der Kettenstrebe heran. Weiterfahren schadet nicht.",
    ],
    inquiries: [
      [
        "damit wir das richtige Ersatzteil bereitlegen: Welche Seriennummer steht unter dem Tretlager? Sie beginnt mit LK.",
        "Die Nummer lautet LK{serial}. [Vielen Dank für die schnelle Antwort!|]",
      ],
    ],
    more: [
      [
        "das hat geholfen, [herzlichen Dank!|großartig!] Noch eine Frage: Wie lagere ich den Akku am besten über den Winter?",
        "etwa halb geladen, trocken und frostfrei. Alle zwei Monate kurz nachladen genügt.",
      ],
    ],
    notes: ["Seriennummer steht auf der Garantieliste, Tausch kostenlos."],
    file: "photo",
  },
  {
    ...german,
    category: "Delivery",
    tags: ["lieferung"],
    subjects: [
      "[Wo bleibt meine Bestellung {order}?|Sendung {tracking} steht still]",
      "[Lieferung am {weekday} nicht gekommen|{order}: niemand gekommen]",
    ],
    asks: [
      "vor [zehn Tagen|zwei Wochen] habe ich unter {order} ein {product} bestellt. Die Sendungsverfolgung zeigt seit Tagen dasselbe. Können Sie bitte beim Zusteller nachfragen?",
      "für {order} war der {weekday} zugesagt. Ich habe mir frei genommen, es kam niemand, und eine Karte lag auch nicht im Kasten. Die Sendungsnummer ist {tracking}.",
    ],
    replies: [
      "das tut uns leid. Das Paket lag mit abgerissenem Aufkleber im Depot {city}, hat jetzt einen neuen und kommt am {weekday}. Die Versandkosten erstatten wir Ihnen.",
      "wir betrachten die Sendung als verloren und haben heute eine neue per Express losgeschickt. Sollte die erste doch noch kommen, verweigern Sie einfach die Annahme.",
    ],
    more: [
      [
        "heute ist es angekommen, der Karton war [an einer Ecke eingedrückt|etwas feucht], der Inhalt ist aber in Ordnung. Muss ich etwas unternehmen?",
        "nein, das melden wir dem Zusteller. Danke für den Hinweis und viel Freude damit!",
      ],
    ],
    pressing: true,
  },
  {
    ...german,
    category: "Invoices",
    tags: ["rechnung"],
    subjects: [
      "[Rechnung zu {order}|Rechnung {invoice} bitte auf Firma umschreiben]",
      "[Mahnung trotz Zahlung|Ihre Mahnung zu {invoice}]",
    ],
    asks: [
      "für unsere Buchhaltung brauchen wir die Rechnung zu {order} auf {company}, {street}, {city}. Könnten Sie sie bitte neu ausstellen?",
      "heute kam eine Mahnung zu {invoice} über {amount}. Der Betrag wurde bereits am {weekday} überwiesen, der Beleg liegt bei. Bitte prüfen Sie das.",
    ],
    replies: [
      "anbei die neue Rechnung auf {company}. Die alte ist storniert, bitte nicht mehr buchen.",
      "die Zahlung war ohne Nummer bei uns eingegangen und lag deshalb zur Klärung. Sie ist jetzt gebucht, die Mahnung ist hinfällig.",
    ],
    more: [
      [
        "vielen Dank, allerdings fehlt noch unsere USt-IdNr. DE{serial}{small}.",
        "ergänzt, die Rechnung hängt noch einmal an. Entschuldigen Sie die zweite Runde.",
      ],
      [
        "danke für die Klärung. Kommt jetzt auch bestimmt keine zweite Mahnung?",
        "nein, sie ist von Hand gestoppt.",
      ],
    ],
    file: "invoice",
  },
  {
    ...german,
    category: "Advice",
    tags: ["beratung"],
    subjects: [
      "[Welche Rahmengröße?|{bike}: {size} oder größer?]",
      "[Probefahrt am Samstag|Probefahrt mit dem {ebike}]",
    ],
    asks: [
      "ich bin 1,{height} m groß, Schrittlänge {inseam} cm. Nehme ich das {bike} besser in {size} oder eine Nummer größer? Ich fahre [täglich ins Büro|vor allem Touren].",
      "wir würden gern am Samstag [vormittags|gegen 14 Uhr] das {ebike} probefahren, zu zweit. Geht das ohne Anmeldung?",
    ],
    replies: [
      "bei dieser Schrittlänge empfehlen wir {size}. Sie können innerhalb von 30 Tagen tauschen, auch nach den ersten Fahrten.",
      "für Samstag haben wir Sie eingetragen, beide Räder stehen bereit. Bitte bringen Sie einen Ausweis mit.",
    ],
    more: [["danke! Gibt es das Rad auch in {colour}?", "ja, in dieser Größe sofort lieferbar."]],
    notes: ["Kommt am Samstag mit Frau und Kind, bitte den Anhänger aufpumpen."],
  },
  {
    ...german,
    category: "Warranty",
    tags: ["garantie"],
    subjects: ["[Riss im Rahmen?|Linie an der Schweißnaht]", "[Garantiefall {order}|Gabel hat Spiel]"],
    asks: [
      "beim Putzen habe ich an der Schweißnaht unter dem Sattel meines {bike} eine feine Linie entdeckt, siehe Foto. Ist das nur der Lack? Ich fahre vorsichtshalber nicht mehr damit.",
      "die Gabel meines {bike} hat nach etwa {km} km deutliches Spiel. Das ist doch ein Fall für die Garantie, oder?",
    ],
    replies: [
      "danke für das deutliche Foto. Unsere Werkstatt sieht nur einen Lackriss, Sie können unbesorgt fahren. Bei der nächsten Inspektion bessern wir ihn kostenlos aus.",
      "ja, das ist ein Garantiefall. Bitte bringen Sie das Rad vorbei, der Tausch dauert einen Tag, und für die Zeit bekommen Sie ein Leihrad.",
    ],
    inquiries: [
      [
        "könnten Sie uns noch ein Foto von der Seite schicken, am besten mit einer Münze als Maßstab?",
        "gern, hier ist es.",
      ],
    ],
    more: [["das beruhigt mich sehr, vielen Dank.", "Sehr gern. Gute Fahrt!"]],
    file: "photo",
    pressing: true,
  },
];
