import type { Address } from "../../domain/mail/index.ts";
import type { Dice } from "./dice.ts";

export interface Customer extends Address {
  /** The name used in greetings. */
  readonly called: string;
  /** The company in their address, or null for a private person. */
  readonly company: string | null;
}

interface Culture {
  readonly given: readonly string[];
  readonly family: readonly string[];
  /** Whether the family name comes first. */
  readonly familyFirst?: boolean;
}

/** A person who writes in this language. Some have a name from another part of the world. */
export function createCustomer(dice: Dice, language: string): Customer {
  const native = cultures[language];
  const culture =
    native === undefined || dice.chance(language === "en" ? 0.65 : 0.1) ? elsewhere(dice, language) : native;
  const given = dice.pick(culture.given);
  const family = dice.pick(culture.family);
  const [givenName, givenLatin] = spelt(given);
  const [familyName, familyLatin] = spelt(family);
  const company = dice.chance(0.3) ? dice.pick(companies) : null;
  const host = company === null ? dice.pick(providers) : `${plain(company).replaceAll(" ", "-")}.example`;
  const [one, other] = [givenLatin, familyLatin].map((part) => plain(part).replaceAll(" ", ""));
  const local = localPart(dice, one ?? "", other ?? "", company !== null);
  const written = dice.chance(0.06)
    ? ""
    : culture.familyFirst
      ? `${familyName}${/[a-z]/i.test(familyName) ? " " : ""}${givenName}`
      : `${givenName} ${familyName}`;
  return { name: written, address: `${local}@${host}`, called: givenName, company };
}

/** Everybody writes English; other languages are written by native speakers. */
function elsewhere(dice: Dice, language: string): Culture {
  if (language !== "en") return cultures[language] ?? anglophone;
  const found = cultures[dice.pick(Object.keys(cultures))];
  return found ?? anglophone;
}

/** "田中=tanaka" is written 田中, and tanaka in addresses. */
function spelt(name: string): readonly [written: string, latin: string] {
  const [written = name, latin = written] = name.split("=");
  return [written, latin];
}

function localPart(dice: Dice, given: string, family: string, atWork: boolean): string {
  if (atWork) return dice.pick([`${given}.${family}`, `${given.slice(0, 1)}.${family}`, given]);
  const number = dice.whole(1, 99);
  return dice.pick([
    `${given}.${family}`,
    `${given}${family}`,
    `${given}_${family}`,
    `${given.slice(0, 1)}${family}${number}`,
    `${given}.${family}${number}`,
    `${family}.${given}`,
  ]);
}

