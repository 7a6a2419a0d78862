/**
 * The words by which a sentence asks, offers, is polite or answers. All are matched against plain sentences: lower case,
 * straight apostrophes, no decoration at either end. A language's patterns are compiled when a sentence first needs them.
 */
export type Language = {
  /** The letters that only it has, in brackets, and words that it uses often and English does not: by them it is recognized. */
  spot: string;
  /** Politeness or an invitation to a new task: nothing waits for the answer. */
  courtesy: string;
  /** An offer or a condition that leaves the work as it is. */
  offer: string;
  /** Asks for something that the work waits for. */
  request: string;
};

/** Where a word ends, in letters that `\b` does not know. */
const E = '(?![^\\s.,;:!?)"»-])';

/** Languages beside English. */
// biome-ignore format: a row for a role.
export const LANGUAGES: Record<string, Language> = {
  de: { spot: '[äöüß] ich du sie wir der das und ist nicht soll sollen bitte welche welcher welchen welches wenn ein eine einen kann noch auch ob dir sag gib oder danke womit wie',
    courtesy: 'sonst noch|noch etwas (?:für|anderes)|womit kann ich|wie kann ich (?:dir|ihnen|euch)? ?(?:heute )?(?:noch )?helfen',
    offer: '^(?:bei fragen|wenn (?:du|sie|ihr|etwas|noch)|falls|(?:sag|gib|melde|lass).{0,40}\\b(?:wenn|falls)\\b|gerne? (?:kann|passe))',
    request: '^bitte (?:\\S+ )?(?:teil\\S*|sag\\S*|nenn\\S*|gib|geben|bestätig\\S*|wähl\\S*|entscheid\\S*|schick\\S*|send\\S*|antwort\\S*|klär\\S*|lass\\S* mich wissen)|^(?:sag|sagt|sagen|teil|teilen|nenn|nennen|gib|lass)\\b.{0,40}\\b(?:welche\\S*|was|wie|ob|wo|wann|den|die|das)\\b|\\bich (?:warte|bräuchte|brauche|benötige)\\b.{0,80}\\b(?:dein\\S*|ihr\\S*|eur\\S*|dir|ihnen|euch|bevor|um)\\b|\\b(?:brauche|benötige|bräuchte|warte) ich\\b' },
  fr: { spot: '[àâçèêëîïôùûœ] je tu vous nous le la les des une et pas pour que quel quelle dois veuillez merci avec dans souhaitez voulez dis dites attends est-ce si',
    courtesy: "autre chose|comment puis-je (?:vous |t')aider|que puis-je faire",
    offer: "n'hésite[zs]?|^si (?:tu|vous|besoin|nécessaire|quelque)|(?:dis|dites|faites|fais|prévenez)[- ].{0,30}\\bsi (?:tu|vous|quelque|besoin)",
    request: `\\b(?:merci de|veuillez|pourriez-vous|pouvez-vous|peux-tu) (?:bien )?(?:m'|me |nous )?(?:indiquer|préciser|dire|confirmer|choisir|fournir|donner|répondre|envoyer|valider|communiquer|transmettre)|^(?:dis|dites|indique|indiquez|donne|donnez|précise|précisez|confirme|confirmez|choisis|choisissez)(?:[- ]moi)?\\b.{0,30}\\b(?:quel\\S*|lequel|laquelle|comment|où|quand|le|la|une?|si je)${E}|\\bj'(?:attends|aurais besoin|ai besoin)\\b|\\b(?:il me faut|il me faudrait|en attente de (?:votre|ta|vos))\\b` },
  'es, pt, it': { spot: '[áãéíñóõúìò¿¡] el los las una para que cuál cual quieres debo si está dime necesito espero antes un um uma você qual quer devo posso não esta il lo la che vuoi dimmi attendo aspetto mi quale sono confermami scegli della por responda confirme quedo esperando aguardo altro hai serve indica elige algo todo tudo tutto',
    courtesy: "(?:algo m[áa]s|algo mais|alguma outra coisa|mais alguma coisa|en qu[ée] (?:m[áa]s )?puedo|em que (?:mais )?posso|como posso (?:te )?ajud|c[óo]mo puedo ayud)|(?:qualcos'?altro|altro (?:che|in cui) |come posso aiutar|serve altro)",
    offer: '^(?:si|en caso|se|caso) (?:lo |l[ao]s? |te |le |você |vocês |vuoi|quieres?|quiser|desea|desejar|preferis|prefer|necesit|precis|hay|algo|hai|ti |desideri|preferisci|serve|necessario)|(?:av[íi]s[ae]|d[íi](?:me|game)|me (?:avise|diga|fale)|av[ií]sa|hazme saber|fammi sapere|dimmi|fatemi).{0,20} (?:si|se|caso) |no dud[ea]s?|não hesite|fique à vontade|non esitare',
    request: `\\b(?:ind[íi]ca(?:me)?|ind[íi]queme|d[íi]me|d[íi]game|conf[íi]rma(?:me)?|confirme|elige|escoge|elija|envíame|pásame|comparte|proporci[óo]na(?:me)?|informe|indique|escolha|forneça|envie|diga|me diga|me informe|me envie|responda|responde)\\b.{0,40}\\b(?:qu[ée]|qual|cu[áa]l|c[óo]mo|como|d[óo]nde|onde|cu[áa]ndo|si|se|s[íi]|sim|el|la|las|los|o|a|uma?|un[ao]?)${E}|\\b(?:necesito|preciso|precisaria|necesitaría)\\b.{0,80}\\b(?:para|antes|tu|su|sua|seu|que me)\\b|\\b(?:quedo a la espera|a la espera de|esperando (?:tu|su|sua)|espero (?:tu|su|sua)|en espera de|aguard(?:o|ando)|no aguardo)\\b|^(?:per favore,? |ti prego,? )?(?:dimmi|indicami|confermami|conferma|scegli|fornisci(?:mi)?|mandami|inviami|fammi sapere|specifica)\\b.{0,30}\\b(?:qual\\S*|cosa|come|dove|quando|il|la|lo|un[ao]?|se (?:devo|posso|procedere))\\b|\\b(?:attendo|aspetto|in attesa) (?:del)?(?:la|il|di)?\\W*(?:tua|tuo|sua|vostra|una)\\b|\\b(?:mi serve|mi servono|ho bisogno)\\b.{0,80}\\b(?:per|prima|tuo|tua|da te)\\b` },
  nl: { spot: 'ik je jij jullie het een niet welke wil moet zal graag laat weten wacht kies bevestig vertel zeg geef nodig nog waarmee kan bedankt',
    courtesy: 'nog iets (?:voor|anders|doen)|ergens (?:anders|nog) mee helpen|waarmee kan ik',
    offer: '^(?:als|indien|mocht) (?:je|u|er|iets)|\\blaat.{0,16}weten (?:als|indien|mocht)',
    request: '\\b(?:laat (?:het )?me weten|laat mij weten|vertel me|zeg me|geef me|geef aan|kies|bevestig)\\b.{0,20}\\b(?:welke?|wat|hoe|waar|wanneer|of ik|de|het|een)\\b|\\bik wacht op (?:je|uw|jouw|jullie)\\b|\\b(?:heb ik|ik heb)\\b.{0,80}\\bnodig\\b' },
  pl: { spot: '[ąćęłńśźż] nie czy mam daj podaj wybierz czekam chcesz jeszcze gotowe dla oraz wolisz',
    courtesy: '(?:jeszcze )?w czym(?:ś)?(?: jeszcze)? (?:mogę )?(?:pom[óo]|jeszcze)|coś jeszcze',
    offer: '^(?:jeśli|jeżeli|gdyby|w razie)|daj(?:cie)? znać,? (?:jeśli|jeżeli|gdy|czy (?:coś|jeszcze|potrzeb))',
    request: '(?<![^\\s("«-])(?:proszę o|proszę (?:podać|wybrać|potwierdzić|wskazać|określić|podaj|przesłać|odpowiedzieć)|(?:podaj|wybierz|potwierdź|wskaż|określ|prześlij) |(?:daj(?:cie)? znać|powiedz(?:cie)?(?: mi)?),? (?:któr\\S*|jak\\S*|co|gdzie|kiedy|czy mam)|czekam na|oczekuję na|potrzebuję|potrzebny jest)' },
  ru: { spot: '[а-яё]',
    courtesy: '(?:чем|чём)[- ](?:нибудь|то|ещё|еще|я|могу)?.{0,20}помочь|что-нибудь ещё|что-то ещё',
    offer: '^(?:если|при необходимости|в случае)|(?:дайте знать|сообщите|скажите|напишите|обращайтесь),? если',
    request: `(?<![^\\s("«-])(?:(?:укажите|подтвердите|выберите|уточните|сообщите|скажите|ответьте|пришлите|предоставьте|назовите|дайте знать|напишите|подскажите|введите)${E}|(?:жду|ожидаю) (?:ваш|тво|от вас|реш|отв|подтв)|мне (?:нужен|нужна|нужно|нужны|понадобится)${E})` },
  tr: { spot: '[ğış] bir hangi misin ister',
    courtesy: 'başka.{0,30}(?:yardımcı|var mı|ister mi)|nasıl yardımcı',
    offer: '(?:sa|se)n(?:ı|i)z\\b|(?:sa|se)n\\b.{0,30}(?:haber|söyle)|isterse',
    request: '\\blütfen\\b.{0,80}(?:belirt|söyle|bildir|onayla|seç|paylaş|ilet|girin|yazın|gönder)|(?:onay|yanıt|cevap|karar)\\S*\\s+bekliyorum|ihtiyacım var|söyleyin|belirtin' },
  ja: { spot: '[ぁ-ヿ]',
    courtesy: 'お手伝い|ほかに何か|他に(?:何か|ご)',
    offer: 'でしたら|であれば|があれば|ありましたら|ございましたら|場合は|なら[、ば]|お気軽に',
    request: '(?:教えて|お知らせ|ご指定|指定して|選んで|お選び|選択して|ご提供|提供して|共有して|ご指示|ご回答|返信して|お申し付け|入力して|ご返信)(?:ください|下さい|いただけ|頂け)|お待ちして|(?:確認|承認|許可|指示|回答)を待って|(?:の確認|承認|許可|ご判断)をお願い|か(?:どうか)?、?ご?確認(?:して)?(?:ください|をお願い)' },
  zh: { spot: '[一-鿿]',
    courtesy: '还有(?:什么|其他|别的)|(?:什么|其他).{0,8}(?:帮|协助)',
    offer: '如果|如有|若有|如需|若需|随时|如您|要是',
    request: '(?:请|麻烦)(?:您|你)?(?:先)?(?:告诉|告知|提供|确认(?:一下)?(?:是否|后|以下|您|你|我|$|[。，])|选择|指定|回复|说明|输入|给我|发给|批准|指示)|等待(?:您|你|用户)|等(?:您|你)(?:的)?(?:确认|回复|决定)|我(?:还)?需要(?:您|你)(?:的|提供|确认|告)' },
  ko: { spot: '[가-힣]',
    courtesy: '(?:더|다른).{0,8}(?:도와|도움|필요하신)|무엇을 도와',
    offer: '(?:시면|으면|하면 (?:말|알)|언제든)(?! .{0,8}(?:진행|계속|이어))',
    request: '(?:알려|말씀해|선택해|골라|제공해|입력해|지정해|확인해|공유해|보내|답해|결정해)\\s?(?:주|줘)(?:세요|십시오|시기|시면 (?:진행|계속))|기다리(?:고 있|겠)' },
  ar: { spot: '[ء-ي]',
    courtesy: 'شيء آخر|أساعدك|مساعدتك|أي شيء آخر',
    offer: 'إذا|إن كنت|لا تتردد|في حال',
    request: 'أخبرني|أخبرنا|يرجى (?:تحديد|تأكيد|تزويد|اختيار|إرسال)|زودني|حدد لي|أحتاج (?:إلى )?.{0,60}(?:للمتابعة|منك|قبل)|(?:في |ب)انتظار|أنتظر' },
  el: { spot: '[α-ώ]',
    courtesy: 'κάτι άλλο|βοηθήσω|τίποτα άλλο',
    offer: '(?:πείτε|πες|ενημερώστε).{0,12} (?:αν|εάν)|^(?:αν|εάν) ',
    request: 'πείτε μου|πες μου|παρακαλώ (?:πείτε|επιβεβαιώστε|επιλέξτε|δώστε|στείλτε|διευκρινίστε|καθορίστε)|επιβεβαιώστε |επιλέξτε |περιμένω|αναμένω|χρειάζομαι .{0,60}(?:για να|από)' },
  hi: { spot: '[ऀ-ॿ]',
    courtesy: '(?:कुछ|कोई) (?:और )?मदद|और कुछ|मदद कर सक',
    offer: '^(?:अगर|यदि)|(?:हो|चाहें|चाहिए) तो ',
    request: '(?:कृपया|मुझे).{0,60}(?:बताएँ|बताएं|बताइए|बताइये|दें|चुनें|भेजें|पुष्टि करें|साझा करें)|(?:पुष्टि|उत्तर|जवाब|निर्णय).{0,12}(?:प्रतीक्षा|इंतज़ार|इंतजार)|(?:आगे बढ़ने|जारी रखने) के लिए.{0,40}(?:चाहिए|ज़रूरत)' },
};

