/**
 * Words that mean the same for triage, across the languages customers write in. Each concept that occurs becomes one
 * feature of the classifier, so that a message in one language teaches something about the others.
 * Latin words are matched from their beginning on (`refund` finds `refunded`) after accents are removed.
 */
const concepts: Record<string, { latin: string; other?: string }> = {
  refund: {
    latin:
      'refund money back|paise? (wapas|vapas|vapis|return)|paisa (wapas|kab)|(give|get|want) .{0,12}money|owe me|reembols|devolucion del dinero|devuelven el dinero|dinero de vuelta|geld zuruck|ruckerstattung|erstattet|rembours|estorno|credited back|refund|owe(s|d)? me|still short|working days|voucher .{0,20}(cash|money)|(where|waiting).{0,12}money|refunded|paisa .{0,14}(nahi|kab|wapas)|erstattung',
    other: 'रिफंड|रिफ़ंड|पैसे वापस|पैसा वापस|रकम वापस|पैसा .{0,14}(वापस|कब|नहीं)|पैसे .{0,10}वापस',
  },
  return: {
    latin:
      'return|send .{0,20}back|give .{0,20}back|take .{0,10}back|collect it|no longer need|dont want|doesnt suit|dont suit|wapas (le|kar|karna)|vapas (le|kar|karna)|lauta|devolver|devolucion|zuruckgeben|zurucksenden|zuruckschicken|umtausch|retourn|renvoyer|pick (it|this|them|up)|pickup|keep it|give (it|them|this) back|too (big|small|large)|nothing like|not like|isnt like|by (accident|mistake)|nahi chahiye|le jao|pasand nahi|ya no lo quiero|no lo quiero',
    other: 'वापस (करना|ले|कर)|रिटर्न|लौटा|नहीं चाहिए|पसंद नहीं|ले जाइए|ले लीजिए',
  },
  cancel: {
    latin: 'cancel|ordered by mistake|stornier|annul|stop the order|drop one|cancelen|galti se',
    other: 'रद्द|कैंसल|कैंसिल',
  },
  exchange: {
    latin:
      'exchange|replace|swap|another one|new one|badal|badl|naya bhej|cambio|cambiar por|otra|ersatz|echang|trocar|troca|undamaged|proper one|bigger|smaller|size up|doosri|dusra|in 0 instead',
    other: 'बदल|नया भेज|एक्सचेंज|दूसरा|दूसरी',
  },
  damaged: {
    latin:
      'broken|damag|crack|shatter|defect|in pieces|stain|torn|scratch|dead key|toot|tuta|phata|kharab piece|roto|rota|manchad|danad|quebrad|kaputt|zerbroch|beschadigt|casse|abime|chip|snapped|hole|ripped|bent|dent|leaking bottle|came off|defeito|dhabba',
    other: 'टूटा|टूटी|टूटे|फटा|खराब|फटी|दाग',
  },
  wrong_item: {
    latin:
      'wrong (item|product|colou?r|size|flavou?r|one)|different (item|product)|not (the|what) .{0,14}(product|item|ordered|bought)|galat (product|size|item|colou?r|saman|maal)|equivocad|falsche[rsn]? (artikel|ware|grosse|farbe)|mauvais(e)? (taille|article|couleur)|produto errado|instead of (the )?(blue|red|green|black|white)|delivered (green|blue|red|black|white|almond|the wrong)|asked for .{0,20}(got|delivered|you|came)|(manga|mangaya|ordered) .{0,20}(aaya|bheja|received|got)',
    other: 'गलत (सामान|रंग|साइज|प्रोडक्ट)|(मंगाया|माँगा) .{0,16}(भेज|आया)',
  },
  payment: {
    latin:
      'pay|paid|upi|card|debit|deduct|transaction|checkout|wallet|net ?banking|phonepe|gpay|paytm|tarjeta|cobr|pago|zahl|kreditkarte|abgebucht|paiement|carte|pagamento|cartao|checkout|money left|took (my )?money|amount (left|gone|went)|cash on delivery|instalment|bank (took|blocked|says)|prelev',
    other: 'भुगतान|पेमेंट|कार्ड|यूपीआई|पैसे कट|रकम कट|पैसा .{0,10}(कट|निकल)',
  },
  taken_twice: {
    latin:
      'twice|two times|double (charge|deduct|payment)|two deductions|do baar|2 baar|dos veces|zweimal|doppelt|deux fois|duas vezes',
    other: 'दो बार',
  },
  failed: {
    latin:
      'fail|declin|reject|pending|stuck|timed out|not processed|fail ho|rechaz|no se procesa|abgelehnt|refuse|recus|bounc|blocked|wont take|keeps? (saying|spinning)|nothing was paid|shows? nothing|no purchase|recusad|fail',
    other: 'असफल|फेल|अटक',
  },
  invoice: {
    latin:
      'invoice|receipt|proforma|gst|vat|tax|credit note|statement of account|paperwork|bill copy|(bhej|banake).{0,12}bill|bill.{0,12}(bhej|chahiye|nahi mila)|factura|recibo|rechnung|quittung|nota fiscal|facture|recu|duplicate of the bill|bookkeep|accountant|auditor|proof of (purchase|payment|what)|registration number|reissue|resend the bill|beleg|comprobante|pakka bill',
    other: 'बिल भेज|इनवॉइस|रसीद|जीएसटी|पक्का बिल|बिल की|बिल चाहिए',
  },
  billing: {
    latin:
      'bill(ed|ing)|charges?\\b|fee|balance|outstanding|subscription|monthly|per month|autopay|wire|bank account|account number|plan band|mahine ka bill|cobran|cargo|abrechnung|gebuhr|frais|taxa|releve|mensal|surcharge|handling|overcharg|more than (agreed|the price|usual)|due (date|on)|remind(er|ers) .{0,20}(pay|owe|settle)?|quarter|settle|normally pay|extra (kyu|charge|paise)|berechnet',
    other: 'शुल्क|बकाया|चार्ज|ज्यादा पैसे|महीने',
  },
  profile: {
    latin:
      'profile|my account|registered|e-?mail (address|id)|(new|change|changed|update|my) .{0,14}(number|phone|email|name|surname)|surname|unsubscribe|mailing list|newsletter|erase|data protection|delete .{0,14}account|close .{0,12}(account|profile)|marketing|promotional|colleague|logins for|account (delete|band)|number badal|naam galat|baja|correo|kundenkonto|desabonn|cadastro|telefonnummer|my (records|old mobile|membership)|opt out|off your (records|list)|take .{0,20}off|remove me|texts|sms (bhejna )?band|forget me|personal data|donnees personnelles|excluir|offers wale',
    other: 'खाता बंद|नंबर बदल|मोबाइल नंबर|ईमेल पता|नाम सही|मेरे खाते में|हटा',
  },
  how: {
    latin:
      'how (do|can|should|to|does|is|often)|walk me|manual|instructions|video|explain|figure out|guide|where (in|do i|should i|can i) .{0,12}(find|enter|see|app)|what do i have to do|kaise|kahan milega|como se|como faco|onde encontro|comment|wie (stelle|kann|geht|benutz)|mode demploi|anleitung|first (time|use)|before (the )?first|which (menu|button|steps)|show me where|im (a bit )?lost|where are the|combine|begin|kaise|setting|pehli baar|onde (vejo|fica o menu)',
    other: 'कैसे|पहली बार|कहाँ डाल',
  },
  complaint: {
    latin:
      'rude|impolite|worst|manager|supervisor|complain|escalat|ignor|unacceptable|disappoint|frustrat|pathetic|nobody (answers|called|calls|replied)|no ?one (answers|called|replied)|call(ed)? back|promised|consumer court|third time|fourth|ghatiya|bekar|badtameez|jawab (hi )?nahi|reply nahi|itni baar|kitni baar|pesima|nadie|unzufrieden|schlecht|lamentable|impoli|pessimo|gerente|fed up|sick of|nobody helps|no reply|not a single|any reply|someone senior|laugh|hung up|put the phone|joke|shame|post(ing)? (this|it)|review site|different (answers|things)|zero results|koi (sunta|uthata|jawab)|bakwas|kisi bade|verguenza|contesta|esperando respuesta',
    other: 'शिकायत|बदतमीज|बदतमीज़|बहुत खराब|कोई सुनता|मैनेजर|जवाब नहीं|सुनता ही नहीं|शर्म',
  },
  order: {
    latin: 'order|parcel|package|shipment|pedido|paquete|bestellung|paket|commande|colis|encomenda|saman',
    other: 'ऑर्डर|पार्सल|सामान',
  },
  where: {
    latin:
      'where is|when will|when (does|is)|status|track|arriv|eta|estimated|expected|update on|any news|shipped|dispatch|awb|kab (aayega|aaega|tak|milega)|kaha tak|pahuch|donde esta|cuando llega|salio|wo (ist|bleibt)|wann kommt|quand est|onde esta|livree|how far|on (its|the) (way|road)|left (the|your|mumbai|delhi|city)|expect|no sign|so far|aa jayega|nikla|ou en est|ou est',
    other: 'कब (आएगा|तक|मिलेगा)|स्थिति|पहुँचेगा|पहुंचेगा|ट्रैक|कहाँ (है|तक|पहुँच)|कब तक',
  },
  delivery: {
    latin:
      'deliver|courier|driver|rider|in transit|hub|hand(ed)? over|box|carton|signed for|entrega|repartidor|zugestellt|zustell|lieferung|bote|livr|depot|rang|ring(ing)?|sounded the horn|doorbell|my door|door\b|stranger|neighbou?r|van\b|nobody was|promised for|two weeks late',
    other: 'डिलीवरी|कूरियर|किसी और को',
  },
  not_received: {
    latin:
      'not (received|arrived|come|here)|never (received|arrived|came)|havent received|nothing (is )?here|missing|mila (hi )?nahi|nahi mila|nahi aaya|nahin aaya|late|delay|no he recibido|nicht (angekommen|erhalten)|pas recu|atrasad|days late|weeks late|still not|hasnt come|yet to|aaya hi nahi|noch immer nicht|immer noch nicht',
    other: 'नहीं मिला|नहीं आया|देर|अभी तक नहीं|आया ही नहीं',
  },
  address: {
    latin:
      'address|pin ?code|house number|flat|landmark|reschedul|redirect|neighbour|guard|pickup point|new place|moved|instead of (home|tomorrow)|rather than tomorrow|office (ke|instead)|direccion|en mi oficina|lieferadresse|adresse|endereco|(monday|tuesday|wednesday|thursday|friday|saturday|tomorrow|kal) .{0,20}(deliver|evening|karwa|rather|instead)|deliver .{0,12}(on|after|to my|thursday|kar)|street|road 0|parents|out of town|abroad|hold (it|my)|keep it until|in the evening|shaam|drop it|at (my )?work|naye ghar|shift|trabalho|absent',
    other: 'पता|पते|शनिवार|सोमवार|घर की जगह|ऑफिस पर|दुकान पर',
  },
  price: {
    latin:
      'price|pricing|cost|how much|how expensive|rates?\\b|discount|coupon codes|offer|cheaper|concession|set me back|kitne (ka|ki|me)|kitna (hai|ka)|daam|cuanto cuesta|precio|descuento|kostet|preis|rabatt|tarif|prix|preco|quanto custa|ballpark|how much|come to|sale\b|cheap|sasta|charge for|students? (pay|discount)|estudiantes|desconto',
    other: 'कीमत|दाम|कितने का|छूट|रेट|सस्ता|कितना लग|कितने',
  },
  product: {
    latin:
      'available|in stock|back in stock|sold out|size|colou?r|recommend|difference|which (model|of)|warranty|fit\\b|suit the|compatible|demo before|leather|thinking of (getting|buying)|looking for|do you (sell|have)|milega kya|stock me|kaunsa|farak|talla|diferencia|verfugbar|auf lager|empfehl|disponible|tamanho|made of|roasted|will (it|this|the) .{0,20}(fit|come again|work)|which (one|would)|torn between|would you (pick|take)|heav(y|ier)|quiet|ever sell|in (white|blue|red|green|black)( again)?|isme .{0,12}(hai|chalega)|kaunsa|konsa|passt|sirve',
    other: 'उपलब्ध|वारंटी|कौन सा|स्टॉक|किस (साइज|रंग)|कौन से|इसमें',
  },
  bulk: {
    latin:
      'bulk|wholesale|quot(e|ation)|dealer|distributor|reseller|enterprise|corporate|\\b0 ?(pieces?|pcs|units|boxes|seats|chairs|users|hampers|tablets|kg)|piece (chahiye|lene)|hampers|sales (team|rep)|from sales|minimum quantity|monthly (supply|deliveries)|our (company|staff|cafe|hotel)|por mayor|presupuesto|unidades|angebot uber|devis|pieces|orcamento|stuck\\b|procurement|chain of|stock your|resell|revendre|account executive|rolling .{0,10}out|our (gym|hotel|school|gift|office|store|shop)|\b0 (mats|lamps|bags|mugs|employees|diary|dibbe)|office ke liye|dukaan me|im laden|verkaufen',
    other: 'थोक|डीलरशिप|पीस|डिब्बे चाहिए|के लिए 0|शादी के लिए',
  },
  login: {
    latin:
      'log ?in|sign ?in|signed in|password|passwort|otp|verification code|sms code|authenticator|two-?factor|locked|unlock|blocked|captcha|contrasena|anmelden|connecter|code de verification|codigo|senha|entrar na minha|entrar en mi cuenta|credential|get (past|in)|second step|digit (code|number)|new handset|lock(ed)? out|throws me out|code (hi )?(nahi|aata)|id (khul|open)|codigo de (acesso|verific)',
    other: 'लॉगिन|पासवर्ड|ओटीपी|अकाउंट (लॉक|नहीं खुल)|खाता लॉक',
  },
  software: {
    latin:
      'app\\b|application|website|site|page|screen shows|crash|freez|error|blank|white screen|spinner|upload|export|sync|api|endpoint|webhook|integration|dashboard|reports|notification|browser|chrome|hang (ho|kar)|band ho (raha|jata|jati)|aplicacion|pagina|sturzt|ladt nicht|seite|erreur|aplicativo|trava|version|banner|basket|button .{0,16}(nothing|grey)|loads?\b|spin(s|ning)|map is|502|server|tab(s)?\b|glitch|bug|plante|fora do ar|ghoom',
    other: 'ऐप|वेबसाइट|एरर|अपलोड|पेज|अपडेट',
  },
  device: {
    latin:
      'machine|device|battery|charger|motor|grinder|purifier|lamp|kettle|fridge|mixer|remote|sensor|wi-?fi|bluetooth|beep|leak|noise|sound|awaaz|flicker|turn on|power button|socket|technician|chalu nahi|aparato|bateria|enciende|pantalla|gerat|blinkt|appareil|aparelho|ligar?\\b|toaster|headphones|vacuum|thermostat|heater|geyser|fan\b|blender|fuse|burning|smoke|smok|dhuan|degrees|wont charge|doesnt (turn|switch|heat)|allume|bouilloire|wasserkocher|garam nahi|rattl|wobbl',
    other: 'मशीन|बैटरी|टीवी|स्क्रीन|चार्ज नहीं|धुआँ|पंखा|मिक्सर|गीजर|चलता ही नहीं',
  },
  greeting: {
    latin:
      'hi\\b|hey|hello|hallo|good (morning|evening|afternoon)|namaste|anyone here|anybody|real person|human|hola|guten tag|bonjour|bom dia|oi\\b|koi hai|hope youre well|yo\b|you there|excuse me|suno|suniye|buenas|ola\b',
    other: 'नमस्ते|नमस्कार|कोई है|हैलो|सुनिए',
  },
  thanks: {
    latin:
      'thank|thanks|thx|cheers|appreciat|awesome|great|perfect|love the|solved|sorted|works now|fixed it|five stars|shukriya|dhanyav|ho gaya|gracias|danke|vielen dank|merci|obrigad|resuelto|erledigt|brilliant|did the trick|saved my day|everything (is )?fine|no (more|further) questions|bye|valeu|deu tudo certo|mast|badhiya|super\b',
    other: 'धन्यवाद|शुक्रिया|बढ़िया|👍|आभार|हल हो गई|हो गया',
  },
  company: {
    latin:
      'hiring|job|interns?\\b|career|naukri|opening hours|open on|close on|what time|head office|your office|based in|located|shop in|feature your|magazine|blog|press|sponsor|agency|seo|followers|ranking|collab|horario|ubicad|trabajo|filiale|horaires|contratando|khul(a|ti)|kaha(n)? par|visit|factory|workshop|holidays|closed|branches|which cit|wallet|purse|web ?(design|sites)|unbeatable|volunteer|student writing|recrut|sheher|chutti',
    other: 'नौकरी|कार्यालय|दुकान|खुलती|रविवार|किस शहर',
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
