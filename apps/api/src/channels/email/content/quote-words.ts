// What mail programs write around the mail that is answered, in the languages they speak. Whole words, lower case.

const words = (text: string) => text.split('|');

/** Names of the lines above a quoted mail, by what they name. */
export const headerNames = {
  from: words(
    'from|von|de|da|van|från|fra|od|kimden|gönderen|от|от кого|від|差出人|送信者|发件人|寄件者|寄件人|發件人|보낸 사람|보낸사람|lähettäjä|feladó|από|מאת|من|dari|từ|प्रेषक|nadawca|mittente|отправитель|šalje|šalje se|expeditor|expeditorul|de la|од|المرسل|จาก|ผู้ส่ง|द्वारा|প্রেরক|থেকে',
  ),
  sent: words(
    'sent|date|sent on|gesendet|datum|envoyé|date d’envoi|enviado|enviado el|fecha|inviato|data|enviada em|enviado em|verzonden|skickat|sendt|dato|wysłano|data|gönderildi|gönderme tarihi|tarih|отправлено|дата|送信日時|日時|日付|发送时间|日期|寄件日期|傳送時間|發送時間|보낸 날짜|보낸날짜|날짜|lähetetty|päivämäärä|elküldve|dátum|ημερομηνία|נשלח|تاريخ|tanggal|ngày|दिनांक|odesláno|odoslané|trimis|trimis la|надіслано|відправлено|poslano|poslato|послато|датум|تاريخ الإرسال|تم الإرسال|أرسلت|التاريخ|भेजा गया|भेजने का समय|तारीख|ส่ง|ส่งเมื่อ|วันที่|đã gửi|ngày gửi|gửi|gửi lúc|প্রেরিত|পাঠানো হয়েছে|তারিখ',
  ),
  to: words(
    'to|cc|bcc|an|kopie|à|a|para|per|aan|till|til|kopia|do|kime|bilgi|кому|копия|宛先|收件人|收件者|副本|抄送|받는 사람|받는사람|참조|vastaanottaja|címzett|προς|אל|إلى|kepada|đến|प्रति|komu|kopie|pour|adresat|do wiadomości|către|destinatar|destinatarul|копія|prima|za|kome|коме|نسخة|नकल|प्रतिलिपि|को|ถึง|สำเนา|สำเนาถึง|tới|gửi tới|người nhận|bản sao|প্রতি|প্রাপক|অনুলিপি',
  ),
  subject: words(
    'subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|temat|konu|тема|件名|主题|主旨|主題|제목|aihe|tárgy|θέμα|נושא|الموضوع|subjek|perihal|chủ đề|विषय|předmět|predmet|naslov|наслов|sujet|subiect|subiectul|เรื่อง|ชื่อเรื่อง|หัวเรื่อง|tiêu đề|বিষয়',
  ),
};

/** In a line between dashes that says: what follows is the mail that is answered. */
export const originalMessage = new RegExp(
  [
    "original (?:message|appointment)|reply message|ursprüngliche nachricht|message d[’']origine|mensaje original",
    'messaggio originale|mensagem original|oorspronkelijk bericht|ursprungligt meddelande|opprinnelig melding',
    'oprindelig meddelelse|oryginalna wiadomość|orijinal (?:mesaj|ileti)|исходное сообщение|оригинальное сообщение',
    'původní (?:zpráva|e-mail)|pôvodná správa|mesaj(?:ul)? original|вихідне повідомлення|оригінальне повідомлення',
    '(?:izvorna|originalna) poruka|الرسالة الأصلية|मूल संदेश|ข้อความต้นฉบับ|thư gốc|tin nhắn gốc|মূল বার্তা',
    '元のメッセージ|原始邮件|原始郵件|邮件原件|원본 (?:메시지|메일)|alkuperäinen viesti|eredeti üzenet',
  ].join('|'),
  'iu',
);

/** In a line that says: what follows was forwarded. It is what the mail is about, and stays. */
export const forwardedMessage =
  /forward|weitergeleitet|transféré|réacheminé|reenviad|inoltrat|encaminhad|doorgestuurd|vidarebefordra|videresend|przekazan|iletilen|пересыла|пересланн|転送|转发|轉寄|轉發|전달|välitetty|edelleenlähetetty|továbbított|přeposl|preposla|proslije|redirecționat|переслан|перенаправлен|пересила|معاد توجيه|إعادة توجيه|अग्रेषित|फ़ॉरवर्ड|ส่งต่อ|chuyển tiếp|ফরওয়ার্ড/iu;

/** "wrote", at the end of the line above a quote or, in some languages, within it. */
export const wrote =
  /(?:(?<!\p{L})(?:wrote|schrieb|escribió|ha scritto|scrisse|escreveu|schreef|skrev|napisał(?:\(a\)|a)?|yazdı|kirjoitti|írta|escreveu|menulis|đã viết|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|a scris|napisa(?:o(?:\/la)?|la)|написав(?:\(-?ла\))?|пише)(?!\p{L})|a écrit|написал(?:\(а\)|а)?|пишет|писал(?:\(а\)|а)?|写道|寫道|のメール|さんは書きました|님이 (?:작성|쓴)|ने लिखा|লিখেছেন|เขียน(?:ว่า)?|έγραψε|כתב|كتب)/iu;

/** A line that a telephone or a free mail service puts under what was written. */
export const phoneSignature =
  /^(?:sent from (?:my|yahoo|outlook|mail)\b|sent (?:via|with|by)\b|get outlook for\b|get \[?bluemail|von meinem .{2,30} gesendet|gesendet mit|envoyé (?:de|depuis) (?:mon|ma)\b|enviado desde mi|inviato da\b|enviado (?:do|pelo) meu|verstuurd vanaf|skickat från min|sendt fra min|wysłane z\b|.{2,20}(?:’|')?(?:ımdan|imdan|umdan|ümdan) gönderildi|отправлено с |.{2,20}から送信|发自我的|發自我的|從我的 .{2,20} 傳送|나의 .{2,20}에서 보냄|मेरे .{2,20} से भेजा गया|lähetetty .{2,20}sta|odesláno z |trimis de pe |надіслано з |poslano s |ส่งจาก|đã gửi từ |gửi từ |.{2,20} থেকে পাঠানো)/iu;