const COURTESY =
  "^(?:(?:is|was) there )?(?:do you (?:need|want) )?(?:any|some)thing else\\b|(?:help|assist)(?: you)? with (?:any|some)thing else|^(?:so,? )?(?:how|what)(?: else)? (?:can|may|could) i (?:help|do for|assist|do\\?)|^(?:so,? )?what (?:would you like to|do you want to|should we|shall we|are you|can we) (?:work(?:ing)? on|build|do (?:today|next))|^(?:does|did|do|is|are) (?:that|this|it|these|things) (?:answer|help|clear(?:er)?\\b|make (?:more )?sense)|^(?:any|have any|do you have (?:any )?|got)(?: (?:other|more|further))? ?questions\\b|^(?:who (?:knew|(?:would|could|'d) have)|what could (?:possibly )?go wrong|how (?:cool|neat|nice) is that|isn't (?:it|that) (?:nice|great|neat|cool))";
const OFFER =
  "^(?:and |but |otherwise,? |of course,? |just |please |also,? )*(?:feel free|(?:don't|do not) hesitate|(?:happy|glad) to|(?:just )?say the word|i(?:'?m| am|'d be) happy)|^(?:and |but |please |just |then |so )*(?:let me know|tell me|shout|ping me|ask)\\b.{0,40}?\\b(?:if|in case|should|when(?:ever)?) (?:you|there|any|something|anything|it|this|that|the)\\b|^(?:if|should|in case|whenever) (?:you|there|any|some|this|that|it|the)|^(?:please )?(?:let me know|tell me) (?:what you think|your thoughts|how (?:it|that|this|they|you get on|everything) ?(?:goes|looks|works|feels|do|does)?\\b)";