/** A name as spelled in addresses: lower case, without diacritics. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ø", "o")
    .replaceAll("æ", "ae")
    .replaceAll("ł", "l")
    .replaceAll("ı", "i")
    .replaceAll("đ", "d")
    .normalize("NFD")
    .replace(/[^a-z0-9 ]/g, "");
}

const providers = [
  "post.example",
  "mailbox.example",
  "quickmail.example",
  "inbox.example",
  "home.example",
  "letters.example",
  "brightmail.example",
  "uni-fernhill.example",
];

export const companies = [
  "Kestrel Cafe",
  "Blue Door Books",
  "Harbour Dental",
  "Oakridge School",
  "Northwind Couriers",
  "Pfeiffer Logistik",
  "Atelier Moreau",
  "Sato Design",
  "Greenline Tours",
  "Quarry Brewing",
  "Lumen Architects",
  "Old Mill Hotel",
  "Sundial Insurance",
  "Verde Groceries",
  "Tidewater Clinic",
  "Stadtwerke Auental",
  "Copperfield Law",
  "Finch and Daughters",
  "Meridian Events",
  "Cedar Software",
];

const anglophone: Culture = {
  given: [
    "Grace",
    "Oliver",
    "Hannah",
    "Liam",
    "Chloe",
    "Ethan",
    "Ruth",
    "Callum",
    "Imogen",
    "Dev",
    "Siobhán",
    "Martha",
    "Noel",
    "Priscilla",
    "Rhys",
    "Tessa",
  ],
  family: [
    "Whitfield",
    "Carter",
    "O'Brien",
    "Ashworth",
    "Mensah",
    "Pryce",
    "Nolan",
    "Hargreaves",
    "Banks",
    "Adeyemi",
    "Lockwood",
    "Marlow",
    "Tully",
  ],
};

const cultures: Readonly<Record<string, Culture>> = {
  en: anglophone,
  de: {
    given: [
      "Jürgen",
      "Katharina",
      "Björn",
      "Anneliese",
      "Lukas",
      "Sabine",
      "Felix",
      "Ingrid",
      "Moritz",
      "Ute",
    ],
    family: ["Müller", "Schäfer", "Großmann", "Vogel", "Köhler", "Brückner", "Weiß", "Hoffmann", "Lang"],
  },
  fr: {
    given: ["Amélie", "François", "Zoé", "Mathieu", "Hélène", "Loïc", "Camille", "Benoît", "Noémie"],
    family: ["Lefèvre", "Dubois", "Garnier", "Béranger", "Marchand", "Rousseau", "Fontaine"],
  },
  es: {
    given: ["Begoña", "Íñigo", "Lucía", "Andrés", "Ximena", "Joaquín", "Inés", "Raúl"],
    family: ["Núñez", "García Peña", "Ibáñez", "Castaño", "Ríos", "Zúñiga", "Morales"],
  },
  it: {
    given: ["Chiara", "Niccolò", "Giulia", "Matteo", "Alessia", "Davide"],
    family: ["Esposito", "Bianchi", "Ferrari", "Nicolò", "Conti"],
  },
  pt: {
    given: ["João", "Conceição", "Thiago", "Beatriz", "Luís", "Marília"],
    family: ["Gonçalves", "Araújo", "Simões", "Assunção", "Pereira"],
  },
  pl: {
    given: ["Łukasz", "Małgorzata", "Paweł", "Zofia", "Grażyna", "Michał"],
    family: ["Wójcik", "Gołąb", "Żak", "Kowalczyk", "Więcek", "Nowak"],
  },
  sv: {
    given: ["Åsa", "Göran", "Linnéa", "Søren", "Astrid", "Øyvind"],
    family: ["Åkesson", "Öberg", "Nyström", "Bjørnsen", "Kjær"],
  },
  tr: {
    given: ["Çağla", "Özgür", "Ayşe", "İbrahim=ibrahim", "Gülşen", "Umut"],
    family: ["Yıldız", "Şahin", "Öztürk", "Koç", "Aydın"],
  },
  vi: {
    given: ["Thị Hương", "Văn Minh", "Quốc Bảo", "Thu Trang"],
    family: ["Nguyễn", "Trần", "Lê", "Phạm"],
    familyFirst: true,
  },
  el: {
    given: ["Ελένη=eleni", "Γιώργος=giorgos", "Δήμητρα=dimitra", "Νίκος=nikos"],
    family: ["Δημητρίου=dimitriou", "Οικονόμου=oikonomou", "Γεωργίου=georgiou", "Παπανικολάου=papanikolaou"],
  },
  ru: {
    given: ["Ольга=olga", "Дмитрий=dmitri", "Наталья=natalya", "Сергей=sergei", "Екатерина=ekaterina"],
    family: ["Черных=chernykh", "Коваль=koval", "Седых=sedykh", "Кравец=kravets", "Мороз=moroz"],
  },
  uk: {
    given: ["Олена=olena", "Тарас=taras", "Софія=sofiia", "Богдан=bohdan"],
    family: ["Шевченко=shevchenko", "Коваленко=kovalenko", "Бондар=bondar"],
  },
  ar: {
    given: ["ليلى=layla", "يوسف=yousef", "فاطمة=fatima", "عمر=omar", "نور=nour"],
    family: ["الحسن=alhassan", "خوري=khoury", "منصور=mansour", "حداد=haddad"],
  },
  he: {
    given: ["נועה=noa", "איתן=eitan", "תמר=tamar", "יונתן=yonatan"],
    family: ["כהן=cohen", "לוי=levi", "מזרחי=mizrahi", "פרץ=peretz"],
  },
  hi: {
    given: ["प्रिया=priya", "अर्जुन=arjun", "अनीता=anita", "विक्रम=vikram"],
    family: ["शर्मा=sharma", "पटेल=patel", "वर्मा=verma", "नायर=nair"],
  },
  th: {
    given: ["สมชาย=somchai", "มาลี=malee", "อรุณ=arun"],
    family: ["ศรีสุข=srisuk", "วงศ์ทอง=wongthong"],
  },
  zh: {
    given: ["晓明=xiaoming", "丽华=lihua", "思远=siyuan", "雨桐=yutong"],
    family: ["王=wang", "陈=chen", "李=li", "张=zhang", "黃=huang"],
    familyFirst: true,
  },
  ja: {
    given: ["健太=kenta", "美咲=misaki", "翔=sho", "由美子=yumiko", "大輔=daisuke"],
    family: ["佐藤=sato", "鈴木=suzuki", "高橋=takahashi", "渡辺=watanabe", "小林=kobayashi"],
    familyFirst: true,
  },
  ko: {
    given: ["민준=minjun", "서연=seoyeon", "지훈=jihoon", "하은=haeun"],
    family: ["김=kim", "이=lee", "박=park", "최=choi"],
    familyFirst: true,
  },
  ka: {
    given: ["ნინო=nino", "გიორგი=giorgi", "თამარ=tamar"],
    family: ["ბერიძე=beridze", "მაისურაძე=maisuradze"],
  },
  am: {
    given: ["ሰላም=selam", "ዳዊት=dawit", "ሃና=hana"],
    family: ["ተስፋዬ=tesfaye", "በቀለ=bekele"],
  },
};
