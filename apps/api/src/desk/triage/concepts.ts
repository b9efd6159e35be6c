/**
 * Words that mean the same for triage, across the languages customers write in. Each concept that occurs becomes one
 * feature of the classifier, so that a message in one language teaches something about the others.
 * Latin words are matched from their beginning on (`refund` finds `refunded`) after accents are removed.
 */
const concepts: Record<string, { latin: string; other?: string }> = {
  refund: {
    latin:
      'refund money back|paise? (wapas|vapas|vapis|return)|paisa (wapas|kab)|(give|get|want) .{0,12}money|owe me|reembols|devolucion del dinero|devuelven el dinero|dinero de vuelta|geld zuruck|ruckerstattung|erstattet|rembours|estorno|credited back|refund',
    other: 'रिफंड|रिफ़ंड|पैसे वापस|पैसा वापस|रकम वापस',
  },
  return: {
    latin:
      'return|send .{0,20}back|give .{0,20}back|take .{0,10}back|collect it|no longer need|dont want|doesnt suit|dont suit|wapas (le|kar|karna)|vapas (le|kar|karna)|lauta|devolver|devolucion|zuruckgeben|zurucksenden|zuruckschicken|umtausch|retourn|renvoyer',
    other: 'वापस (करना|ले|कर)|रिटर्न|लौटा',
  },
  cancel: { latin: 'cancel|ordered by mistake|stornier|annul', other: 'रद्द|कैंसल|कैंसिल' },
  exchange: {
    latin:
      'exchange|replace|swap|another one|new one|badal|badl|naya bhej|cambio|cambiar por|otra|ersatz|echang|trocar|troca',
    other: 'बदल|नया भेज|एक्सचेंज',
  },
  damaged: {
    latin:
      'broken|damag|crack|shatter|defect|in pieces|stain|torn|scratch|dead key|toot|tuta|phata|kharab piece|roto|rota|manchad|danad|quebrad|kaputt|zerbroch|beschadigt|casse|abime',
    other: 'टूटा|टूटी|टूटे|फटा|खराब',
  },
  wrong_item: {
    latin:
      'wrong (item|product|colou?r|size|flavou?r|one)|different (item|product)|not (the|what) .{0,14}(product|item|ordered|bought)|galat (product|size|item|colou?r|saman|maal)|equivocad|falsche[rsn]? (artikel|ware|grosse|farbe)|mauvais(e)? (taille|article|couleur)|produto errado',
    other: 'गलत (सामान|रंग|साइज|प्रोडक्ट)',
  },
  payment: {
    latin:
      'pay|paid|upi|card|debit|deduct|transaction|checkout|wallet|net ?banking|phonepe|gpay|paytm|tarjeta|cobr|pago|zahl|kreditkarte|abgebucht|paiement|carte|pagamento|cartao',
    other: 'भुगतान|पेमेंट|कार्ड|यूपीआई|पैसे कट|रकम कट',
  },
  taken_twice: {
    latin:
      'twice|two times|double (charge|deduct|payment)|two deductions|do baar|2 baar|dos veces|zweimal|doppelt|deux fois|duas vezes',
    other: 'दो बार',
  },
  failed: {
    latin:
      'fail|declin|reject|pending|stuck|timed out|not processed|fail ho|rechaz|no se procesa|abgelehnt|refuse|recus',
    other: 'असफल|फेल|अटक',
  },
  invoice: {
    latin:
      'invoice|receipt|proforma|gst|vat|tax|credit note|statement of account|paperwork|bill copy|(bhej|banake).{0,12}bill|bill.{0,12}(bhej|chahiye|nahi mila)|factura|recibo|rechnung|quittung|nota fiscal|facture|recu',
    other: 'बिल भेज|इनवॉइस|रसीद|जीएसटी',
  },
  billing: {
    latin:
      'bill(ed|ing)|charges?\\b|fee|balance|outstanding|subscription|monthly|per month|autopay|wire|bank account|account number|plan band|mahine ka bill|cobran|cargo|abrechnung|gebuhr|frais|taxa|releve|mensal',
    other: 'शुल्क|बकाया|चार्ज',
  },
  profile: {
    latin:
      'profile|my account|registered|e-?mail (address|id)|(new|change|changed|update|my) .{0,14}(number|phone|email|name|surname)|surname|unsubscribe|mailing list|newsletter|erase|data protection|delete .{0,14}account|close .{0,12}(account|profile)|marketing|promotional|colleague|logins for|account (delete|band)|number badal|naam galat|baja|correo|kundenkonto|desabonn|cadastro|telefonnummer',
    other: 'खाता बंद|नंबर बदल|मोबाइल नंबर|ईमेल पता',
  },
  how: {
    latin:
      'how (do|can|should|to|does|is|often)|walk me|manual|instructions|video|explain|figure out|guide|where (in|do i|should i|can i) .{0,12}(find|enter|see|app)|what do i have to do|kaise|kahan milega|como se|como faco|onde encontro|comment|wie (stelle|kann|geht|benutz)|mode demploi|anleitung',
    other: 'कैसे',
  },
  complaint: {
    latin:
      'rude|impolite|worst|manager|supervisor|complain|escalat|ignor|unacceptable|disappoint|frustrat|pathetic|nobody (answers|called|calls|replied)|no ?one (answers|called|replied)|call(ed)? back|promised|consumer court|third time|fourth|ghatiya|bekar|badtameez|jawab (hi )?nahi|reply nahi|itni baar|kitni baar|pesima|nadie|unzufrieden|schlecht|lamentable|impoli|pessimo|gerente',
    other: 'शिकायत|बदतमीज|बदतमीज़|बहुत खराब|कोई सुनता|मैनेजर',
  },
  order: {
    latin: 'order|parcel|package|shipment|pedido|paquete|bestellung|paket|commande|colis|encomenda|saman',
    other: 'ऑर्डर|पार्सल|सामान',
  },
  where: {
    latin:
      'where is|when will|when (does|is)|status|track|arriv|eta|estimated|expected|update on|any news|shipped|dispatch|awb|kab (aayega|aaega|tak|milega)|kaha tak|pahuch|donde esta|cuando llega|salio|wo (ist|bleibt)|wann kommt|quand est|onde esta|livree',
    other: 'कब (आएगा|तक|मिलेगा)|स्थिति|पहुँचेगा|पहुंचेगा|ट्रैक',
  },
  delivery: {
    latin:
      'deliver|courier|driver|rider|in transit|hub|hand(ed)? over|box|carton|signed for|entrega|repartidor|zugestellt|zustell|lieferung|bote|livr|depot',
    other: 'डिलीवरी|कूरियर',
  },
  not_received: {
    latin:
      'not (received|arrived|come|here)|never (received|arrived|came)|havent received|nothing (is )?here|missing|mila (hi )?nahi|nahi mila|nahi aaya|nahin aaya|late|delay|no he recibido|nicht (angekommen|erhalten)|pas recu|atrasad',
    other: 'नहीं मिला|नहीं आया|देर',
  },
  address: {
    latin:
      'address|pin ?code|house number|flat|landmark|reschedul|redirect|neighbour|guard|pickup point|new place|moved|instead of (home|tomorrow)|rather than tomorrow|office (ke|instead)|direccion|en mi oficina|lieferadresse|adresse|endereco|(monday|tuesday|wednesday|thursday|friday|saturday|tomorrow|kal) .{0,20}(deliver|evening|karwa|rather|instead)|deliver .{0,12}(on|after|to my|thursday|kar)',
    other: 'पता|पते|शनिवार|सोमवार',
  },
  price: {
    latin:
      'price|pricing|cost|how much|how expensive|rates?\\b|discount|coupon codes|offer|cheaper|concession|set me back|kitne (ka|ki|me)|kitna (hai|ka)|daam|cuanto cuesta|precio|descuento|kostet|preis|rabatt|tarif|prix|preco|quanto custa',
    other: 'कीमत|दाम|कितने का|छूट|रेट',
  },
  product: {
    latin:
      'available|in stock|back in stock|sold out|size|colou?r|recommend|difference|which (model|of)|warranty|fit\\b|suit the|compatible|demo before|leather|thinking of (getting|buying)|looking for|do you (sell|have)|milega kya|stock me|kaunsa|farak|talla|diferencia|verfugbar|auf lager|empfehl|disponible|tamanho',
    other: 'उपलब्ध|वारंटी|कौन सा|स्टॉक',
  },
  bulk: {
    latin:
      'bulk|wholesale|quot(e|ation)|dealer|distributor|reseller|enterprise|corporate|\\b0 ?(pieces?|pcs|units|boxes|seats|chairs|users|hampers|tablets|kg)|piece (chahiye|lene)|hampers|sales (team|rep)|from sales|minimum quantity|monthly (supply|deliveries)|our (company|staff|cafe|hotel)|por mayor|presupuesto|unidades|angebot uber|devis|pieces|orcamento|stuck\\b',
    other: 'थोक|डीलरशिप|पीस',
  },
  login: {
    latin:
      'log ?in|sign ?in|signed in|password|passwort|otp|verification code|sms code|authenticator|two-?factor|locked|unlock|blocked|captcha|contrasena|anmelden|connecter|code de verification|codigo|senha|entrar na minha|entrar en mi cuenta',
    other: 'लॉगिन|पासवर्ड|ओटीपी',
  },
  software: {
    latin:
      'app\\b|application|website|site|page|screen shows|crash|freez|error|blank|white screen|spinner|upload|export|sync|api|endpoint|webhook|integration|dashboard|reports|notification|browser|chrome|hang (ho|kar)|band ho (raha|jata|jati)|aplicacion|pagina|sturzt|ladt nicht|seite|erreur|aplicativo|trava',
    other: 'ऐप|वेबसाइट|एरर|अपलोड',
  },
  device: {
    latin:
      'machine|device|battery|charger|motor|grinder|purifier|lamp|kettle|fridge|mixer|remote|sensor|wi-?fi|bluetooth|beep|leak|noise|sound|awaaz|flicker|turn on|power button|socket|technician|chalu nahi|aparato|bateria|enciende|pantalla|gerat|blinkt|appareil|aparelho|ligar?\\b',
    other: 'मशीन|बैटरी|टीवी|स्क्रीन|चार्ज नहीं',
  },
  greeting: {
    latin:
      'hi\\b|hey|hello|hallo|good (morning|evening|afternoon)|namaste|anyone here|anybody|real person|human|hola|guten tag|bonjour|bom dia|oi\\b|koi hai',
    other: 'नमस्ते|नमस्कार|कोई है',
  },
  thanks: {
    latin:
      'thank|thanks|thx|cheers|appreciat|awesome|great|perfect|love the|solved|sorted|works now|fixed it|five stars|shukriya|dhanyav|ho gaya|gracias|danke|vielen dank|merci|obrigad|resuelto|erledigt',
    other: 'धन्यवाद|शुक्रिया|बढ़िया|👍',
  },
  company: {
    latin:
      'hiring|job|interns?\\b|career|naukri|opening hours|open on|close on|what time|head office|your office|based in|located|shop in|feature your|magazine|blog|press|sponsor|agency|seo|followers|ranking|collab|horario|ubicad|trabajo|filiale|horaires|contratando|khul(a|ti)|kaha(n)? par',
    other: 'नौकरी|कार्यालय|दुकान|खुलती',
  },
};

const matchers = Object.entries(concepts).map(([name, { latin, other }]) => ({
  name,
  latin: new RegExp(String.raw`\b(?:${latin})`),
  other: other === undefined ? null : new RegExp(other, 'u'),
}));

/** The concepts in a normalised text. */
export function conceptsIn(text: string): string[] {
  return matchers.filter(({ latin, other }) => latin.test(text) || other?.test(text)).map(({ name }) => name);
}