/** Words of which an English offer holds one. */
const OFFERING = 'feel hesitate happy glad word let tell shout ping ask if should case whenever';

const GO = '(?:continue|proceed|go on|go ahead|move on|finish|complete|start|begin|carry on|do (?:that|this|so)|help)';
const GIVE =
  'let me know|tell me|confirm|advise|specify|clarify|provide|share|paste|send|upload|attach|grant|choose|pick|select|decide|indicate|answer|reply|respond|enter|type|give|review|approve|point me|say';
const NEED = "i(?:'ll| will|'d| would)?(?: still| also| just)? need";
const SAYS = "you(?:'ve| have)? (?:give|confirm|approve|say|okay|sign|decide|answer|tell|reply)";

/** English requests, by words of which a sentence holds one: others are not tried. */
// biome-ignore format: a row for a request.
const REQUESTS: Record<string, string> = {
  // Please tell me which …; let me know how you'd like to proceed; have a look and tell me which one to keep.
  'let tell advise specify clarify indicate confirm choose pick select decide say': '(?:^(?:please |do |just |kindly |simply |can you |could you |would you )*(?:let me know|tell me|advise|specify|clarify|indicate|confirm|choose|pick|select|decide|say)|\\band (?:then )?(?:tell me|let me know))\\b(?: me| on| between| from| in the comments)?,? (?:before [^,]{1,40} )?(?:which|what|how|whether|when|where|who|once|as soon as|your (?:choice|decision|preference|answer|call|pick|input)|one(?: of)?|(?:a|an|the|your) \\S+|(?:option )?[a-d1-4]\\b|between)',
  // Please provide …; please advise.
  'please kindly could can would': `^(?:please|kindly|could you|can you|would you) (?:\\S+ )?(?:${GIVE})\\b`,
  // Paste the output here.
  'send give show point share paste upload provide': '^(?:please )?(?:(?:send|give|show|point) me|(?:share|paste|upload|provide) (?:the|your|it|a|an|them|me)) ',
  // … and let me know when it is up; … and I'll continue; … so that I can go on.
  "let tell paste send share report i'll so then will": `^(?:please|you(?:'ll| will)? need to|could you|can you|run|start|log ?in|sign ?in|add|create|install|enable|open|set|choose|pick|${GIVE})\\b.{0,200}\\b(?:and|then|so(?: that)?) (?:let me know|tell me|paste|send|share|report|i'?(?:ll| will| can)\\b)`,
  // Reply with yes; type `approve` to apply.
  'reply answer respond type enter say write': '^(?:please |just |simply )?(?:reply|answer|respond|type|enter|say|write)\\b.{0,60}\\b(?:to|and|or|if|with)\\b',
  // I need the key to continue; to go on I need …
  need: `\\b${NEED} (?:(?!to (?!know|hear|see|check with|ask))(?:.{1,120} )?(?:to ${GO}|before|from you|so (?:that )?i|in order to)|your|you to|to know|to hear|a decision|an answer|some (?:input|information|details|clarification))|(?:\\bto ${GO}\\b|\\bbefore\\b|\\bin order to\\b).{0,80}\\b${NEED}\\b`,
  // I'd like your approval; a yes from you; I was wondering whether you …
  "i'd like appreciate love": "\\bi(?:'d| would) (?:like|appreciate|love) (?:your (?:approval|input|decision|opinion|confirmation|ok|okay|go-ahead|feedback|permission)|to know (?:which|what|whether|how|if)|you to (?:confirm|decide|choose|check|review))",
  from: '\\b(?:yes|ok|okay|approval|confirmation|answer|decision|go-ahead|sign-off|input|permission) from you\\b',
  'wondering sure': "^i (?:was|am|'m) (?:just )?(?:wondering|not sure) (?:whether|if|which|what|how) (?:you|i should)\\b",
  // Waiting for your confirmation; once you've approved, I'll …
  'waiting awaiting holding standing paused pausing pending wait hold pause stop': "^(?:i(?:'m| am|'ll be| will be)?(?: now| still)? ?|still |now |currently )?(?:a?waiting|holding|standing by|paused|pausing|pending)\\b.{0,24}\\b(?:you|your|user)\\b|^i(?:'ll| will)(?: now)? (?:wait|hold|pause|stop here)\\b.{0,40}\\b(?:you|your)\\b",
  'when once soon after until before without': `\\b(?:i|i'll|ready|continue|proceed)\\b.{0,80}\\b(?:when|once|as soon as|after|until) ${SAYS}|^(?:when|once|as soon as|after) ${SAYS}.{0,80}\\bi(?:'ll| will| can)\\b|\\bi (?:won't|will not|haven't|have not)\\b.{0,80}\\b(?:until you|before you|without your)\\b`,
};

