import type { Topic } from "./topic.ts";

const support = { language: "en", mailbox: "support" } as const;

export const supportTopics: readonly Topic[] = [
  {
    ...support,
    category: "E-bike electrics",
    tags: ["display", "e-bike"],
    subjects: [
      "[Display shows {code}|{ebike} stops with {code} uphill]",
      "[Error {code} on my {ebike}|{ebike}: no support, {code}]",
    ],
    asks: [
      "My {ebike} [switches off|cuts out|goes dead] [on every climb|after about ten minutes|when it is wet] and the display says {code}. I turned it off and on again, [which helps for a while|no change|and it came back the next day]. It is [eight months|a year|five weeks] old, order {order}.\n\nWhat does {code} mean, and can I still ride it?",
      "Since [{weekday}|the weekend|the last firmware update] my {ebike} shows {code} and the motor gives no support. The battery is [full|at 80%|charged]. I attach nothing as there is not much to see, but I can film it.\n\nOrder number is {order}.",
    ],
    replies: [
      "{code} means that the speed sensor does not see its magnet. Please look at the spoke magnet near the rear hub: it has to pass the sensor on the chain stay within a centimetre. Turn it back into place by hand, then switch the display off and on.\n\nYou can ride on without support until then, nothing will break.",
      "That code comes up when the plug between motor and display has taken in water. Pull it out (it needs a firm hand), let it dry indoors over night, and push it in until the arrows meet. If {code} comes back after that, bring the bike in and we change the cable under warranty.",
    ],
    inquiries: [
      [
        "to see which of two causes it is, could you tell us the serial number (under the bottom bracket, it starts with LK) and the firmware version from the display's menu under About?",
        "The serial is LK{serial}, firmware 2.{small}.1. [It is a bit scratched but I think that is right.|Thanks for having a look.]",
      ],
    ],
    more: [
      [
        "The magnet was [fine|where it should be], but I cleaned the sensor as well and the code is gone. One more thing: the odometer is at zero now. Can it be set again?",
        "Good to hear. The odometer can only be set in the workshop, it takes five minutes and costs nothing: just come by [on a Saturday|before noon].",
      ],
      [
        "I tried that and {code} is back [this morning|after two days]. So I would take the warranty offer.",
        "Then it is the cable. We have one here for you: would {weekday} suit you? It takes about half an hour and you can wait with a coffee.",
      ],
    ],
    notes: [
      "Third {code} this month with the same batch of cables. Telling the workshop.",
      "Serial is in the warranty list, no charge.",
    ],
    file: "photo",
  },
  {
    ...support,
    category: "E-bike electrics",
    tags: ["battery", "e-bike"],
    subjects: ["[Battery does not charge|Charger light stays red]", "{ebike}: battery empty after {few} km"],
    asks: [
      "the battery of my {ebike} [no longer charges|stops at 60%|gets warm but does not fill]. The light on the charger [blinks red|stays green from the start|goes out after a minute]. Same thing on another socket.\n\nIs that something you can fix or do I need a new one?",
      "A full charge used to take me [90|110|75] km and now it is {few} at best. [Winter, I know, but still.|I have not changed how I ride.] Bike is a {ebike}, bought [last spring|two years ago], order {order}.",
    ],
    replies: [
      "Please hold the battery's button for 15 seconds until all five lights come on: this resets its electronics. Then charge it once without a break, which can take up to seven hours. Nine times in ten that is all.\n\nIf not, send it to us in the box of its delivery. Never by ordinary parcel, please: we book a carrier for dangerous goods, at our cost.",
      "That range is what the cells give below five degrees, so part of it will come back with the warm days. We can measure the true capacity in the workshop in an hour. If it is below 70% within two years you get a new battery.",
    ],
    inquiries: [
      [
        'what do the five lights on the battery show when you press its button briefly? And what is printed on the label after "Wh"?',
        "[Two lights, then they go out.|The third one blinks.|Only the first one, and it is orange.] The label says {wh} Wh.",
      ],
    ],
    more: [
      [
        "Reset done, it charges now. [Very happy.|What a relief.] Should I always leave it on the charger over the winter?",
        "Better not: store it at about half charge in a dry place above freezing and top it up every two months.",
      ],
      [
        "Then I would like to have it measured. Is [{weekday}|tomorrow] possible, and may I wait?",
        "{weekday} at ten is yours. It takes an hour; the cafe next door has good cake.",
      ],
    ],
    notes: ["Ask Aiko before offering a new battery, this model had a recall of the charger."],
    pressing: true,
  },
  {
    ...support,
    category: "Delivery",
    tags: ["delivery", "tracking"],
    subjects: [
      "[Where is my order {order}?|Parcel {tracking} does not move]",
      "[Order {order} late|No delivery on {weekday}]",
    ],
    asks: [
      'I ordered a {product} [ten days|two weeks|last month] ago (order {order}) and the tracking page has been saying "in transit" since {weekday}. [Can you ask the carrier?|Is it lost?|I need it for a trip on Saturday.]',
      "Your mail promised delivery of {order} on {weekday}. I took the day off and nobody came, nor was there a card. Tracking number {tracking}.\n\nWhere is it now?",
    ],
    replies: [
      "I have called the carrier: the parcel stood in their depot in {city} because the label had torn. It has a new one and will be with you on {weekday}. Sorry for the wait, we have taken the shipping cost off your invoice.",
      "The tracking number {tracking} has gone quiet for more than five days, so we count it as lost and a new {product} has left our house today by express. Should the first one turn up after all, just refuse it at the door.",
    ],
    inquiries: [
      [
        "the carrier says that they rang at {street} and nobody answered. Is that the right address, and is there a name on the bell?",
        "[The address is right but the bell is broken.|It should be {street}, flat 4, that part is missing.|We moved, sorry. New address: {street}, {city}.]",
      ],
    ],
    more: [
      [
        "It arrived, but the box was [open at one side|wet|crushed at a corner]. Everything seems to be there. Do I need to do anything?",
        "Thank you for telling us. If the {product} has no scratch there is nothing to do; we report the box to the carrier. If you find anything later, this ticket stays open to you.",
      ],
      [
        "Still nothing today. Is there any news?",
        "It is on the van now, between 14 and 17 o'clock. I watch it until it is delivered.",
      ],
    ],
    notes: [
      "Carrier ref {tracking}. They answer within a day, ask again on {weekday}.",
      "Customer is friendly but has waited long. Express if it happens again.",
    ],
    pressing: true,
  },
  {
    ...support,
    category: "Assembly",
    tags: ["assembly", "missing-part"],
    subjects: [
      "[Part missing from the box|No {part} with my {bike}]",
      "[{bike}: two left pedals?|Wrong parts with my {bike}]",
    ],
    asks: [
      "Today my {bike} came (order {order}). I unpacked it all on the living room floor and there is no {part}. The list in the manual says there should be one in the small box.\n\nCould you send me one? [I cannot ride without it.|No hurry.]",
      "Putting together the {bike} I find [two left pedals and no right one|one bolt too few for the front wheel|that the {part} is not the one in the manual]. Photo attached. Order {order}.",
    ],
    replies: [
      "Have a look inside the foam that held the front wheel: the {part} is taped into a cut-out there, and half of all people miss it. If it is not there either, tell me and I send one today.",
      "That should not happen, sorry. The right part is on its way to you as a letter with tracking, and two spare bolts with it. Until then please do not ride the bike, not even round the block.",
    ],
    more: [
      [
        "Found it in the foam! [Sorry for the trouble.|I feel a bit silly.] Which torque for the stem bolts, by the way?",
        "You are in good company. 5 Nm for the four small ones, 8 Nm for the two on the steerer, a little at a time and crosswise.",
      ],
      [
        "It came today and fits, [thank you|many thanks]. What shall I do with the wrong one?",
        "Keep it as a spare, or give it to someone who has two right feet.",
      ],
    ],
    notes: ["Packing list of this model says 2 bolts, the drawing says 3. Told the warehouse."],
    file: "photo",
  },
  {
    ...support,
    category: "Workshop",
    tags: ["noise"],
    subjects: [
      "[Creaking noise from the {bike}|Clicking when I pedal hard]",
      "[Brakes squeal|Loud brake on the {bike}]",
    ],
    asks: [
      "my {bike} [creaks|clicks|ticks] once per turn of the pedals, only [when I stand up|under load|uphill]. I have greased the seat post and tightened the cranks. It drives me mad.\n\nAny idea what else it could be?",
      "The [front|rear] brake of my {bike} squeals so loudly that people turn round, [mostly in the rain|from the first ride on|since I washed it]. Pads look fine to me.",
    ],
    replies: [
      "Once per turn under load is nearly always the bottom bracket or a chainring bolt. Put a drop of grease on each of the five bolts and tighten them to 9 Nm. If it still creaks, the bracket needs to come out, which we do in a quarter of an hour for 15 euros.",
      "Squealing comes from a little oil or soap on the disc. Wipe the disc with pure alcohol, then brake from 25 km/h to walking pace twenty times without locking the wheel. If that does not help we change the pads, they cost 19 euros the pair.",
    ],
    more: [
      [
        "The bolts did it, silence at last! Can I book a proper service for [spring|next month] while we are at it?",
        "With pleasure. Pick a time at https://larkspur.example/service, or just tell me a day and I enter it.",
      ],
      [
        "Twenty times down the hill, and now it is [quiet|only a whisper]. Do I have to do that often?",
        "Only with new pads, or after oil has come near the disc.",
      ],
    ],
    notes: ["Known for the 2024 frames: washer missing under the chainring bolts."],
  },
  {
    ...support,
    category: "Account",
    tags: ["app", "login"],
    subjects: [
      "[App does not find my {ebike}|{ebike} and the app]",
      "[Cannot log in to the app|Password mail never arrives]",
    ],
    asks: [
      "the Larkspur app does not find my {ebike} any more. Bluetooth is on, other things connect. Phone is [a new one|the same as before], and I [deleted and installed the app again|restarted everything].",
      "I ask for a new password and the mail does not come, not in spam either. [My address has not changed.|I may have used my old address, cannot tell.] Could you look at the account behind this address?",
    ],
    replies: [
      "The bike remembers five phones and the list is full. On its display go to Settings, Phones, Forget all, then start the app next to it. It asks for the six digits that the display shows, and that is it.",
      "Your account exists, under exactly this address; mails to it were refused by your provider for a day last week, which has been mended on their side. Please ask for the password once more, the link in it holds for an hour.",
    ],
    more: [
      [
        "Works now. But all my rides before {weekday} are gone?",
        "They are back in a minute: pull the list down to load it again. They lie on our side and not on the phone.",
      ],
      [
        "It came, thank you. I would like to use another address from now on, where do I change that?",
        "In the app under Me, Address. We send a link to the new one, and it holds as soon as you have opened it.",
      ],
    ],
    notes: [],
    file: "log",
  },
  {
    ...support,
    category: "Delivery",
    tags: ["address"],
    subjects: [
      "[Change of address for {order}|Moved house, order {order}]",
      "Please deliver {order} to my office",
    ],
    asks: [
      "I have just ordered (number {order}) and the shop used my old address. Please send it to:\n\n{name}\n{street}\n{city}\n\n[Thank you!|I hope it is not too late.]",
      "is it possible to have {order} delivered to my office? Nobody is at home in daytime. It would be\n\n{name}\n{street}\n{city}\n\nopen from 9 to 17.",
    ],
    replies: [
      "Done: {order} goes to {street}, {city}. You get a new confirmation in a few minutes.",
      "It had left the house when your mail came, but I could turn it round with the carrier: it goes to {street} and arrives one day later, on {weekday}.",
    ],
    more: [
      [
        "Perfect. Could you also change it in my account for the next time?",
        "I would, but only you can, for good reasons: log in, Addresses, Edit. It takes a minute.",
      ],
    ],
  },
  {
    ...support,
    category: "Warranty",
    tags: ["warranty", "frame"],
    subjects: [
      "[Crack in the frame of my {bike}|Is this a crack?]",
      "[Warranty claim {order}|Warranty for my {bike}]",
    ],
    asks: [
      "washing my {bike} I found [a fine line in the weld below the seat|a crack of about two centimetres at the down tube]. See the photo. I have stopped riding it.\n\nBought in your shop, order {order}. How do we go on?",
      "I would like to claim warranty for my {bike} ({order}). The [rear rim|fork|crank] has [play|a dent that I did not make]. Photos attached, tell me if you need better ones.",
    ],
    replies: [
      "Thank you for the clear photo, and for not riding on: that is a crack, and a clear case. You get a new frame in the same colour, built up by us with your parts. Please bring the bike when it suits you; it takes a week, and we lend you another one for that time.",
      "Our workshop has looked at the pictures and takes it as a warranty case. The part is reserved for you; changing it takes an hour, on any day but Monday.",
    ],
    inquiries: [
      [
        "could we have one more photo from the side, with something to show the size, a coin for instance? And roughly how far has the bike been ridden?",
        "Here it is, with a coin. About {km} km I would say[, mostly to work|, no jumps, promised|].",
      ],
    ],
    more: [
      [
        "Great service, I had feared a long discussion. Would {weekday} be fine to bring it?",
        "{weekday} is fine, ask for Aiko at the workshop's door, on the left of the shop.",
      ],
    ],
    notes: [
      "Looks like a real crack to me. Aiko, can you confirm from the photo?",
      "Frame number {serial}: within five years. New frame approved.",
    ],
    file: "photo",
    pressing: true,
  },
  {
    ...support,
    category: "Spare parts",
    tags: ["parts"],
    subjects: [
      "[Which {part} fits my {bike}?|Looking for a {part}]",
      "[Spare key for the battery lock|Lost the key of my battery]",
    ],
    asks: [
      "which {part} do I need for a {bike} [from 2022|in size {size}|with the old fork]? On your page there are three that look the same to me.",
      "I have lost [one of the two keys|both keys] of the battery lock of my {ebike}. The number on the lock [is {serial}|cannot be read any more]. Can I get another?",
    ],
    replies: [
      "For yours it is the second of the three, number 40-{serial}. The first one is for the discs of 2020 and the third for children's bikes. It is in stock.",
      "Keys are cut from the number, so that is easy: 12 euros, and it comes by letter within the week. The payment link is in a separate mail.",
    ],
    inquiries: [
      [
        "is there a sticker on the inside of the left chain stay? We need the four letters after the year.",
        "It says {letters}. [Hard to read but I am fairly sure.|]",
      ],
      [
        "which bike is it for, and is there a name on the lock? There are two makers.",
        "A {ebike}. The lock says {letters} in small letters.",
      ],
    ],
    more: [
      [
        "Ordered, thank you. Do I need a special tool to fit it?",
        "A 4 mm hex key and ten minutes. There is a short film at https://larkspur.example/help/{serial}.",
      ],
      [
        "Paid just now. Could you make [two|three] of them, to be safe?",
        "Gladly, the others are 4 euros each. I have changed the order, please pay the rest when they come.",
      ],
    ],
  },
];
