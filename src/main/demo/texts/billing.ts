import type { Topic } from "./topic.ts";

const billing = { language: "en", mailbox: "billing" } as const;
const returns = { language: "en", mailbox: "returns" } as const;

export const billingTopics: readonly Topic[] = [
  {
    ...billing,
    category: "Invoices",
    tags: ["invoice"],
    subjects: [
      "[Invoice for {order}|Invoice {invoice}: company name missing]",
      "[Copy of invoice {invoice}|Lost: invoice {invoice}]",
    ],
    asks: [
      "for our books we need the invoice for {order} made out to {company}, {street}, {city}. Could you send a corrected one[, best today|]?",
      "I cannot find the invoice {invoice} any more. Would you send it again as a PDF?",
    ],
    replies: [
      "here it is, made out to {company}. The old one has been cancelled and must not be booked.",
      "the invoice is attached. You also find all of them in your account under Orders.",
    ],
    more: [
      [
        "Thank you. Our tax number is missing on it: DE{serial}{small}.",
        "Added, and attached again. Sorry for the second round.",
      ],
    ],
    notes: ["Address checked against the register, all right to change."],
  },
  {
    ...billing,
    category: "Payments",
    tags: ["payment", "double"],
    subjects: [
      "[Charged twice for {order}|{amount} taken from my card two times]",
      "[Double payment|Two payments of {amount}]",
    ],
    asks: [
      "my card was charged twice with {amount} for order {order}, on {weekday} and again the day after. Please send one of them back.",
      "on my statement there are two payments to you of {amount} each. I ordered only once. [What happened?|See the screenshot.]",
    ],
    replies: [
      "one of the two is only a reservation that your bank lets go by itself, at the latest after seven days. If it still stands after that, write again and we look into it with the bank.",
      "you are right, the payment service asked your bank a second time when the first answer was late. {amount} are on their way back to your card; banks take two to five days to show it.",
    ],
    inquiries: [
      [
        "could you tell us the last four digits of the card, and the two dates as they stand on the statement? Please not the whole number.",
        "It ends with {digits}, and it was {weekday} and the day after.",
      ],
    ],
    more: [
      ["The money is back. Thanks for the quick help!", "Thank you for letting us know."],
      [
        "It has been six days and I see nothing yet.",
        "Our bank says it left on {weekday}. I attach their note, your bank can find it by the number on it.",
      ],
    ],
    notes: ["Confirmed with the payment service: second capture. Refunded."],
    file: "photo",
    pressing: true,
  },
  {
    ...billing,
    category: "Refunds",
    tags: ["refund"],
    subjects: [
      "[Still no refund|Where are my {amount}?]",
      "[Refund for {order}|When do I get my {amount} back?]",
    ],
    asks: [
      "I sent back the {product} [three weeks ago|at the beginning of the month] and you confirmed that it arrived. The {amount} are not in my account yet. Order {order}.",
      "can you tell me when the refund for {order} will be made?",
    ],
    replies: [
      "the parcel stood unopened in our returns, sorry. It is all fine, and {amount} have just been sent back.",
      "it was approved on {weekday} and goes to the account that you paid from. You should see {amount} there within three days.",
    ],
    more: [
      [
        "The account I paid from has been closed since. Can you send it elsewhere?",
        "We can. Please write the new account into the form behind this link, and not into a mail: https://larkspur.example/refund.",
      ],
    ],
    notes: ["Returns scanned it on {weekday}, not booked. Booked now."],
  },
  {
    ...billing,
    category: "Payments",
    tags: ["reminder"],
    subjects: [
      "[Reminder for {invoice}, but it is paid|{invoice} was paid on {weekday}]",
      "[Your reminder|Second reminder for {invoice}]",
    ],
    asks: [
      "today I got a reminder for {invoice} over {amount}, which I paid [two weeks ago|on {weekday}]. Please check, and take back the fee.",
      "we have received a second reminder for {invoice}. Our bank made the transfer long ago, see attached. We would ask you to confirm that the matter is closed.",
    ],
    replies: [
      "the transfer came without a number, so our system did not know whose it was. It is booked now, the reminder is void and there is no fee.",
      "found: it was booked to {company}'s older invoice. I have moved it, {invoice} is settled.",
    ],
    more: [
      ["Thanks. Please make sure that no third one comes.", "I have stopped it by hand. None will come."],
    ],
    notes: ["Two customers of the same name, payments mixed up. Merged the wrong way round last year."],
    file: "invoice",
  },
  {
    ...billing,
    category: "Taxes",
    tags: ["vat"],
    subjects: ["[VAT on {invoice}|Reverse charge for {company}|Invoice without VAT]"],
    asks: [
      "{company} has its seat in another country of the union, with the VAT number {letters}{serial}. Could you make out {invoice} without VAT?",
    ],
    replies: [
      "the number is valid, so here is {invoice} again, without VAT and with the note that the duty passes to you. The difference of {amount} goes back to you.",
    ],
    inquiries: [
      [
        "the tax office's register does not know that number under the name {company}. Could you check it, please?",
        "My mistake, two digits were swapped: {letters}{digits}{small}.",
      ],
    ],
    more: [
      ["Received. Will that be so by itself the next time?", "It will, the number is in your account now."],
    ],
  },
  {
    ...billing,
    category: "Suppliers",
    tags: ["supplier", "bank-details"],
    subjects: ["[New bank details|Change of our account]", "[Statement for the last quarter|Open items]"],
    asks: [
      "please note that our bank details have changed. From now on all payments go to the account on the attached sheet.\n\nKindly confirm that you have changed it before the next payment run.",
      "attached you find our statement for the last quarter with an open sum of {amount}. We would be glad about a word when we can expect it.",
    ],
    replies: [
      "thank you. As with all such changes we call you at the number that we have on file before anything is changed.",
      "our books agree with yours. It is in the payment run of {weekday}.",
    ],
    more: [
      ["Thank you for checking, better safe than sorry.", "That is how we see it. It is changed now."],
      ["Thank you, noted for {weekday}. A good week to you.", "The same to you."],
    ],
    notes: [
      "DO NOT change from the mail alone. Call them at the number in the register first.",
      "Called: it is really theirs. Changed.",
    ],
    file: "invoice",
  },
];

