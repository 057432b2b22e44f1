import type { Topic } from "./topic.ts";

/** One or two cases each in less frequent languages. */
export const worldTopics: readonly Topic[] = [
  {
    language: "fr",
    mailbox: "support",
    category: "Delivery",
    tags: ["livraison"],
    subjects: [
      "[Commande {order} toujours pas reçue|Colis {tracking} bloqué]",
      "Pièce manquante, commande {order}",
    ],
    asks: [
      "j'ai passé la commande {order} il y a [dix jours|deux semaines] et le suivi n'a pas bougé depuis. Pourriez-vous vérifier auprès du transporteur ?",
      "j'ai bien reçu le vélo ce matin, merci, mais il manque [la pédale gauche|les vis du porte-bagages|la clé de la batterie]. Photo ci-jointe. Comment procéder ?",
    ],
    replies: [
      "le colis était resté au dépôt, l'étiquette étant déchirée. Il repart aujourd'hui et vous sera livré sous deux jours. Toutes nos excuses pour ce retard.",
      "la pièce part aujourd'hui par courrier suivi. En attendant, merci de ne pas utiliser le vélo.",
    ],
    more: [
      [
        "bien reçu, tout est parfait. [Merci beaucoup !|Merci pour votre réactivité.]",
        "Avec plaisir. Bonne route !",
      ],
    ],
    file: "photo",
  },
  {
    language: "fr",
    mailbox: "billing",
    category: "Invoices",
    tags: ["facture"],
    subjects: ["Facture {invoice}"],
    asks: [
      "pourriez-vous établir la facture {invoice} au nom de {company}, {street}, {city} ? Notre comptabilité en a besoin pour la clôture.",
    ],
    replies: [
      "vous trouverez ci-joint la facture rectifiée. L'ancienne est annulée, merci de ne pas l'enregistrer.",
    ],
    more: [["merci, c'est exactement ce qu'il fallait.", "Parfait, bonne journée à vous."]],
  },
  {
    language: "es",
    mailbox: "support",
    category: "E-bike electrics",
    tags: ["batería"],
    subjects: [
      "[La batería no carga|Batería de mi {ebike}]",
      "[Error {code} en mi {ebike}|¿Garantía para {order}?]",
    ],
    asks: [
      "desde el {weekday} la batería de mi {ebike} [no carga|se apaga a mitad de camino]. La luz del cargador parpadea en rojo. ¿Es normal? ¿La puedo llevar a algún taller cerca de {city}?",
      "al subir cuestas la pantalla muestra {code} y el motor se para. La compré hace ocho meses, pedido {order}.",
    ],
    replies: [
      "mantenga pulsado el botón de la batería durante 15 segundos, hasta que se enciendan las cinco luces, y cárguela una vez por completo. Si no basta, la recogemos nosotros, sin coste.",
      "ese código indica que el sensor no detecta el imán de la rueda. Colóquelo a menos de un centímetro del sensor y reinicie la pantalla.",
    ],
    more: [
      [
        "¡funciona! Muchísimas gracias. ¿Cuánto suele durar una batería?",
        "Unas 800 cargas completas, es decir, de seis a ocho años con un uso diario.",
      ],
    ],
    pressing: true,
  },
  {
    language: "it",
    mailbox: "sales",
    category: "Stock",
    tags: ["disponibilità"],
    subjects: ["Disponibilità {bike} taglia {size}"],
    asks: [
      "vorrei sapere quando sarà di nuovo disponibile la {bike} in taglia {size}. È possibile prenotarla e ritirarla in negozio?",
    ],
    replies: [
      "ne arrivano quattro tra due settimane e una è già a suo nome. Riceverà una mail quando potrà pagarla.",
    ],
    more: [
      [
        "perfetto, grazie mille! Si può montare subito il seggiolino?",
        "Certo, lo montiamo noi mentre aspetta.",
      ],
    ],
  },
  {
    language: "pt",
    mailbox: "support",
    category: "Spare parts",
    tags: ["peças"],
    subjects: ["Chave da bateria perdida"],
    asks: [
      "perdi a chave da bateria da minha {ebike}. O número da fechadura é {serial}. É possível pedir outra? Quanto custa o envio para {city}?",
    ],
    replies: [
      "sim, a chave é feita a partir do número. São 12 euros com envio incluído, o link de pagamento segue em separado.",
    ],
    more: [["pagamento feito, muito obrigada pela rapidez!", "Nós é que agradecemos. A chave segue amanhã."]],
  },
  {
    language: "pl",
    mailbox: "returns",
    category: "Returns",
    tags: ["zwrot"],
    subjects: ["Zwrot zamówienia {order}"],
    asks: [
      "chciałbym zwrócić {product} z zamówienia {order}, jest za mały. Czy mogę prosić o etykietę zwrotną? Paczka waży około {kg} kg.",
    ],
    replies: ["etykieta jest w załączniku. Pieniądze wrócą na konto w ciągu tygodnia od otrzymania paczki."],
    more: [["paczka nadana dzisiaj, numer {tracking}. Dziękuję!", "Dziękujemy, będziemy ją śledzić."]],
  },
  {
    language: "tr",
    mailbox: "sales",
    category: "Shipping",
    tags: ["kargo"],
    subjects: ["[{city} için kargo|{ebike} fiyatı hakkında]"],
    asks: [
      "{ebike} modelini {city} adresine gönderiyor musunuz? Gümrük ve kargo ücreti ne kadar olur? Servis için yakınımda yetkili bir yer var mı?",
    ],
    replies: [
      "Evet, gönderiyoruz: kargo {amount}, süre yaklaşık sekiz gün. Gümrük vergisini taşıyıcı kapıda tahsil eder. Yetkili servis listesi ektedir.",
    ],
    more: [["Çok teşekkürler, bu hafta sipariş vereceğim.", "Bekliyoruz, iyi sürüşler!"]],
  },
  {
    language: "el",
    mailbox: "support",
    category: "Account",
    tags: ["app"],
    subjects: ["Πρόβλημα με την εφαρμογή"],
    asks: [
      "η εφαρμογή δεν βρίσκει πια το {ebike} μου, αν και το Bluetooth είναι ανοιχτό. Έχω ήδη κάνει επανεκκίνηση. Τι άλλο μπορώ να δοκιμάσω;",
    ],
    replies: [
      "Hello, and thank you for writing. The bike remembers five phones and the list is full: on its display go to Settings, Phones, Forget all, then start the app again. I hope English is all right!",
    ],
    more: [["Τέλεια, τώρα δουλεύει. Ευχαριστώ πολύ! (Thank you!)", "You are welcome, enjoy your rides!"]],
  },
  {
    language: "ru",
    mailbox: "sales",
    category: "Stock",
    tags: ["наличие"],
    subjects: ["[Наличие {bike}, размер {size}|Доставка в {city}]"],
    asks: [
      "подскажите, пожалуйста, когда снова появится {bike} в размере {size}? [Жду уже второй месяц.|Хотел бы успеть к сезону.] И возможна ли доставка в {city}?",
    ],
    replies: [
      "здравствуйте! Следующая партия ожидается через две недели, один велосипед мы отложили для вас на пять дней. Стоимость доставки {amount}.",
    ],
    more: [
      [
        "Отлично, спасибо большое! Оплачу, как только придёт ссылка.",
        "Хорошо, ссылка придёт на этот же адрес.",
      ],
    ],
  },
  {
    language: "uk",
    mailbox: "support",
    category: "Assembly",
    tags: ["інструкція"],
    subjects: ["Інструкція зі збирання {bike}"],
    asks: [
      "отримав {bike}, дякую! У коробці немає друкованої інструкції. Чи можна отримати її українською? І з яким моментом затягувати болти керма?",
    ],
    replies: [
      "інструкція у вкладенні. Болти виносу: чотири малі по 5 Нм, два великі по 8 Нм, поступово і навхрест.",
    ],
    more: [["Усе зібрав, їде чудово. Дякую!", "Раді чути, гарних поїздок!"]],
  },
  {
    language: "ar",
    mailbox: "support",
    category: "E-bike electrics",
    tags: ["بطارية"],
    subjects: ["[البطارية لا تشحن|مشكلة في دراجة {ebike}]", "طلب رقم {order}"],
    asks: [
      "بطارية دراجتي {ebike} لا تشحن منذ أسبوع، والضوء في الشاحن أحمر دائماً. جربت مقبساً آخر دون فائدة. رقم الطلب {order}.\n\nهل يمكن إصلاحها تحت الضمان؟",
      "طلبت {product} قبل أسبوعين (رقم {order}) ولم يصل بعد. رقم التتبع {tracking} لا يتغير. أرجو المساعدة.",
    ],
    replies: [
      "يرجى الضغط على زر البطارية لمدة 15 ثانية حتى تضيء المصابيح الخمسة، ثم شحنها مرة واحدة بالكامل. إن لم ينجح ذلك فسنستلمها منكم مجاناً، فهي تحت الضمان.",
      "نعتذر عن التأخير. كان الطرد متوقفاً في مستودع شركة النقل، وقد انطلق اليوم من جديد وسيصلكم خلال يومين.",
    ],
    more: [["تم الأمر، شكراً جزيلاً لكم!", "على الرحب والسعة."]],
  },
  {
    language: "he",
    mailbox: "billing",
    category: "Invoices",
    tags: ["חשבונית"],
    subjects: ["חיוב כפול עבור {order}"],
    asks: [
      "חויבתי פעמיים עבור הזמנה {order}, כל פעם {amount}. אשמח אם תבדקו ותחזירו את אחד החיובים. מצורף צילום מסך.",
    ],
    replies: [
      "בדקנו: אחד החיובים הוא הרשאה בלבד והבנק משחרר אותה תוך שבעה ימים. אם לא יחזור עד אז, כתבו לנו שוב ונטפל בזה מול הבנק.",
    ],
    more: [["הכסף חזר, תודה רבה!", "שמחנו לעזור."]],
    file: "photo",
  },
  {
    language: "hi",
    mailbox: "support",
    category: "Delivery",
    tags: ["delivery"],
    subjects: ["ऑर्डर {order} अभी तक नहीं मिला"],
    asks: [
      "मैंने दो हफ़्ते पहले {product} मँगवाया था (ऑर्डर {order}), लेकिन पार्सल {tracking} कई दिनों से वहीं रुका है। कृपया बताइए कब तक पहुँचेगा?",
    ],
    replies: [
      "असुविधा के लिए क्षमा करें। पार्सल डिपो में रुका था, आज फिर से रवाना हुआ है और दो दिन में पहुँच जाएगा। डिलीवरी शुल्क हमने वापस कर दिया है।",
    ],
    more: [["मिल गया, बहुत धन्यवाद!", "आपका स्वागत है।"]],
  },
  {
    language: "zh",
    mailbox: "sales",
    category: "Offers",
    tags: ["报价"],
    subjects: ["{count} 辆自行车报价"],
    asks: ["我们公司想为员工购买 {count} 辆 {bike}，请问批量价格是多少？交货期多久？能否提供三年保养？"],
    replies: [
      "感谢您的咨询。{count} 辆可享九折，含三年保养，首批十辆三周内交货。详细报价见附件，有效期三十天。",
    ],
    more: [["收到，谢谢！内部讨论后给您答复。", "好的，期待您的回复。"]],
    file: "list",
  },
  {
    language: "ja",
    mailbox: "support",
    category: "Workshop",
    tags: ["異音"],
    subjects: ["{bike} の異音について", "{ebike} 表示エラー {code}"],
    asks: [
      "いつもお世話になっております。\n先月購入した {bike} ですが、ペダルを踏み込むとカチカチと音がします。増し締めしても変わりません。点検をお願いできますでしょうか。",
      "{ebike} の画面に {code} と表示され、アシストが効かなくなりました。注文番号は {order} です。対処方法を教えてください。",
    ],
    replies: [
      "お問い合わせありがとうございます。踏み込んだ時だけの音でしたら、チェーンリングのボルトが原因のことが多いです。各ボルトに少量のグリスを塗り、9 Nm で締め直してみてください。直らない場合は無料で点検いたします。",
      "{code} は速度センサーが磁石を検知できない時の表示です。スポークの磁石をセンサーから1センチ以内に戻し、電源を入れ直してください。",
    ],
    inquiries: [
      [
        "車体番号(ボトムブラケットの裏、LK で始まる番号)をお知らせいただけますか。",
        "LK{serial} です。よろしくお願いいたします。",
      ],
    ],
    more: [
      [
        "おかげさまで直りました。ありがとうございました。",
        "それは良かったです。また何かございましたらお知らせください。",
      ],
    ],
  },
  {
    language: "ko",
    mailbox: "returns",
    category: "Exchanges",
    tags: ["교환"],
    subjects: ["{product} 사이즈 교환 문의"],
    asks: [
      "주문 {order} 의 {product} 이(가) 조금 작습니다. 한 치수 큰 것으로 교환할 수 있을까요? 사용하지 않은 상태입니다.",
    ],
    replies: [
      "네, 큰 치수를 따로 빼 두었고 오늘 발송합니다. 먼저 받으신 상품은 같은 상자에 넣어 2주 안에 보내 주세요. 반품 라벨을 첨부했습니다.",
    ],
    more: [["빠른 답변 감사합니다. 오늘 보냈습니다.", "감사합니다. 도착하면 알려 드리겠습니다."]],
  },
];
