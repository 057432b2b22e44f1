import { type Customer, companies } from "./customers.ts";
import type { Dice } from "./dice.ts";
import type { Slots } from "./expand.ts";

/** The details of a case: the order, the bike, the amount. The same for all mails of a conversation. */
export function createMatter(dice: Dice, language: string, customer: Customer): Slots {
  const digits = (count: number) => String(dice.whole(10 ** (count - 1), 10 ** count - 1));
  const letters = Array.from({ length: 3 }, () => dice.pick([..."ABCDEFGHKLMNPRSTUVWXYZ"])).join("");
  const { weekdays, colours, products } = words[language] ?? english;
  const bike = dice.pick(bikes);
  return {
    first: customer.called,
    full: customer.name === "" ? customer.called : customer.name,
    name: customer.name === "" ? customer.called : customer.name,
    company: customer.company ?? dice.pick(companies),
    bike,
    ebike: dice.pick(ebikes),
    part: dice.pick(parts),
    product: dice.pick(products),
    colour: dice.pick(colours),
    size: dice.pick(["XS", "S", "M", "L", "XL"]),
    order: `LC-${digits(5)}`,
    invoice: `R-${digits(6)}`,
    tracking: `${dice.pick(["JD", "RX", "CP"])}${digits(9)}${dice.pick(["DE", "GB", "NL"])}`,
    amount: `€${dice.pick([12, 19, 34, 49, 79, 129, 249, 389, 649, 1290, 2390]) - dice.whole(0, 1)}.${dice.pick(["00", "90", "50"])}`,
    code: dice.pick(["E07", "E12", "E21", "W503", "E33"]),
    weekday: dice.pick(weekdays),
    street: `${dice.whole(1, 140)} ${dice.pick(streets)}`,
    city: dice.pick(cities),
    serial: digits(6),
    digits: digits(4),
    small: String(dice.whole(2, 9)),
    few: String(dice.whole(18, 38)),
    count: String(dice.whole(5, 60)),
    height: String(dice.whole(58, 97)),
    inseam: String(dice.whole(71, 93)),
    age: dice.pick(["six", "seven", "nine", "eleven"]),
    kg: String(dice.whole(9, 19)),
    km: String(dice.whole(4, 60) * 100),
    wh: dice.pick(["400", "500", "625", "750"]),
    letters,
  };
}

const bikes = [
  "Wren",
  "Heron 3",
  "Avocet",
  "Sandpiper",
  "Kittiwake Tour",
  "Plover Kids 24",
  "Bittern Gravel",
];
const ebikes = ["Swift E2", "Curlew Cargo E", "Heron E+", "Wagtail E"];
const parts = [
  "rear mudguard",
  "seat clamp",
  "derailleur hanger",
  "brake lever",
  "chain guard",
  "kickstand",
  "front axle",
  "headset spacer",
];
const streets = [
  "Orchard Road",
  "Mill Street",
  "Quay Side",
  "Lindenweg",
  "Rue des Lilas",
  "Harbour View",
  "Elm Walk",
];
const cities = [
  "Fernhill",
  "Bergen",
  "Leipzig",
  "Nantes",
  "Kraków",
  "Valencia",
  "Galway",
  "Aarhus",
  "Porto",
  "Graz",
  "Thessaloniki",
  "Lausanne",
];

const english = {
  weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
  colours: ["moss green", "sky blue", "brick red", "sand", "plum"],
  products: [
    "Merlin helmet",
    "Bastion lock",
    "Tern rain cape",
    "Beacon light set",
    "Siskin child seat",
    "Dunnock pannier",
    "Heron jersey",
    "Rook pedal set",
  ],
};

/** Names in some languages; others use the English names. */
const words: Readonly<Record<string, typeof english>> = {
  de: {
    weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"],
    colours: ["Moosgrün", "Himmelblau", "Ziegelrot", "Sand"],
    products: [
      "Regencape Tern",
      "Lichtset Beacon",
      "Fahrradschloss Bastion",
      "Trikot Heron",
      "Pedalset Rook",
    ],
  },
  es: { ...english, weekdays: ["lunes", "martes", "miércoles", "jueves", "viernes"] },
};