export const returnsTopics: readonly Topic[] = [
  {
    ...returns,
    category: "Returns",
    tags: ["return"],
    subjects: ["[Return of {product}|Sending back {order}]", "Return label for {order}"],
    asks: [
      "I would like to send back the {product} from {order}. It is [too small|not what I expected|a gift that we got twice], and unused. Could I have a label?",
      "the return label in the parcel was missing. Please send me one for {order}, one parcel, about {kg} kg.",
    ],
    replies: [
      "the label is attached. Stick it over the old one and hand the parcel in wherever it suits you. The money is back within a week of its arrival.",
      "of course. You need no printer: show the code in the attached file at the counter, and they print it for you.",
    ],
    more: [["Handed in today. The receipt says {tracking}.", "Thank you, we will keep an eye on it."]],
  },
  {
    ...returns,
    category: "Exchanges",
    tags: ["exchange", "size"],
    subjects: [
      "[Exchange {product}|Wrong size: {order}]",
      "[{product} in another colour|Wrong colour: {order}]",
    ],
    asks: [
      "the {product} is a size too [small|large]. Can I change it for the next one? Same colour ({colour}). Order {order}.",
      "you sent the {product} in {colour}, I had ordered black. I would keep it if black takes long. What do you say?",
    ],
    replies: [
      "the other size is reserved for you and leaves today; please send the first one back in the same box within two weeks. The label is in the parcel.",
      "black would take three weeks. If you keep the {colour} one, we give you 15% back, as it was our mistake.",
    ],
    more: [
      [
        "Sent back today, the receipt says {tracking}. Has the other one left?",
        "It has, this morning. It should be with you in two days.",
      ],
      [
        "I keep it then, [it has grown on me|fine with me]!",
        "Wonderful. {amount} are on their way back to you.",
      ],
    ],
    notes: ["Picked from the wrong shelf again, see the note at B4."],
  },
  {
    ...returns,
    category: "Damage",
    tags: ["damaged", "transport"],
    subjects: [
      "[{product} arrived damaged|Broken on arrival: {order}]",
      "[Dent in the new {bike}|New {bike} with a dent]",
    ],
    asks: [
      "the {product} came today with [a crack across the middle|a bent corner|a deep scratch]. The box looked fine. Photos attached. Order {order}.",
      "unpacking the {bike} we found a dent in the [top tube|rear mudguard|chain guard]. That cannot stay so. What do you suggest?",
    ],
    replies: [
      "what a pity. A new one is on the way to you, and you need not send the old one back: the photos are all we need for the carrier.",
      "we would send you the part, which takes two screws, and give you {amount} for the trouble. Or we fetch the bike and send another. Which do you prefer?",
    ],
    inquiries: [
      [
        "could we have a photo of the outside of the box, with the label? The carrier asks for it.",
        "Here it is. [I had folded it already, sorry.|]",
      ],
    ],
    more: [
      [
        "The new one is here, and whole. Thank you! May I keep the broken one for its screws?",
        "Please do, and thank you for the photos.",
      ],
      ["The part and the {amount} are fine with me.", "Then that is what we do. The part leaves today."],
    ],
    notes: ["Fourth one from the same route. Collecting them for the carrier."],
    file: "photo",
    pressing: true,
  },
];
