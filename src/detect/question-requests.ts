/** Sentences that ask for something without a question mark, in the languages agents write. */

const GIVE =
  'let me know|tell me|confirm|advise|specify|clarify|provide|share|paste|send|upload|attach|grant|choose|pick|select|decide|indicate|answer|reply|respond|enter|type|give|review|approve|point me|say';
/** What may stand before an instruction: a label, a condition, a purpose. */
const LEAD =
  /^(?:[^:.]{1,40}: ?)?(?:so |then |and |or |otherwise,? |now |once [^,]{3,60}, |to [^,]{3,60}, |before [^,]{3,60}, |if (?:you agree|so|that'?s? (?:ok|okay|fine|right)|this \S+[^,]{0,20}),? )*/;
const ON = '(?:continue|proceed|go on|go ahead|move on|finish|complete|start|begin|carry on|do (?:that|this|so)|help)';

/** Instructions to the person: they begin a sentence, or follow its lead. */
const INSTRUCTIONS = new RegExp(
  [
    // Please tell me which …; let me know how you'd like to proceed.
    `^(?:please |do |just |kindly |simply |can you |could you |would you )*(?:let me know|tell me|advise|specify|clarify|indicate|confirm|choose|pick|select|decide|say)\\b(?: me| on| between| from| in the comments)?,? (?:before [^,]{1,40} )?(?:which|what|how|whether|when|where|who|once|as soon as|your (?:choice|decision|preference|answer|call|pick|input)|one(?: of)?|(?:a|an|the|your) \\S+|(?:option )?[a-d1-4]\\b|between)`,
    // Please provide …, paste the output here.
    `^(?:please|kindly|could you|can you|would you) (?:\\S+ )?(?:${GIVE})\\b`,
    `^(?:please )?(?:send me|give me|show me|point me|(?:share|paste|upload|provide) (?:the|your|it|a|an|them|me)) `,
    // … and let me know when it is up; … and I'll continue; … so that I can go on.
    `^(?:please|you(?:'ll| will)? need to|could you|can you|run|start|log ?in|sign ?in|add|create|install|enable|open|set|choose|pick|${GIVE})\\b.{0,200}\\b(?:and|then|so(?: that)?) (?:let me know|tell me|paste|send|share|report|i'?(?:ll| will| can)\\b)`,
    // Reply with yes; type \`approve\` to apply; say "go" and …
    `^(?:please |just |simply )?(?:reply|answer|respond|type|enter|say|write)\\b.{0,60}\\b(?:to|and|or|if|with)\\b`,
  ].join('|'),
);

/** An approval the work waits for, though it is worded as a condition. */
const IF_APPROVED = `(?:let me know|tell me|confirm|say so) if (?:(?:this|that|it|the \\S+|these|you'?(?:re| are)?)(?: \\S+)? (?:works|work|looks? (?:good|right|ok|fine)|sounds?|is (?:ok|okay|fine|correct|right|acceptable)|are (?:ok|okay|fine)|agree|approve|happy|ok)|i (?:should|may|can|shall)|we (?:should|can|may))`;

/** Phrases, by language; tried at every place of a sentence unless they begin with `^`. */
const PHRASES = new RegExp(
  [
    '^please (?:advise|confirm|clarify|approve)\\W*$',
    // Have a look and tell me which one to keep; I'd rather have a yes from you.
    '\\band (?:then )?(?:tell me|let me know) (?:which|what|whether|how|when|once|where|who)\\b',
    '\\b(?:yes|ok|okay|approval|confirmation|answer|decision|go-ahead|sign-off|input|permission) from you\\b',
    // I need the key to continue; to go on I need …; before … I'd like your approval
    `\\bi(?:'ll| will|'d| would)?(?: still| also| just)? need (?!to (?!know|hear|see|check with|ask))(?:.{1,120} )?(?:to ${ON}|before|from you|so (?:that )?i|in order to)`,
    `(?:\\bto ${ON}\\b|\\bbefore\\b|\\bin order to\\b).{0,80}\\bi(?:'ll| will|'d| would)?(?: still| also| just)? need\\b`,
    "\\bi(?:'ll| will|'d| would)?(?: still| also| just)? need (?:your|you to|to know|to hear|a decision|an answer|some (?:input|information|details|clarification))",
    "\\bi(?:'d| would) (?:like|appreciate|love) (?:your (?:approval|input|decision|opinion|confirmation|ok|okay|go-ahead|feedback|permission)|to know (?:which|what|whether|how|if)|you to (?:confirm|decide|choose|check|review))",
    "^i (?:was|am|'m) (?:just )?(?:wondering|not sure) (?:whether|if|which|what|how) (?:you|i should)\\b",
    // Waiting for your confirmation.
    "^(?:i(?:'m| am|'ll be| will be)?(?: now| still)? ?|still |now |currently )?(?:a?waiting|holding|standing by|paused|pausing|pending)\\b.{0,24}\\b(?:you|your|user)\\b",
    "^i(?:'ll| will)(?: now)? (?:wait|hold|pause|stop here)\\b.{0,40}\\b(?:you|your)\\b",
    "\\b(?:i|i'll|ready|continue|proceed)\\b.{0,80}\\b(?:when|once|as soon as|after|until) you(?:'ve| have)? (?:give|confirm|approve|say|okay|sign|decide|answer|tell|reply)",
    "^(?:when|once|as soon as|after) you(?:'ve| have)? (?:give|confirm|approve|say|okay|sign|decide|answer|tell|reply).{0,80}\\bi(?:'ll| will| can)\\b",
    "\\bi (?:won't|will not|haven't|have not)\\b.{0,80}\\b(?:until you|before you|without your)\\b",
    // German
    '^bitte (?:\\S+ )?(?:teil\\S*|sag\\S*|nenn\\S*|gib|geben|bestätig\\S*|wähl\\S*|entscheid\\S*|schick\\S*|send\\S*|antwort\\S*|klär\\S*|lass\\S* mich wissen)',
    '^(?:sag|sagt|sagen|teil|teilen|nenn|nennen|gib|lass)\\b.{0,40}\\b(?:welche\\S*|was|wie|ob|wo|wann|den|die|das)\\b',
    '\\bich (?:warte|bräuchte|brauche|benötige)\\b.{0,80}\\b(?:dein\\S*|ihr\\S*|eur\\S*|dir|ihnen|euch|bevor|um)\\b|\\b(?:brauche|benötige|bräuchte|warte) ich\\b',
    // French
    "\\b(?:merci de|veuillez|pourriez-vous|pouvez-vous|peux-tu) (?:bien )?(?:m'|me |nous )?(?:indiquer|préciser|dire|confirmer|choisir|fournir|donner|répondre|envoyer|valider|communiquer|transmettre)",
    '^(?:dis|dites|indique|indiquez|donne|donnez|précise|précisez|confirme|confirmez|choisis|choisissez)(?:[- ]moi)?\\b.{0,30}\\b(?:quel\\S*|lequel|laquelle|comment|où|quand|le|la|une?|si je)(?![^\\s.,;:!?)"»-])',
    "\\bj'(?:attends|aurais besoin|ai besoin)\\b|\\b(?:il me faut|il me faudrait|en attente de (?:votre|ta|vos))\\b",
    // Spanish and Portuguese
    '\\b(?:ind[íi]ca(?:me)?|ind[íi]queme|d[íi]me|d[íi]game|conf[íi]rma(?:me)?|confirme|elige|escoge|elija|envíame|pásame|comparte|proporci[óo]na(?:me)?|informe|indique|escolha|forneça|envie|diga|me diga|me informe|me envie|responda|responde)\\b.{0,40}\\b(?:qu[ée]|qual|cu[áa]l|c[óo]mo|como|d[óo]nde|onde|cu[áa]ndo|si|se|s[íi]|sim|el|la|las|los|o|a|uma?|un[ao]?)(?![^\\s.,;:!?)"»-])',
    '\\b(?:necesito|preciso|precisaria|necesitaría)\\b.{0,80}\\b(?:para|antes|tu|su|sua|seu|que me)\\b',
    '\\b(?:quedo a la espera|a la espera de|esperando (?:tu|su|sua)|espero (?:tu|su|sua)|en espera de|aguard(?:o|ando)|no aguardo)\\b',
    // Italian
    '^(?:per favore,? |ti prego,? )?(?:dimmi|indicami|confermami|conferma|scegli|fornisci(?:mi)?|mandami|inviami|fammi sapere|specifica)\\b.{0,30}\\b(?:qual\\S*|cosa|come|dove|quando|il|la|lo|un[ao]?|se (?:devo|posso|procedere))\\b',
    '\\b(?:attendo|aspetto|in attesa) (?:del)?(?:la|il|di)?\\W*(?:tua|tuo|sua|vostra|una)\\b|\\b(?:mi serve|mi servono|ho bisogno)\\b.{0,80}\\b(?:per|prima|tuo|tua|da te)\\b',
    // Dutch
    '\\b(?:laat (?:het )?me weten|laat mij weten|vertel me|zeg me|geef me|geef aan|kies|bevestig)\\b.{0,20}\\b(?:welke?|wat|hoe|waar|wanneer|of ik|de|het|een)\\b',
    '\\bik wacht op (?:je|uw|jouw|jullie)\\b|\\b(?:heb ik|ik heb)\\b.{0,80}\\bnodig\\b',
    // Polish
    '(?<![^\\s("«-])(?:proszę o|proszę (?:podać|wybrać|potwierdzić|wskazać|określić|podaj|przesłać|odpowiedzieć)|(?:podaj|wybierz|potwierdź|wskaż|określ|prześlij) |(?:daj(?:cie)? znać|powiedz(?:cie)?(?: mi)?),? (?:któr\\S*|jak\\S*|co|gdzie|kiedy|czy mam))',
    '(?<![^\\s("«-])(?:czekam na|oczekuję na|potrzebuję|potrzebny jest)',
    // Russian
    '(?<![^\\s("«-])(?:укажите|подтвердите|выберите|уточните|сообщите|скажите|ответьте|пришлите|предоставьте|назовите|дайте знать|напишите|подскажите|введите)(?![^\\s.,;:!?)"»-])',
    '(?<![^\\s("«-])(?:жду|ожидаю) (?:ваш|тво|от вас|реш|отв|подтв)|мне (?:нужен|нужна|нужно|нужны|понадобится)(?![^\\s.,;:!?)"»-])',
    // Turkish
    '\\blütfen\\b.{0,80}(?:belirt|söyle|bildir|onayla|seç|paylaş|ilet|girin|yazın|gönder)|(?:onay|yanıt|cevap|karar)\\S*\\s+bekliyorum|ihtiyacım var|söyleyin|belirtin',
    // Japanese, Chinese, Korean
    '(?:教えて|お知らせ|ご指定|指定して|選んで|お選び|選択して|ご提供|提供して|共有して|ご指示|ご回答|返信して|お申し付け|入力して|ご返信)(?:ください|下さい|いただけ|頂け)|お待ちして|(?:確認|承認|許可|指示|回答)を待って|(?:の確認|承認|許可|ご判断)をお願い|か(?:どうか)?、?ご?確認(?:して)?(?:ください|をお願い)',
    '(?:请|麻烦)(?:您|你)?(?:先)?(?:告诉|告知|提供|确认(?:一下)?(?:是否|后|以下|您|你|我|$|[。，])|选择|指定|回复|说明|输入|给我|发给|批准|指示)|等待(?:您|你|用户)|等(?:您|你)(?:的)?(?:确认|回复|决定)|我(?:还)?需要(?:您|你)(?:的|提供|确认|告)',
    '(?:알려|말씀해|선택해|골라|제공해|입력해|지정해|확인해|공유해|보내|답해|결정해)\\s?(?:주|줘)(?:세요|십시오|시기|시면 (?:진행|계속))|기다리(?:고 있|겠)',
    // Arabic, Greek, Hindi
    '(?:أخبرني|أخبرنا|يرجى (?:تحديد|تأكيد|تزويد|اختيار|إرسال)|زودني|حدد لي|أحتاج (?:إلى )?.{0,60}(?:للمتابعة|منك|قبل)|(?:في |ب)انتظار|أنتظر)',
    '(?:πείτε μου|πες μου|παρακαλώ (?:πείτε|επιβεβαιώστε|επιλέξτε|δώστε|στείλτε|διευκρινίστε|καθορίστε)|επιβεβαιώστε |επιλέξτε |περιμένω|αναμένω|χρειάζομαι .{0,60}(?:για να|από))',
    '(?:(?:कृपया|मुझे).{0,60}(?:बताएँ|बताएं|बताइए|बताइये|दें|चुनें|भेजें|पुष्टि करें|साझा करें)|(?:पुष्टि|उत्तर|जवाब|निर्णय).{0,12}(?:प्रतीक्षा|इंतज़ार|इंतजार)|(?:आगे बढ़ने|जारी रखने) के लिए.{0,40}(?:चाहिए|ज़रूरत))',
  ].join('|'),
);

/** Whether a plain sentence asks for something that the work waits for. */
export function isRequest(words: string): boolean {
  return PHRASES.test(words) || INSTRUCTIONS.test(words) || INSTRUCTIONS.test(words.replace(LEAD, ''));
}

/** A request worded as a condition, which is no offer. */
export const APPROVAL = new RegExp(
  `${IF_APPROVED}|(?:알려|말씀해|선택해|확인해)\\s?주시면 .{0,8}(?:진행|계속|이어)|^if (?:you (?:agree|approve)|that'?s (?:ok|okay|fine)|this (?:looks|sounds|works)).{0,40}\\b(?:say|reply|confirm|type|tell|let)\\b`,
);
