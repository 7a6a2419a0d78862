import { awaitsConsent, LEAST, saysOfPerson, weigh } from './evidence.ts';
import * as en from './lexicon/en.ts';
import { LANGUAGES } from './lexicon/index.ts';
import type { Language } from './lexicon/language.ts';

/**
 * Recognizes how a sentence asks, offers, is polite or answers. All patterns are matched against plain sentences: lower
 * case, straight apostrophes, no decoration at either end. A language's patterns are compiled when a sentence first
 * needs them.
 */
export type { Language };
export { LANGUAGES };

/** Signs of a sentence's role in the conversation; `otherwise` is for languages other than English. */
// biome-ignore format: a row for a sign.
export const SIGNS = {
  /** What may precede an instruction: a label, a condition, a purpose. */
  lead: /^(?:[^:.]{1,40}: ?)?(?:so |then |and |or |otherwise,? |now |once [^,]{3,60}, |to [^,]{3,60}, |before [^,]{3,60}, |if (?:you agree|so|that'?s? (?:ok|okay|fine|right)|this \S+[^,]{0,20}),? )*/,
  /** The answers that a prompt offers, as in `(y/n)`. */
  yesNo: /(?:^|[([])\s*(?:y\s?\/\s?n|yes\s?\/\s?no|[jostea]\s?\/\s?[nh]|ja\s?\/\s?(?:nein|nee)|oui\s?\/\s?non|s[ií]\s?\/\s?no|sim\s?\/\s?não|tak\s?\/\s?nie|д\s?\/\s?н|да\s?\/\s?нет|是\s?\/\s?否|はい\s?\/\s?いいえ)$/,
  /** What follows a question and leaves it open. */
  leavesOpen: /^(?:just |please |simply |so |and )*(?:let me know|tell me|your call|up to you|i'll wait|waiting|awaiting|please (?:advise|confirm)|take a (?:stab|guess|shot)|give it a (?:try|shot|go)\b|there (?:are|is) no (?:wrong|right) answers?|i(?:'d| would)? (?:want|like|love) to hear|thanks?\b|thank you|cheers|generated (?:by|with)|co-authored-by|(?:sources?|references|quellen|fuentes|fontes|fonti|источники):)|^(?:danke|merci|gracias|obrigad|grazie|bedankt|dziękuję|спасибо|teşekkür|sag (?:einfach )?bescheid|ich warte|dis-moi|dites-moi|j'attends|ya me dir)/,
  /** The agent asks itself, and answers in what follows. */
  toItself: /^(?:so,? |and |but |ok,? )*(?:why(?! (?:do|did|would|are) you)|how come|what(?:'s| is| was| are| were| did| does| went| changed| happened| about| if| this)(?!.{0,60}\byou(?:'d| would| want| prefer| need| have)\b| you (?!seeing\b|getting\b)[a-z]+ing\b| you (?:want|need|prefer|use|see|mean|think|expect|plan)\b)|how (?:does|did|was|is|do)(?! (?:you|i|we)\b)|the \S+\?|where (?:is|was|did)|is it|was it|does it|did it)\b/,
  toItselfElsewhere: /^(?:de ce|miért|proč|prečo|hvorfor|zašto|miksi|vì sao|tại sao|sao|warum|wieso|weshalb|pourquoi|¿?por qu[eé]|perch[eé]|waarom|varför|kenapa|mengapa|was (?:war|ist|hat))(?![^\s.,;:!?)"»-])|^(?:почему|зачем|чому|навіщо|защо|چرا|למה|מדוע|dlaczego|neden|niye|なぜ|どうして|为什么|为何|怎么|왜|لماذا|γιατί)|क्यों|^¿?(?:что (?:измен|случ|произ)|qu[eé] (?:ha )?(?:cambi|pas)|qu'est-ce qui a|(?:che )?cosa è|co się|何が|什么变|发生了什么|무엇이|뭐가|ماذا (?:تغير|حدث)|τι (?:άλλαξε|έγινε)|क्या (?:बदला|हुआ)|ne (?:değişti|oldu))|(?:のか|だろうか|(?<!まし)たか)[?？。]{0,2}$/,
  /** An answer or a decision that settles the preceding question. */
  settles: /^(?:(?:yes|yep|yeah|no|nope)(?=$|\s*[,.;:!—–-])|not|never|only|mostly|partly|probably|sometimes|both(?! (?:are|would|have|work|options|ways|look)\b)|neither|none|it depends|almost|absolutely|sadly)\b|\bi(?:'ve| have)? (?:therefore |then |thus |so )?(?:decided|chose|picked|went|opted|settled|left|kept|took|used|assumed|skipped)\b/,
  settlesElsewhere: /^(?:(?:ja|nein|doch|oui|non|sí|sim|não|sì|nee|tak|nie|evet|hayır)(?=$|\s*[,.;:!—–-])|nur(?![^\s.,;:!?)"»-]))|^(?:(?:да|нет|不|네|아니요?|نعم|لا|ναι|όχι|हाँ|नहीं)(?=$|\s*[,.;:!。，、؛،।—–-])|はい|いいえ|是的)|\bich habe (?:mich|es|sie|ihn)\b.{0,40}(?:entschieden|gelassen)|\bj'ai (?:choisi|opté|laissé|gardé)|\b(?:elegí|opté|decidí|dejé|ho scelto|ho deciso|escolhi|optei|decidi)(?![^\s.,;:!?)»-])/,
  /** Another choice, in languages other than English. */
  otherwise: /[ ,](?:ou|o|oder|oppure|of|albo|или|ya da|veya|yoksa|eller|atau|hoặc|hay) |还是|或者|それとも|または|아니면/,
  /** A reason. It answers only a question for a reason: after any other it explains why that is asked. */
  because: /^(?:(?:because|since|weil|denn|parce|car|porque|perché|omdat|bo|çünkü)(?![^\s.,;:!?)"»-])|потому|因为|لأن|επειδή|क्योंकि)/,
  why: /\b(?:why|how come|warum|wieso|weshalb|pourquoi|waarom|dlaczego|neden|niye)\b|por qu[eé]|perch[eé]|почему|зачем|なぜ|どうして|为什么|为何|왜|لماذا|γιατί|क्यों/,
  /** The answer that advice gives to a question which only names a case ("Need to roll back? Run …"). */
  advice: /^(?:run|set|use|see|check|try|open|pass|add|read|call|just|simply|then|start|starte|führe|nutze|lance[zr]?|exécute[zr]?|utilise[zr]?|ejecuta|abre|usa|rode|execute|abra|esegui|avvia|apri|start|gebruik|uruchom|запустите|откройте)(?![^\s.,;:!?)"»-])/,
  /** A sentence about what is done until the user answers: the preceding request stays open. */
  interim: /^(?:and |but )?(?:meanwhile|in the meantime|until then|for now|solange|so lange|bis dahin|inzwischen|in der zwischenzeit|unterdessen|vorerst|entre-?temps|en attendant|d'ici là|mientras(?: tanto)?|entretanto|por ahora|de momento|enquanto isso|por enquanto|nel frattempo|intanto|per ora|intussen|ondertussen|voorlopig|tymczasem|na razie|w międzyczasie|under tiden|så länge|bu arada|şimdilik|sementara itu|trong (?:khi|lúc) đó|пока(?: что)?|тем временем|в это время)(?![^\s.,;:!?)»-])|^(?:在此期间|与此同时|同时|期间|その間|それまで|그동안|그사이|그때까지)/,
  /** What the outcome of a request will show: it explains why that is asked. */
  tells: /^(?:the|that|your|this) (?:\S+ ){1,4}(?:will|would|should|can) (?:help|let|allow|tell|show|give|reveal|confirm|say)\b|^(?:die|der|das|deine?|ihre?|daran|daraus) .{0,30}(?:zeigt|zeigen|sagt|sagen|hilft|helfen|verrät|sehen wir|erkennen wir)(?![^\s.,;:!?)»-])|^(?:l['’]|le |la |les |el |los |las |o |a |os |as |il |lo |i |gli )(?:\S+ ){1,4}(?:dirán?|mostrarán?|ayudarán?|permitirán?|dirão|mostrarão|ajudarão|dirà|diranno|mostrerà|mostreranno|aiuterà|aiuteranno|dira|diront|montrera|montreront|aidera|aideront|permettra|permettront)(?![^\s.,;:!?)»-])|^(?:\S+ ){1,3}(?:покажет|покажут|поможет|помогут|подскажет|подскажут|позволит|позволят)(?![^\s.,;:!?)»-])|^(?:输出|日志|结果|截图|这些?信息|出力|ログ|画面|출력|로그|화면).{0,30}(?:告诉|帮助|说明|显示|判断|分か|わか|示し|알 수|보여|도움)/,
  /** Interim work while the question stays open. */
  meanwhile: /\b(?:in the meantime|meanwhile|for now|until then|so far|in der zwischenzeit|vorerst|en attendant|mientras tanto|por ahora|enquanto isso|nel frattempo)\b/,
  /** The agent says that it cannot know the answer. */
  unknown: /^(?:if (?:so|yes|not)\b|assuming (?:yes|so|you)\b|(?:the|your) (?:answer|choice) (?:changes|decides|determines|affects|shapes|drives)\b)|\b(?:i (?:can't|cannot|couldn't|don't|do not|have no)\b.{0,20}\b(?:see|tell|find|know|check|access|reach)|(?:doesn't|does not) say|(?:isn't|is not|not) (?:clear|sure|obvious)|unclear|both ways)\b/,
  /** A question about what the agent itself is to do: advice to the user does not answer it. */
  toAgent: /\b(?:(?:should|shall|may|can) (?:i|we)|me to|would you|do you (?:want|prefer))\b|^ready (?:to|for)\b/,
  /** Says what something contains: questions in the list below it are its content, and addressed to nobody. */
  holds: /\b(?:has|have|contains?|includes?|covers?|answers?|lists?|shows?|reads?|displays?)\b[^,;]{0,40}\b(?:entries|sections|headings|titles|examples|strings|labels|buttons|topics|items|rows|fields|prompts|screens|pages)\W{0,3}$/,
  /** Waiting, and what runs by itself: together they ask nothing of the user. */
  awaits: /\b(?:wait(?:ing)?|await(?:ing)?|warte|j'attends|espero|esperando|aguard(?:o|ando)|attendo|aspetto|in attesa|wacht|väntar|venter|afventer|aștept|várom|várok|odotan|menunggu|chờ|bekliyorum)\b|czekam|čekám|čakám|жду|ожидаю|чекаю|чакам|čekam|منتظر|ממתין|מחכה|أنتظر|انتظار|इंतज़ार|इंतजार|प्रतीक्षा|待ち|待って|기다|等待|在等|περιμένω|รอ/,
  work: /\b(?:background|sub-?agents?|agents?|\S{0,12}reviewers?|relecteurs?|workers?|notifications?|hintergrund|benachrichtigung(?:en)?|segundo plano|achtergrond|bakgrunden|baggrunden|latar belakang|notifica(?:ción|ciones|ção|ções|zione|zioni))\b|arrière-plan|agents? (?:en|in) |(?:dwóch|dva|două|két|iki|двух|двох) \S{3,10}(?:nt|jan|ügynök)|w tle|pozad[íi]|в фоне|фоновы|у фоні|на заден план|arka plan|پس.?زمینه|ברקע|في الخلفية|पृष्ठभूमि|chạy nền|バックグラウンド|裏で|エージェント.{0,10}(?:完了|待)|백그라운드|后台|後台|παρασκήνιο|เบื้องหลัง/,
  /** Refers to the user. */
  yours: /\b(?:you|your|tu|vous|ton|ta|tes|votre|vos|du|dein\S{0,2}|sie|ihr\S{0,2}|dir|você|seu|sua|teu|tua|tuo|usted|su)\b/,
  /** Asks for more than yes or no. */
  what: /(?:^|[ ¿¡,])(?:what|which|where|que|qué|quoi|cosa|was|womit|woran|wobei|wat|waar|czym|co|čem|čím|vad|hva|hvad|min|miben|mit|ce|mihin|mitä|apa|ne|šta|što|čemu)(?=[ ?,]|$)|gì|что|чем|чём|що|чим|какво|چه|چی|מה|ماذا|किस|क्या|何|무엇|뭘|什么|什麼|啥|哪|τι|อะไร/,
  /** The beginning of a message that only greets. */
  greeting: /^(?:hi|hello|hey|welcome|good (?:morning|afternoon|evening)|greetings|hola|buen[oa]s|ol[áa]|oi|bom dia|boa (?:tarde|noite)|bonjour|bonsoir|salut|hallo|moin|guten (?:tag|morgen|abend)|ciao|salve|buongiorno|buonasera|hoi|goede(?:morgen|middag|navond)|goedendag|cześć|hej|hejsan|witaj|dzień dobry|ahoj|dobrý den|nazdar|привет\S*|здравствуй\S*|добрый день|доброе утро|привіт|вітаю|добрий день|здравей\S*|здрасти|bok|zdravo|dobar dan|živjo|pozdrav|merhaba|selam|günaydın|halo|hai|selamat (?:pagi|siang|sore|malam|datang)|xin chào|chào|szia|sziasztok|helló|üdv\S*|bună(?: ziua)?|salutare|moi|terve|hei|γεια|καλημέρα|καλησπέρα|नमस्ते|नमस्कार|مرحب\S*|أهلا\S*|السلام عليكم|سلام|درود|שלום|היי|สวัสดี\S*|안녕\S*|반갑습니다|こんにちは|こんばんは|おはよう\S*|はじめまして|你好|您好|嗨|哈[喽囉啰]|早上好)(?![a-zà-ÿа-яёёіїє])/,
  /** The introduction of a list that contains one of these may still ask the user. */
  persons: /\b(?:i|we|you|me|my|our|your)\b/,
  /** A question formatted as a label, as in an FAQ. */
  label: /^(?:Q\b|\*\*.*\*\*$|\*.*\*$|_.*_$)/,
  /** A question without a question mark, in languages with words for it. */
  unmarked: /(?:ます|です|でしょう|ません|ました|ない|よろしい|いい)か[。.]*$|(?:吗|嗎|呢)[。.]*$|^(?:那么?|所以)?(?:您|你)?(?:看|觉得|想)?(?:要不要|需不需要|是否(?:需要|要|继续))(?:我|您|你|现在|继续|顺便|一并|也|先|把|再|直接)|(?:까요|니까|나요|을까|할까)[.。]*$/,
  /** Addressed to the user, in English: names them, asks what the agent should do, or asks for a choice. */
  toPerson: /\b(?:you|your|yours)\b|, or\b|(?:^|[:,] )(?:which|who|whose)\b|\b(?:should|shall|may|can|could|must) (?:i|we)\b|\b(?:which|what|how|where|when|who)\b.{0,80}\bshould\b|(?:^|: )should\b(?! (?:you|have))|^(?:would|is|are)\b.{0,80}\b(?:acceptable|ok|okay|fine|enough|right|approved|agreed)\b|^(?:ok|okay|agreed?|right|correct|deal|thoughts|objections|any objections?|sounds? good|fair)\?|\bok\?$|\b(?:want|like|need) me to\b|\b(?:ok|okay|fine|alright|all right) (?:to|if|with)\b|^(?:sound|look)s? (?:good|ok|right|fine)|^do(?:es)? (?:this|that|these|those|the|my)(?: \S+){0,3} (?:look|sound|seem) (?:right|good|ok|okay|fine|correct|reasonable|accurate)|^ready (?:to|for)\b|^(?:\S+ ){0,4}(?:to (?:decide|settle)|open question|undecided|decision)\b.{0,60}[:—–-] /,
};

/** The compiled patterns of the tables, by their source. */
export const COMPILED = new Map<string, RegExp>();

function compile(source: string): RegExp {
  const pattern = COMPILED.get(source) ?? new RegExp(source);
  COMPILED.set(source, pattern);
  return pattern;
}

function matches(source: string | undefined, words: string): boolean {
  return source !== undefined && compile(source).test(words);
}

/** The cues of the tables, split into words. */
const CUES = new Map<string, string[]>();

/** Whether one of the cues is among the words. */
function holds(words: Set<string>, cues: string): boolean {
  const each = CUES.get(cues) ?? cues.split(' ');
  CUES.set(cues, each);
  return each.some((cue) => words.has(cue));
}

function wordsOf(text: string): Set<string> {
  return new Set(text.split(/[^a-z\u00df-\u024f']+/));
}

/** What identifies a language: literal words, and patterns, which are in brackets. */
let spots: { words: Map<string, Language[]>; patterns: [string, Language][] } | undefined;

function readSpots(): NonNullable<typeof spots> {
  const words = new Map<string, Language[]>();
  const patterns: [string, Language][] = [];
  for (const language of Object.values(LANGUAGES)) {
    for (const sign of language.spot.split(' ')) {
      if (sign.startsWith('[')) patterns.push([sign, language]);
      else words.set(sign, [...(words.get(sign) ?? []), language]);
    }
  }
  return { words, patterns };
}

/** The languages of plain words other than English, in the order of their table. */
export function languagesOf(text: string): Language[] {
  spots ??= readSpots();
  const shown = new Set<Language>();
  for (const word of new Set(text.split(/[^a-z\u00df-\u024f]+/)))
    for (const language of spots.words.get(word) ?? []) shown.add(language);
  if (/[\u00df-\u1fff\u3040-\ud7ff]/.test(text))
    for (const [sign, language] of spots.patterns) if (matches(sign, text)) shown.add(language);
  return shown.size === 0 ? [] : Object.values(LANGUAGES).filter((language) => shown.has(language));
}

/** Whether a question is polite, or invites a new task: nothing waits for the answer. */
export function isCourtesy(words: string, languages: Language[]): boolean {
  if (matches(en.COURTESY, words)) return !matches(en.NAMES_CHOICE, words);
  return languages.some(({ courtesy, toAgent }) => matches(courtesy, words) && !namesChoice(words, courtesy, toAgent));
}

/** Whether a courtesy is one of two choices: what the agent is to do follows an "or", or the courtesy itself does. */
function namesChoice(words: string, courtesy: string, toAgent: string | undefined): boolean {
  const at = words.search(SIGNS.otherwise);
  return at >= 0 && (matches(toAgent, words.slice(at)) || !matches(courtesy, words.slice(0, at)));
}

/**
 * Whether a question asks for the next task, and the agent says in it, or directly before it, that it is ready for one.
 */
export function isInvitation(words: string, before: string, languages: Language[], isGreeted = false): boolean {
  const isReady = (ready: string | undefined) => isGreeted || matches(ready, words) || matches(ready, before);
  return (
    (words.includes('what') && matches(en.INVITE, words) && isReady(en.READY)) ||
    languages.some(({ invite, ready }) => matches(invite, words) && isReady(ready))
  );
}

/** Whether a statement only offers something, or states a condition. */
export function isOffer(words: string, languages: Language[]): boolean {
  return (
    (holds(wordsOf(words), en.OFFERING) && matches(en.OFFER, words)) ||
    languages.some(({ courtesy, offer }) => matches(`${courtesy}|${offer}`, words))
  );
}

/** Whether a statement asks for something that the work waits for; an English step for the user does not. */
export function isRequest(words: string, languages: Language[], isStep: boolean, before = ''): boolean {
  if (SIGNS.awaits.test(words) && SIGNS.work.test(words) && !SIGNS.yours.test(words)) return false;
  if ((!isStep && isEnglishRequest(words)) || languages.some((language) => isRequestIn(language, words))) return true;
  return isConsent(words, languages) || (!isOffer(words, languages) && isWeighty(words, languages, isStep, before));
}

/** Whether the condition is the user's consent to what the agent then does. That is not an offer. */
function isConsent(words: string, languages: Language[]): boolean {
  if (/\bif\b/.test(words) && awaitsConsent(words, en.WEIGHED)) return true;
  return languages.some(({ cues }) => cues?.consent !== undefined && awaitsConsent(words, cues));
}

/** Whether the cues of a statement add up to a request, although no pattern matches it. */
function isWeighty(words: string, languages: Language[], isStep: boolean, before: string): boolean {
  if (holds(wordsOf(words), en.CUES) && (!isStep || saysOfPerson(words, en.WEIGHED)))
    if (weigh(words, en.WEIGHED, before) >= LEAST) return true;
  return languages.some((language) => language.cues !== undefined && weigh(words, language.cues, before) >= LEAST);
}

function isEnglishRequest(words: string): boolean {
  const held = wordsOf(words);
  if (holds(held, en.CONDITIONS) && matches(en.APPROVAL, words)) return true;
  const tried = Object.entries(en.REQUESTS).filter(([cues]) => holds(held, cues));
  const rest = words.replace(SIGNS.lead, '');
  const asks = tried.some(([, source]) => matches(source, words) || (rest !== words && matches(source, rest)));
  return asks && !isOffer(words, []);
}

/** A condition turns what follows it into an offer; a request before it remains a request. */
function isRequestIn({ approval, courtesy, offer, request }: Language, words: string): boolean {
  if (matches(approval, words)) return true;
  const at = compile(request).exec(words)?.index;
  if (at === undefined) return false;
  const condition = compile(`${courtesy}|${offer}`).exec(words)?.index;
  return condition === undefined || condition > at;
}

/** Whether the agent asks itself, and answers in what follows. */
export function isToItself(words: string, languages: Language[]): boolean {
  return SIGNS.toItself.test(words) || (languages.length > 0 && SIGNS.toItselfElsewhere.test(words));
}

/** Whether a question is about what the agent itself is to do. */
export function isToAgent(words: string, languages: Language[]): boolean {
  return SIGNS.toAgent.test(words) || languages.some(({ toAgent }) => matches(toAgent, words));
}

/** Whether a statement introduces a list of what the user is to do or to answer. */
export function opensSteps(words: string, languages: Language[]): boolean {
  return matches(en.LEAD, words) || languages.some(({ lead }) => matches(lead, words));
}

/** Whether a statement says what follows from a preceding request. */
export function follows(words: string, languages: Language[]): boolean {
  return matches(en.FOLLOWS, words) || languages.some((language) => matches(language.follows, words));
}

/** Whether a statement answers or decides the preceding question, and is not interim work. */
export function settles(words: string, question: string, languages: Language[]): boolean {
  return (
    (SIGNS.settles.test(words) ||
      (languages.length > 0 && SIGNS.settlesElsewhere.test(words)) ||
      (SIGNS.because.test(words) && SIGNS.why.test(question))) &&
    !SIGNS.meanwhile.test(words)
  );
}
