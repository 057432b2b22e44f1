import type { Topic } from "./topic.ts";

const sales = { language: "en", mailbox: "sales" } as const;

export const salesTopics: readonly Topic[] = [
  {
    ...sales,
    category: "Offers",
    tags: ["fleet", "offer"],
    subjects: [
      "[Offer for {count} bikes|Company bikes for {company}|Leasing for our staff ({count} people)]",
      "[{count} bikes: your best price?|Offer for {count} {bike}]",
    ],
    asks: [
      "{company} would like to give its staff bikes for the way to work. We think of {count} pieces, [half of them e-bikes|mostly {ebike}|city bikes with a basket]. Could you make us an offer, with service for three years, and tell us when you could deliver?",
      "we are looking for {count} {bike} for [our guests|our couriers|the campus]. Which price can you offer for that number, and is there a version [with our colours|that can take some rough handling|with child seats]?",
    ],
    replies: [
      "thank you for asking us. The offer is attached: {count} bikes with lock, lights and a service every half year for three years. We can deliver the first ten within three weeks and the rest in the month after.\n\nIt holds for 30 days. Shall we bring one of each for your people to try?",
      "for {count} bikes we give 14% off the list price, and from 20 on a colour of your own at no cost. The details are in the attached offer. Leasing goes through your own leasing company or ours, as you like.",
    ],
    inquiries: [
      [
        "so that the offer fits: do the bikes stand outdoors at night, and roughly how tall are your shortest and your tallest rider?",
        "[Outdoors but under a roof.|In a locked cellar.|Outdoors, all year.] People are between 1.55 and 1.96 m.",
      ],
    ],
    more: [
      [
        "Thanks for the offer. Our finance people ask whether you can split the invoice over two years.",
        "We can: a quarter at delivery and the rest in seven quarters, without interest. I have attached the new offer.",
      ],
      [
        "We like it. [Two|Three] of us would come for a test ride on {weekday} at noon, is that possible?",
        "{weekday} at noon it is. Bring shoes with flat soles, we take care of the rest.",
      ],
    ],
    notes: [
      "Big one. Tomás takes it, please do not answer in between.",
      "Spoke on the phone: they compare us with two others, decision by the end of the month.",
    ],
    file: "list",
  },
  {
    ...sales,
    category: "Advice",
    tags: ["size"],
    subjects: [
      "[Which size of {bike}?|Size {size} or larger?|{bike} for 1.{height} m]",
      "[Size for my daughter|{bike} for a child that grows]",
    ],
    asks: [
      "I am 1.{height} m tall with an inside leg of {inseam} cm and cannot decide between {size} and the next size up of the {bike}. I ride [mostly to work|long tours|with a heavy bag]. What do you recommend?",
      "my daughter is {age} and growing fast. Does the {bike} in {size} make sense, or should we wait for the spring and take the larger one?",
    ],
    replies: [
      "With that inside leg I would take the {size}: the frame is rather long, and on the larger one you would sit stretched. You can change it for the other size within 30 days, also after riding it.",
      "Take the larger one and put the saddle all the way down: there are 9 cm for growing. A shorter stem costs nothing extra if you say so when ordering.",
    ],
    more: [
      [
        "Thank you, that helps. And which one of {colour} and black is in stock?",
        "In {size}: {colour} at once, black in two weeks.",
      ],
    ],
  },
  {
    ...sales,
    category: "Stock",
    tags: ["stock"],
    subjects: [
      "[When is the {bike} back in stock?|{bike} in {colour}]",
      "[Do you have the {product}?|Last year's {product}]",
    ],
    asks: [
      "the {bike} in {colour}, size {size}, [has been sold out for weeks|cannot be put in the basket]. When will it be there again, and can I reserve one?",
      "do you still have the {product} from last year's catalogue? [It is not in the shop any more.|The new one is too large for me.] I would come and fetch it.",
    ],
    replies: [
      "The next lot arrives on {weekday} in two weeks, and I have put your name on one. You get a mail when it can be paid; it is held for five days from then.",
      "We found one in the store room! It costs {amount}, and waits for you at the counter until {weekday} evening.",
    ],
    more: [
      [
        "Wonderful. Does it come assembled if I fetch it myself?",
        "Yes, set up for you while you wait, about twenty minutes.",
      ],
      [
        "I will come on {weekday}. Until when are you open?",
        "Until 18, and on Saturdays until 16. Just ask for it at the counter.",
      ],
    ],
    notes: ["Reserved under {first}, see the shelf by the door."],
  },
  {
    ...sales,
    category: "Appointments",
    tags: ["test-ride"],
    subjects: ["[Test ride on Saturday?|Test ride for two]", "[Trying the {ebike}|Borrowing a {ebike}]"],
    asks: [
      "could we try the {ebike} and the {bike} on Saturday [at 11|in the afternoon|around 10]? We are two, 1.{height} and 1.62 m.",
      "I would like to ride a {ebike} [up a real hill|with a trailer|for an hour or two] before I buy one. Is that possible, and what does it cost?",
    ],
    replies: [
      "You are booked for Saturday, both bikes are ready in your sizes. Please bring an identity card; it costs nothing, and the coffee is free as well.",
      "Gladly: you can have it for half a day for 20 euros, which you get back if you buy within a month. Which day suits you?",
    ],
    more: [
      [
        "Something came up. Could we move it to the week after?",
        "No problem, the same time one week later. See you then!",
      ],
      ["{weekday} would be good, in the morning.", "{weekday} from 9 to 13 is yours."],
    ],
  },
  {
    ...sales,
    category: "Dealers",
    tags: ["dealer"],
    subjects: ["[Becoming a dealer|Dealer conditions for {city}|Larkspur in our shop in {city}]"],
    asks: [
      "we run a bicycle shop in {city} with [a workshop and] four people and are often asked for Larkspur. How does one become a dealer of yours, and what are the conditions?",
    ],
    replies: [
      "we are glad about every good workshop that carries our bikes. In short: six bikes to begin with, 31% margin, spare parts within two days, and one of your people with us for two days of training. The contract is attached to read in peace.",
    ],
    more: [
      [
        "Thank you, that sounds fair. Is there a rule about the distance to the next dealer?",
        "At least 15 km, and in {city} there is none yet.",
      ],
    ],
    notes: ["Checked: next dealer is 40 km away. Good reviews of the workshop."],
  },
  {
    ...sales,
    category: "Shipping",
    tags: ["abroad"],
    subjects: [
      "[Do you ship to {city}?|Shipping abroad and customs|Delivery of a {bike} to {city}]",
      "[{product} to {city}|Ordering from {city}]",
    ],
    asks: [
      "do you send bikes to {city}, and what would it cost for a {bike}? Do I have to pay customs on top?",
      "I live in {city} and would like a {product} from your shop, but the form only takes addresses in your country. Is there a way?",
    ],
    replies: [
      "We do: {amount} for a bike, well packed, in about eight days. Within the customs union there is nothing on top; elsewhere the carrier collects duty at the door, usually 5 to 15%.",
      'Choose "other country" at the very end of the list (it is easy to miss). For a {product} it is {amount}.',
    ],
    more: [
      [
        "And if it does not fit, who pays the way back?",
        "You pay half and we pay half, for 30 days. Just tell us before you send it.",
      ],
    ],
  },
  {
    ...sales,
    category: "Vouchers",
    tags: ["voucher"],
    subjects: ["[Voucher code does not work|Gift voucher]", "[Student discount?|Discount for students]"],
    asks: [
      'I was given a voucher over {amount} but the shop says "code not known". The code is LARK-{letters}-{small}. [Has it run out?|Or do I type it wrong?]',
      "is there a discount for students? I saw it on a poster, but there is nothing about it on your page.",
    ],
    replies: [
      "The third letter is a zero and not an O; with that it works, and it holds for three years. I have put a better readable one on the way to you.",
      "There is: 8% with a valid card of any university. Send us a photo of it (you may cover the number) and you get a code for one order.",
    ],
    more: [
      [
        "It works, thanks! Can two vouchers be used together?",
        "As many as you have, the shop takes one after the other.",
      ],
      [
        "Here is the card. Does it hold for {product} as well?",
        "For everything but bikes that are reduced already. Your code is LARK-{letters}-{digits}.",
      ],
    ],
    file: "photo",
  },
  {
    ...sales,
    category: "Advice",
    tags: ["child-seat"],
    subjects: [
      "[Child seat on the {bike}?|{bike} with a child seat]",
      "[Trailer for the {ebike}|Which trailer?]",
    ],
    asks: [
      "does the rear rack of the {bike} carry a child seat? Our son weighs {kg} kg. [The manual says 25 kg but not whether seats are allowed.|]",
      "which trailers may I pull with a {ebike}? I would need it for [shopping|two dogs|two children].",
    ],
    replies: [
      "It does, up to 27 kg with seat, and the seat has to have the clamp for 16 mm tubes. We have two that we can recommend and fit, from {amount}.",
      "Any trailer up to 60 kg with brakes or 40 kg without. The hitch goes on the rear axle and costs 29 euros; please no hitch at the seat post.",
    ],
    more: [
      [
        "Thank you! Does the warranty hold if I fit it myself?",
        "It does, as long as the torque on the axle is right: 40 Nm.",
      ],
    ],
  },
];
