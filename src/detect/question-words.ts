/**
 * The words by which a sentence is known to ask, to offer, to be polite or to answer, in the languages agents write.
 * All are matched against `plain` sentences: lower case, straight apostrophes, no decoration at either end.
 */

const any = (...parts: string[]): RegExp => new RegExp(parts.join('|'));

/** A sentence that ends as a question does, also without a mark where a language has words for it. */
export const QUESTION = any(
  '[?？؟⸮՞\\u037e][.!?！？…]*$',
  '(?:ます|です|でしょう|ません|ました|ない|よろしい|いい)か[。.]*$',
  '(?:吗|嗎|呢)[。.]*$',
  '(?:까요|니까|나요|을까|할까)[.。]*$',
);

/** The answers a prompt offers, as in `(y/n)`. */
export const YES_NO =
  /(?:^|[([])\s*(?:y\s?\/\s?n|yes\s?\/\s?no|[jostea]\s?\/\s?[nh]|ja\s?\/\s?(?:nein|nee)|oui\s?\/\s?non|s[ií]\s?\/\s?no|sim\s?\/\s?não|tak\s?\/\s?nie|д\s?\/\s?н|да\s?\/\s?нет|是\s?\/\s?否|はい\s?\/\s?いいえ)$/;

/** Politeness or an invitation to a new task: nothing waits for the answer. */
export const COURTESY = any(
  '^(?:(?:is|was) there )?(?:do you (?:need|want) )?(?:anything|something) else\\b',
  '(?:help|assist)(?: you)? with (?:anything|something) else',
  '^(?:so,? )?(?:how|what)(?: else)? (?:can|may|could) i (?:help|do for|assist|do\\?)',
  '^(?:so,? )?what (?:would you like to|do you want to|should we|shall we|are you|can we) (?:work(?:ing)? on|build|do (?:today|next))',
  '^(?:does|did|do|is|are) (?:that|this|it|these|things) (?:answer|help|clear(?:er)?\\b|make (?:more )?sense)',
  '^(?:any|have any|do you have (?:any )?|got)(?: (?:other|more|further))? ?questions\\b',
  '^(?:please )?(?:let me know|tell me) (?:what you think|your thoughts|how (?:it|that|this|they|you get on|everything) ?(?:goes|looks|works|feels|do|does)?\\b)',
  "^(?:who (?:knew|would have|could have|'d have)|what could (?:possibly )?go wrong|how (?:cool|neat|nice) is that|isn't (?:it|that) (?:nice|great|neat|cool))",
  '(?:sonst noch|noch etwas (?:für|anderes)|womit kann ich|wie kann ich (?:dir|ihnen|euch)? ?(?:heute )?(?:noch )?helfen)',
  "(?:autre chose|comment puis-je (?:vous |t')aider|que puis-je faire)",
  '(?:algo m[áa]s|algo mais|alguma outra coisa|mais alguma coisa|en qu[ée] (?:m[áa]s )?puedo|em que (?:mais )?posso|como posso (?:te )?ajud|c[óo]mo puedo ayud)',
  "(?:qualcos'?altro|altro (?:che|in cui) |come posso aiutar|serve altro)",
  '(?:nog iets (?:voor|anders|doen)|ergens (?:anders|nog) mee helpen|waarmee kan ik)',
  '(?:(?:jeszcze )?w czym(?:ś)?(?: jeszcze)? (?:mogę )?(?:pom[óo]|jeszcze)|coś jeszcze)',
  '(?:(?:чем|чём)[- ](?:нибудь|то|ещё|еще|я|могу)?.{0,20}помочь|что-нибудь ещё|что-то ещё)',
  '(?:başka.{0,30}(?:yardımcı|var mı|ister mi)|nasıl yardımcı)',
  '(?:お手伝い|ほかに何か|他に(?:何か|ご))',
  '(?:还有(?:什么|其他|别的)|(?:什么|其他).{0,8}(?:帮|协助))',
  '(?:(?:더|다른).{0,8}(?:도와|도움|필요하신)|무엇을 도와)',
  '(?:شيء آخر|أساعدك|مساعدتك|أي شيء آخر)',
  '(?:κάτι άλλο|βοηθήσω|τίποτα άλλο)',
  '(?:(?:कुछ|कोई) (?:और )?मदद|और कुछ|मदद कर सक)',
);

/** An offer or a condition that leaves the work as it is. */
export const OFFER = any(
  "^(?:and |but |otherwise,? |of course,? |just |please |also,? )*(?:feel free|don't hesitate|do not hesitate|happy to|glad to|(?:just )?say the word|i'?(?:m| am) happy|i'd be happy)",
  '^(?:and |but |please |just |then |so )*(?:let me know|tell me|shout|ping me|ask)\\b.{0,40}?\\b(?:if|in case|should|when(?:ever)?) (?:you|there|any|something|anything|it|this|that|the)\\b',
  '^(?:if|should|in case|whenever) (?:you|there|any|some|this|that|it|the)',
  '^(?:bei fragen|wenn (?:du|sie|ihr|etwas|noch)|falls|(?:sag|gib|melde|lass).{0,40}\\b(?:wenn|falls)\\b|gerne? (?:kann|passe))',
  "(?:n'hésite[zs]?|^si (?:tu|vous|besoin|nécessaire|quelque)|(?:dis|dites|faites|fais|prévenez)[- ].{0,30}\\bsi (?:tu|vous|quelque|besoin))",
  '(?:^(?:si|en caso|se|caso) (?:lo |l[ao]s? |te |le |você |vocês |vuoi|quieres?|quiser|desea|desejar|preferis|prefer|necesit|precis|hay|algo|hai|ti |desideri|preferisci|serve|necessario)|(?:av[íi]s[ae]|d[íi](?:me|game)|me (?:avise|diga|fale)|av[ií]sa|hazme saber|fammi sapere|dimmi|fatemi).{0,20} (?:si|se|caso) )',
  '(?:no dud[ea]s?|não hesite|fique à vontade|non esitare)',
  '(?:^(?:als|indien|mocht) (?:je|u|er|iets)|\\blaat.{0,16}weten (?:als|indien|mocht))',
  '(?:^(?:jeśli|jeżeli|gdyby|w razie)|daj(?:cie)? znać,? (?:jeśli|jeżeli|gdy|czy (?:coś|jeszcze|potrzeb)))',
  '(?:^(?:если|при необходимости|в случае)|(?:дайте знать|сообщите|скажите|напишите|обращайтесь),? если)',
  '(?:(?:sa|se)n(?:ı|i)z\\b|(?:sa|se)n\\b.{0,30}(?:haber|söyle)|isterse)',
  '(?:でしたら|であれば|があれば|ありましたら|ございましたら|場合は|なら[、ば]|お気軽に)',
  '(?:如果|如有|若有|如需|若需|随时|如您|要是)',
  '(?:시면|으면|하면 (?:말|알)|언제든)',
  '(?:إذا|إن كنت|لا تتردد|في حال)',
  '(?:(?:πείτε|πες|ενημερώστε).{0,12} (?:αν|εάν)|^(?:αν|εάν) )',
  '(?:^(?:अगर|यदि)|(?:हो|चाहें|चाहिए) तो )',
);

/** What stands after a question and leaves it open. */
export const THEN = any(
  "^(?:just |please |simply |so |and )*(?:let me know|tell me|your call|up to you|i'll wait|waiting|awaiting|please (?:advise|confirm)|thanks?\\b|thank you|cheers|generated (?:by|with)|co-authored-by)",
  "^(?:danke|merci|gracias|obrigad|grazie|bedankt|dziękuję|спасибо|teşekkür|sag (?:einfach )?bescheid|ich warte|dis-moi|dites-moi|j'attends|ya me dir)",
);

/** Addressed to the person: it names them, asks what the agent should do, or asks for a choice. */
export const TO_PERSON = any(
  '\\b(?:you|your|yours)\\b|, or\\b',
  '(?:^|[:,] )(?:which|who|whose|welche|quel|laquelle|lequel|cuál|qual|quale|welke?)\\b|(?:^|[:,] )(?:któr|как(?:ой|ая|ое|ую|ие)\\s|hangi|どの|どちら|哪|어느|어떤|أي|ποι|कौन)',
  '\\b(?:should|shall|may|can|could|must) (?:i|we)\\b',
  '\\b(?:which|what|how|where|when|who)\\b.{0,80}\\bshould\\b|^should\\b(?! (?:you|have))|^(?:would|is|are)\\b.{0,80}\\b(?:acceptable|ok|okay|fine|enough|right)\\b',
  '\\b(?:want|like|need) me to\\b|\\b(?:ok|okay|fine|alright|all right) (?:to|if|with)\\b|^(?:sound|look)s? (?:good|ok|right|fine)',
  '\\bsoll(?:en|te|ten)? (?:ich|wir|es|das|d(?:er|ie|as))\\b|\\b(?:darf|kann) ich\\b|\\b(?:du|dir|dich|dein\\S*|euch|euer|ihr|ihnen)\\b|\\b(?:möchten|wollen|haben|können|bevorzugen) sie\\b',
  '\\b(?:vous|votre|vos|tu|te|ton|ta|tes)\\b|\\b(?:dois-je|puis-je|faut-il)\\b|est-ce que je|-(?:vous|tu)\\b',
  '\\b(?:debo|puedo|debería|quier(?:es?|en)|prefier\\S+|desea|tienes?|te gustaría)(?!\\S)',
  '\\b(?:devo|posso|quer|prefere|você|deseja|gostaria)\\b|\\b(?:vuoi|preferisci|desideri|procedo|tu[oaei]?|ti)\\b',
  '\\b(?:zal|mag|moet|kan|zou) ik\\b|\\b(?:je|jij|jullie|jouw|u|uw)\\b',
  '(?<![^\\s("«-])(?:czy (?:mam|mogę|chcesz)|mam|chcesz|wolisz|twój|twoja|pan|pani)(?![^\\s.,;:!?)"»-])',
  '(?<![^\\s("«-])(?:вы|вам|вас|ваш\\S*|ты|тебе|хотите|хочешь|мне|можно|нужно ли|предпочитаете)(?![^\\s.,;:!?)"»-])',
  '(?:yim|yım|eyim|ayım) m[ıi]|\\b(?:ister misin|istersin|tercih eder)',
  'しますか|ましょうか|でしょうか|よろしい|いいですか|ご希望',
  '您|你|需要我|要我|可以.{0,20}吗|是否',
  '드릴까요|할까요|하시겠|원하시|까요|괜찮',
  'تريد|تفضل|هل (?:أ|يمكنني)',
  'θέλετε|θέλεις|προτιμ|(?<![^\\s("«-])να ',
  'क्या मैं|आप|चाहते|करूँ',
);

/** The agent asks itself, and what follows is the answer. */
export const TO_ITSELF = any(
  "^(?:so,? |and |but |ok,? )*(?:why(?! (?:do|did|would|are) you)|how come|what(?:'s| is| was| are| were| did| does| went| changed| happened| about| if| this)|how (?:does|did|was|is|do)(?! (?:you|i|we)\\b)|the \\S+\\?|where (?:is|was|did)|is it|was it|does it|did it)\\b",
  '^(?:warum|wieso|weshalb|pourquoi|¿?por qu[eé]|perch[eé]|waarom|was (?:war|ist|hat))(?![^\\s.,;:!?)"»-])',
  '^(?:почему|зачем|dlaczego|neden|niye|なぜ|どうして|为什么|为何|怎么|왜|لماذا|γιατί)',
  'क्यों',
);

/** An answer or a decision that settles the question before it. */
export const SETTLES = any(
  '^(?:(?:yes|yep|yeah|no|nope)(?=$|\\s*[,.;:!—–-])|not|never|because|only|mostly|partly|probably|sometimes|both|neither|none|it depends|almost|absolutely|sadly)\\b',
  "\\bi(?:'ve| have)? (?:therefore |then |thus |so )?(?:decided|chose|picked|went|opted|settled|left|kept|took|used|assumed|skipped)\\b",
  '^(?:(?:ja|nein|doch|oui|non|sí|sim|não|sì|nee|tak|nie|evet|hayır)(?=$|\\s*[,.;:!—–-])|(?:weil|denn|nur|parce|car|porque|perché|omdat|bo|çünkü)(?![^\\s.,;:!?)"»-]))',
  '^(?:(?:да|нет|不|네|아니요?|نعم|لا|ναι|όχι|हाँ|नहीं)(?=$|\\s*[,.;:!。，、؛،।—–-])|потому|はい|いいえ|因为|是的|لأن|επειδή|क्योंकि)',
  "\\bich habe (?:mich|es|sie|ihn)\\b.{0,40}(?:entschieden|gelassen)|\\bj'ai (?:choisi|opté|laissé|gardé)|\\b(?:elegí|opté|decidí|dejé|ho scelto|ho deciso|escolhi|optei|decidi)(?![^\\s.,;:!?)»-])",
);

/** The answer that advice gives to a question which only names a case ("Need to roll back? Run …"). */
export const ADVICE =
  /^(?:run|set|use|see|check|try|open|pass|add|read|call|just|simply|then|start|starte|führe|nutze|lance[zr]?|exécute[zr]?|utilise[zr]?|ejecuta|abre|usa|rode|execute|abra|esegui|avvia|apri|start|gebruik|uruchom|запустите|откройте)(?![^\s.,;:!?)"»-])/;

/** Interim work while the question stays open. */
export const MEANWHILE =
  /\b(?:in the meantime|meanwhile|for now|until then|so far|in der zwischenzeit|vorerst|en attendant|mientras tanto|por ahora|enquanto isso|nel frattempo)\b/;

/** The agent says that it cannot know the answer. */
export const UNKNOWN =
  /\b(?:i (?:can't|cannot|couldn't|don't|do not|have no)\b.{0,20}\b(?:see|tell|find|know|check|access|reach)|(?:doesn't|does not) say|(?:isn't|is not|not) (?:clear|sure|obvious)|unclear|both ways)\b/;

/** A question about what the agent itself is to do: advice to the person answers none of these. */
export const TO_AGENT = /\b(?:(?:should|shall|may|can) (?:i|we)|me to|would you|do you (?:want|prefer))\b/;

/** A question set as a label, as in a list of frequent questions. */
export const LABEL = /^(?:Q\b|\*\*.*\*\*$|\*.*\*$|_.*_$)/;