/** Signs of a sentence's part in the conversation; `elsewhere` is for languages beside English. */
// biome-ignore format: a row for a sign.
export const SIGNS = {
  /** What may stand before an instruction: a label, a condition, a purpose. */
  lead: /^(?:[^:.]{1,40}: ?)?(?:so |then |and |or |otherwise,? |now |once [^,]{3,60}, |to [^,]{3,60}, |before [^,]{3,60}, |if (?:you agree|so|that'?s? (?:ok|okay|fine|right)|this \S+[^,]{0,20}),? )*/,
  /** A request worded as a condition, which is no offer. */
  approval: /(?:let me know|tell me|confirm|say so) if (?:(?:this|that|it|the \S+|these|you'?(?:re| are)?)(?: \S+)? (?:works|work|looks? (?:good|right|ok|fine)|sounds?|is (?:ok|okay|fine|correct|right|acceptable)|are (?:ok|okay|fine)|agree|approve|happy|ok)|i (?:should|may|can|shall)|we (?:should|can|may))|^if (?:you (?:agree|approve)|that'?s (?:ok|okay|fine)|this (?:looks|sounds|works)).{0,40}\b(?:say|reply|confirm|type|tell|let)\b/,
  /** The answers a prompt offers, as in `(y/n)`. */
  yesNo: /(?:^|[([])\s*(?:y\s?\/\s?n|yes\s?\/\s?no|[jostea]\s?\/\s?[nh]|ja\s?\/\s?(?:nein|nee)|oui\s?\/\s?non|s[ií]\s?\/\s?no|sim\s?\/\s?não|tak\s?\/\s?nie|д\s?\/\s?н|да\s?\/\s?нет|是\s?\/\s?否|はい\s?\/\s?いいえ)$/,
  /** What stands after a question and leaves it open. */
  leavesOpen: /^(?:just |please |simply |so |and )*(?:let me know|tell me|your call|up to you|i'll wait|waiting|awaiting|please (?:advise|confirm)|thanks?\b|thank you|cheers|generated (?:by|with)|co-authored-by)|^(?:danke|merci|gracias|obrigad|grazie|bedankt|dziękuję|спасибо|teşekkür|sag (?:einfach )?bescheid|ich warte|dis-moi|dites-moi|j'attends|ya me dir)/,
  /** The agent asks itself, and what follows is the answer. */
  toItself: /^(?:so,? |and |but |ok,? )*(?:why(?! (?:do|did|would|are) you)|how come|what(?:'s| is| was| are| were| did| does| went| changed| happened| about| if| this)|how (?:does|did|was|is|do)(?! (?:you|i|we)\b)|the \S+\?|where (?:is|was|did)|is it|was it|does it|did it)\b/,
  toItselfElsewhere: /^(?:warum|wieso|weshalb|pourquoi|¿?por qu[eé]|perch[eé]|waarom|was (?:war|ist|hat))(?![^\s.,;:!?)"»-])|^(?:почему|зачем|dlaczego|neden|niye|なぜ|どうして|为什么|为何|怎么|왜|لماذا|γιατί)|क्यों|^¿?(?:что (?:измен|случ|произ)|qu[eé] (?:ha )?(?:cambi|pas)|qu'est-ce qui a|(?:che )?cosa è|co się|何が|什么变|发生了什么|무엇이|뭐가|ماذا (?:تغير|حدث)|τι (?:άλλαξε|έγινε)|क्या (?:बदला|हुआ)|ne (?:değişti|oldu))/,
  /** An answer or a decision that settles the question before it. */
  settles: /^(?:(?:yes|yep|yeah|no|nope)(?=$|\s*[,.;:!—–-])|not|never|because|only|mostly|partly|probably|sometimes|both|neither|none|it depends|almost|absolutely|sadly)\b|\bi(?:'ve| have)? (?:therefore |then |thus |so )?(?:decided|chose|picked|went|opted|settled|left|kept|took|used|assumed|skipped)\b/,
  settlesElsewhere: /^(?:(?:ja|nein|doch|oui|non|sí|sim|não|sì|nee|tak|nie|evet|hayır)(?=$|\s*[,.;:!—–-])|(?:weil|denn|nur|parce|car|porque|perché|omdat|bo|çünkü)(?![^\s.,;:!?)"»-]))|^(?:(?:да|нет|不|네|아니요?|نعم|لا|ναι|όχι|हाँ|नहीं)(?=$|\s*[,.;:!。，、؛،।—–-])|потому|はい|いいえ|因为|是的|لأن|επειδή|क्योंकि)|\bich habe (?:mich|es|sie|ihn)\b.{0,40}(?:entschieden|gelassen)|\bj'ai (?:choisi|opté|laissé|gardé)|\b(?:elegí|opté|decidí|dejé|ho scelto|ho deciso|escolhi|optei|decidi)(?![^\s.,;:!?)»-])/,
  /** The answer that advice gives to a question which only names a case ("Need to roll back? Run …"). */
  advice: /^(?:run|set|use|see|check|try|open|pass|add|read|call|just|simply|then|start|starte|führe|nutze|lance[zr]?|exécute[zr]?|utilise[zr]?|ejecuta|abre|usa|rode|execute|abra|esegui|avvia|apri|start|gebruik|uruchom|запустите|откройте)(?![^\s.,;:!?)"»-])/,
  /** Interim work while the question stays open. */
  meanwhile: /\b(?:in the meantime|meanwhile|for now|until then|so far|in der zwischenzeit|vorerst|en attendant|mientras tanto|por ahora|enquanto isso|nel frattempo)\b/,
  /** The agent says that it cannot know the answer. */
  unknown: /\b(?:i (?:can't|cannot|couldn't|don't|do not|have no)\b.{0,20}\b(?:see|tell|find|know|check|access|reach)|(?:doesn't|does not) say|(?:isn't|is not|not) (?:clear|sure|obvious)|unclear|both ways)\b/,
  /** A question about what the agent itself is to do: advice to the person answers none of these. */
  toAgent: /\b(?:(?:should|shall|may|can) (?:i|we)|me to|would you|do you (?:want|prefer))\b/,
  /** A question set as a label, as in a list of frequent questions. */
  label: /^(?:Q\b|\*\*.*\*\*$|\*.*\*$|_.*_$)/,
  /** A question without a mark, where a language has words for it. */
  unmarked: /(?:ます|です|でしょう|ません|ました|ない|よろしい|いい)か[。.]*$|(?:吗|嗎|呢)[。.]*$|(?:까요|니까|나요|을까|할까)[.。]*$/,
  /** Addressed to the person, in English: names them, asks what the agent should do, or asks for a choice. */
  toPerson: /\b(?:you|your|yours)\b|, or\b|(?:^|[:,] )(?:which|who|whose)\b|\b(?:should|shall|may|can|could|must) (?:i|we)\b|\b(?:which|what|how|where|when|who)\b.{0,80}\bshould\b|^should\b(?! (?:you|have))|^(?:would|is|are)\b.{0,80}\b(?:acceptable|ok|okay|fine|enough|right)\b|\b(?:want|like|need) me to\b|\b(?:ok|okay|fine|alright|all right) (?:to|if|with)\b|^(?:sound|look)s? (?:good|ok|right|fine)/,
};

/** The patterns of the tables that were compiled so far, by their source. */
export const COMPILED = new Map<string, RegExp>();

function matches(source: string, words: string): boolean {
  const pattern = COMPILED.get(source) ?? new RegExp(source);
  COMPILED.set(source, pattern);
  return pattern.test(words);
}

/** Whether one of the cues is among the words. */
function holds(words: Set<string>, cues: string): boolean {
  return cues.split(' ').some((cue) => words.has(cue));
}

function wordsOf(text: string): Set<string> {
  return new Set(text.split(/[^a-z\u00df-\u024f']+/));
}

/** The signs of each language, of which words stand as they are and patterns in brackets. */
let spots: [Language, string[]][] | undefined;

/** The languages of plain words beside English. */
export function languagesOf(text: string): Language[] {
  spots ??= Object.values(LANGUAGES).map((language) => [language, language.spot.split(' ')]);
  const words = new Set(text.split(/[^a-z\u00df-\u024f]+/));
  const isForeign = /[\u00df-\u1fff\u3040-\ud7ff]/.test(text);
  const shows = (sign: string) => (sign.startsWith('[') ? isForeign && matches(sign, text) : words.has(sign));
  return spots.flatMap(([language, signs]) => (signs.some(shows) ? [language] : []));
}

/** Whether a question is polite, or invites to a new task: nothing waits for the answer. */
export function isCourtesy(words: string, languages: Language[]): boolean {
  return matches(COURTESY, words) || languages.some(({ courtesy }) => matches(courtesy, words));
}

/** Whether a statement only offers something, or states a condition. */
export function isOffer(words: string, languages: Language[]): boolean {
  return (
    (holds(wordsOf(words), OFFERING) && matches(OFFER, words)) ||
    languages.some(({ courtesy, offer }) => matches(`${courtesy}|${offer}`, words))
  );
}

/** Whether a statement asks for something that the work waits for. */
export function isRequest(words: string, languages: Language[]): boolean {
  const held = wordsOf(words);
  const tried = Object.entries(REQUESTS).filter(([cues]) => holds(held, cues));
  if (tried.length === 0 && languages.length === 0) return false;
  if (held.has('if') && SIGNS.approval.test(words)) return true;
  const rest = words.replace(SIGNS.lead, '');
  const asks =
    tried.some(([, source]) => matches(source, words) || (rest !== words && matches(source, rest))) ||
    languages.some(({ request }) => matches(request, words));
  return asks && !isOffer(words, languages);
}

/** Whether the agent asks itself, and what follows is the answer. */
export function isToItself(words: string, languages: Language[]): boolean {
  return SIGNS.toItself.test(words) || (languages.length > 0 && SIGNS.toItselfElsewhere.test(words));
}

/** Whether a statement answers or decides the question before it, and is no interim work. */
export function settles(words: string, languages: Language[]): boolean {
  return (
    (SIGNS.settles.test(words) || (languages.length > 0 && SIGNS.settlesElsewhere.test(words))) &&
    !SIGNS.meanwhile.test(words)
  );
}
