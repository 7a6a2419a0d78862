import { asWord, type Conjunctions, type Cues, QUOTED, SAID, type Signs } from './language.ts';

// English is tried on every sentence, so its table is split: a pattern is tried only if the sentence contains one of
// its words.

export const COURTESY = [
  "^(?:(?:so|and|ok|okay|now|then),? )*what(?:'s| is| comes)? (?:next|now)\\W*$",
  '^(?:(?:is|was) there )?(?:do you (?:need|want) )?(?:any|some)thing else\\b|(?:help|assist)(?: you)? with (?:any|some)thing else',
  "^(?:and )?(?:is|are) there (?:any|some)(?:thing)? (?:\\S+ ){0,2}(?:you'd like|you would like|you want|you need|i can) (?:me to |to )?(?:help|assist|explain|clarif)",
  '^(?:(?:hi|hello|hey|so|great|sure)\\S*,? (?:there\\S* )?)?(?:how|what)(?: \\S+){0,2} (?:can|may|could) i (?:help|do for|assist|do\\?)',
  '^(?:(?:hi|hello|hey|so|great|sure)\\S*,? (?:there\\S* )?)?what (?:would you like to|do you want to|should we|shall we|are you|can we) (?:work(?:ing)? on|build|do (?:today|next)|tackle (?:today|next)|focus on next|do (?:in|with|on) (?:this|the|your) (?:project|repo|repository|folder|directory|session|workspace|codebase))',
  "^(?:so,? |and |now,? )?what(?:'s| is) (?:the |our |your )?next (?:\\S+ ){0,3}you(?:'d| would)? (?:want|like|need)\\b",
  '^(?:would you like|do you want|want) me to (?:make|do|change|adjust|help with) (?:any|some)(?:thing)? (?:else|other|more|further)',
  '^(?:would you like|do you want|want) (?:me )?to (?:change|add|adjust|modify|tweak) (?:any|some)thing\\b',
  '^(?:does|did|do|is|are) (?:that|this|it|these|things) (?:answer|help|clear(?:er)?\\b|make (?:more )?sense)',
  '^(?:any|have any|do you have (?:any )?|got)(?: (?:other|more|further))? ?questions\\b',
  "^(?:who (?:knew|(?:would|could|'d) have)|what could (?:possibly )?go wrong|how (?:cool|neat|nice) is that|isn't (?:it|that) (?:nice|great|neat|cool))",
].join('|');

/** A courtesy that names the consequence of its answer, or another choice, is a question. */
export const NAMES_CHOICE =
  '\\b(?:before (?:i|we)(?! (?:wrap|close|finish|end|stop|call it|sign off)\\b)|first\\W*$|or (?:should|shall|would|do|can|is) )|^(?!(?:any|some)thing else,? or).{0,60}, or (?:should|shall|would|do) |\\be\\.g\\.,? .{3,200}\\bor ';

/** Introduces a list of what the user is to do or to answer. */
export const LEAD =
  '^(?:so |then |now |to help,? )?(?:can|could|would) you(?: please)?\\b|^please (?:answer|confirm|provide|share|send|tell me|let me know)\\b|^(?:please |then |now |and )*(?:let me know|tell me|confirm|report back|reply with|send me|please (?:verify|check|test))(?: (?:the following|these|this|back|here))*\\W*$';

/** Asks for the next task; a courtesy if the agent says only that it is ready, or greets. */
export const INVITE =
  "\\bwhat(?:'s| is)? (?:would you like (?:me )?to|do you want (?:me )?to|should (?:i|we)|shall we|can we|are we) (?:do|work(?:ing)? on|start with|build|tackle|help with|focus on|explore)(?: (?:first|next|today|now|then))?\\W*$|\\bwhat(?:'s| is) (?:next|our next \\S+|the plan|on your mind)\\W*$";
export const READY =
  "\\b(?:ready (?:to (?:help|assist)|whenever|when you are)|i'm (?:here|ready)|(?:happy|here|glad) to help|i can help you|hello|hi there|welcome back|good (?:morning|evening))\\b";

export const OFFER =
  "\\bwhen(?:ever)? you ask\\b|^(?:and |but |otherwise,? |of course,? |just |please |also,? )*(?:feel free|(?:don't|do not) hesitate|(?:happy|glad) to|i(?:'?m| am|'d be) happy|(?:just )?say the word if|i(?:'m| am) here (?:to help|if|for))|^(?:and |but |please |just |then |so )*(?:let me know|tell me|shout|ping me|ask)\\b.{0,40}?\\b(?:if|in case|should|when(?:ever)?) (?:you|there|any|something|anything|it|this|that|the)\\b|^(?:if|should|in case|whenever) (?:you|there|any|some|this|that|it|the)|^if (?:an?|another|other|more|new|one of the) (?:[a-z]+ ){0,2}(?:errors?|problems?|issues?|bugs?|crash(?:es)?|failures?|warnings?|regressions?)\\b(?! (?:is|are)\\b)|^(?:please )?(?:let me know|tell me) (?:what (?:\\S+ ){0,5}next(?:\\W*$|\\W+(?:e\\.?g|for example|for instance|such as)\\b)|what you think|what(?:'s| is) next\\b|what(?: else)? you(?:'d)? (?:like|want|need) (?:me to (?:do|work on|tackle) )?next\\b|whether you(?:'d| would)? (?:like|want|need) (?:(?:any |some )?(?:more|further|additional)\\b|me to )|your thoughts|how (?:it|that|this|they|you get on|everything) ?(?:goes|looks|works|feels|do|does)?\\b)|^(?:any|more|other) questions?\\b";
/** Every English offer contains one of these words. */
export const OFFERING =
  'here feel hesitate happy glad let tell shout ping ask if should case whenever questions question';

const TELL = 'let me know|tell me|advise|specify|clarify|indicate|say';
const GO = '(?:continue|proceed|go on|go ahead|move on|finish|complete|start|begin|carry on|do (?:that|this|so)|help)';
const GIVE =
  'let me know|tell me|confirm|advise|specify|clarify|provide|share|paste|send|upload|attach|grant|choose|pick|select|decide|indicate|answer|reply|respond|enter|type|give|review|approve|point me|say';
const NEED = "i(?:'ll| will|'d| would)?(?: still| also| just)? need";
const SAYS =
  "you(?:(?:'ve| have)? (?:give|confirm|approve|say|okay|sign|decide|choose|pick|answer|tell|reply|agree)|(?:'re| are) (?:ready|happy with|ok|okay|done))";
const DONE =
  "(?:you|it|that|this|they|the [a-z]+(?: [a-z]+)?)(?:'re|'s|'ve| are| is| has| have)(?: been)?(?: \\S+)? ?(?:done|ready|finished|complete\\S*|up|running|set|in place|deployed|installed|restarted|added|merged|pushed|tried|run|tested)";

/** What the user may request instead turns the preceding request into an offer, unless it is to continue. */
const AT_WILL = `.{1,200}\\bif you(?:'d| would)? (?:want|like|need) me to (?!${GO})`;

/** English requests, by the words of which a sentence must contain one for the pattern to be tried. */
// biome-ignore format: a row for a request.
export const REQUESTS: Record<string, string> = {
  // Please tell me which …; let me know how you'd like to proceed; have a look and tell me which one to keep.
  'let tell advise specify clarify indicate confirm choose pick select decide say': `^before (?:i|we) [^,]{2,60}, (?:please )?(?:confirm|check|tell|say|verify|decide|choose|pick)\\b|\\blet me know,? and i(?:'ll| will) (?!help)${GO}\\b|^you (?:choose|decide|pick)\\W*$|\\((?:please )?(?:pick|choose|select) (?:one|two|any)\\b|(?:^(?:please |do |just |kindly |simply |go ahead and |can you |could you |would you )*(?:${TELL}|confirm|choose|pick|select|decide)|(?:\\band (?:then )?|[,;:—–-] (?:please |just )?)(?:tell me|let me know|say)(?! (?:what you think|your thoughts|how (?:it|that|this|they) (?:goes|looks|works|feels))))\\b(?: me| on| between| from| in the comments)?,? (?:before [^,]{1,40} )?(?:which|what|how|whether|when|where|who|once|as soon as|your (?:choice|decision|preference|answer|call|pick|input)|one(?: of)?\\b|(?:option )?[a-d1-4]\\b|between)|^(?:please |just )?(?:let me know|tell me|(?<=please )(?:${TELL})) (?:a|an|the|your|its|their) \\S+`,
  // Please provide …; please advise.
  'please kindly could can would': `^(?!${AT_WILL})(?:please|kindly|could you|can you|would you) (?:\\S+ )?(?:(?:continue|keep) (?:sharing|sending|pasting|uploading|providing)|${GIVE})\\b`,
  // Paste the output here; run it and send me the log; report back.
  'send give show point share paste upload provide report': `(?:^(?!${AT_WILL})(?:please |then )?|\\b(?:and|then) (?:then )?)(?:(?:send|give|show|point) me|(?:paste|upload) (?:the|your|it|a|an|them|me|what)|report (?:back|what|the result|which)|share (?:the|your)(?!.{0,40}\\bwith (?:your|the|them|others|colleagues)) (?:output|log|result|error|full|exact))|^(?!${AT_WILL})(?:(?:please )?share (?:the|your|it|a|an|them) |provide (?:the|your|me) )`,
  // … and let me know when it is up; … and I'll continue; … so that I can go on.
  "let tell paste send share report i'll so then will": `^(?:please|you(?:'ll| will)? need to|could you|can you|run|start|try|test|check|verify|restart|refresh|reload|reopen|re-?run|go ahead|take a look|have a look|review|click|connect|execute|follow|log ?in|sign ?in|add|create|install|enable|open|set|choose|pick|(?!let me know,? and)(?:${GIVE}))\\b.{0,200}\\b(?:(?:and|then)(?: then)? (?:(?:let me know|tell me)(?! (?:if|in case|should|what you think|your thoughts|how (?:it|that|this|they)|when(?:ever)? you))|paste|send me|share\\b(?!.{0,40}\\bwith (?:your|the|them|others|colleagues))|report back)\\b|(?:and|then|so(?: that)?) i(?:'?ll| will| can)\\b| ?[—–,;-] ?(?:once|when|as soon as) [^,]{1,40},? i(?:'ll| will| can)\\b)`,
  // Anything that the user is asked to do so that the agent continues: plug it in and I'll flash it.
  "i'll": `^(?!${AT_WILL})(?!(?:if|once|when|after|before|until|while|as|since|because|so|i|we|it|you|he|she|they|this|that|these|those|the|an?|my|your|our|its|their|there|here|now|next|then|all|both|each|every\\S*|some\\S*|any\\S*|no|not|nothing|none|yes|done|good|great|sure|right|ok|okay|let|tests|feel|happy|glad|per|for|with|in|on|at|by|from|to|of|about|given|under|like|but|though|also|just|still|only|well|maybe|perhaps|what|how|why|which|who|where|and|or)\\b|\\S+(?:ed|ing|ly|s)\\b(?<!\\b(?:press|pass|access|address|process|discuss|feed|need|speed|bring|ping)))[a-z]+ [^.;:]{2,160}?,? and (?:then )?i'll\\b(?! help\\b)`,
  // Reply with yes; type `approve` to apply.
  'reply answer respond type enter say write': '^(?:please |just |simply )?(?:(?:answer\\b(?! to\\b)|(?:reply|respond)\\b(?! to (?!me|this|these|each|all)\\b)).{0,60}\\b(?:to|and|or|if|with|when)|(?:say|write) \\S{1,24} (?:to|and|or|if|when)|say \\S{1,24} for|(?:type|enter) \\W{0,3}(?:approved?|confirm(?:ed)?|continue|proceed|go|yes|ok)\\W{0,3} (?:to|and|if|when)|(?:type|enter) \\S{1,24} (?:to (?:proceed|continue|approve|confirm|go ahead|have me|let me)|and (?:i|we)|if|when you))\\b',
  // I need the key to continue; to go on I need …
  need: `\\b${NEED} (?:(?!to (?!know|hear|see|check with|ask))(?:.{1,120} )?(?:to ${GO}|before|from you|so (?:that )?i|in order to)|your|you to|to know|to hear|a decision|an answer|some (?:input|information|details|clarification))|(?:\\bto ${GO}\\b|\\bbefore\\b|\\bin order to\\b).{0,80}\\b${NEED}\\b`,
  // I'd like your approval; a yes from you; I was wondering whether you …
  "i'd like appreciate love": "\\bi(?:'d| would) (?:like|appreciate|love) (?:your (?:approval|input|decision|opinion|confirmation|ok|okay|go-ahead|feedback|permission)|to know (?:which|what|whether|how|if)|you to (?:confirm|decide|choose|check|review))",
  from: '\\b(?:yes|ok|okay|approval|confirmation|answer|decision|go-ahead|sign-off|input|permission) from you\\b',
  'wondering sure': "^i (?:was|am|'m) (?:just )?(?:wondering|not sure) (?:whether|if|which|what|how) (?:you|i should)\\b",
  // It needs your approval; needed from you: the URL; a decision is needed.
  'need needs requires needed required blocked awaits': `^(?!.*\\b(?:no|not|nothing|none|without|if|whether|when|where|every|each|any)\\b)(?:.{1,120} )?(?:needs?|requires?|awaits?|blocked (?:on|by)) your (?:ok|okay|approval|sign-off|go-ahead|decision|answer|input|confirmation|permission|call|choice)\\b|^(?:still )?need(?:ed)? from you\\b|^(?:decision|input|approval|confirmation) (?:is )?(?:needed|required)\\b(?!\\W*(?:none|no)\\b)`,
  // Open question for you: …
  'open blocking pending outstanding remaining decision decisions question questions call input':
    '^(?:one |two |a |an |the |only )*(?:open |blocking |pending |outstanding |remaining |last )?(?:question|decision|call|choice|input)s? (?:for|from) you\\b|^(?:the )?(?:one |only )?(?:open|blocking|pending|outstanding|remaining) (?:question|decision|unknown|choice|input)s?: (?!none|no\\b).{0,80}\\b(?:who|which|what|whether|should|or)\\b',
  // Waiting for your confirmation; I'll wait until you approve.
  'ready waiting awaiting holding standing paused pausing pending wait hold pause stop stopped stopping': `^(?:i(?:'m| am|'ll be| will be)?(?: now| still)? ?|still |now |currently )?(?:a?waiting|holding|standing by|paused|pausing|pending)\\b.{0,24}\\b(?:you|your|user)\\b|^(?:i'm |i am )?ready for your (?:instructions?|decision|choice|input|answer|go-ahead|direction|call|approval|confirmation)\\b|\\bready (?:for|to) .{1,60}\\b(?:on|at|upon|pending|with) your (?:instructions?|go(?:-ahead)?|signal|word|command|call|approval|confirmation|ok)\\b|\\bready (?:for|to) (?!help|assist|answer).{1,60}\\bwhen(?:ever)? you(?:'re| are)(?: ready)?\\W*$|\\bawaiting (?:the |a )?(?:approval|confirmation|decision|answer|reply|go(?:-ahead)?|green light|input|continue)\\W*$|^(?:i(?:'ve| have|'m| am)? )?(?:stopped|stopping|paused|pausing) (?:here )?(?:so|for) (?:that )?you\\b|^i(?:'ll| will)(?: now)? (?:wait|hold|pause|stop here)\\b.{0,40}\\b(?:you|your)\\b|\\b(?:wait|waiting|hold|holding|paused?|stop) (?:\\S+ ){0,4}until ${SAYS}`,
  // Once you've approved, I'll …; I'll start when you say so.
  'when whenever once soon after before without until': `\\b(?:i|i'll|ready|continue|proceed)\\b.{0,80}\\b(?:when(?:ever)?|once|as soon as|after) ${SAYS}|^(?:when|once|as soon as|after) ${SAYS}.{0,160}\\b(?:i|we)(?:'ll| will| can)\\b|\\bi(?: won't| will not| haven't| have not|'m not| am not)\\b.{0,80}\\b(?:until you|before you|without your)\\b|^(?:then |and )?(?:once|as soon as) (?:you(?:'ve| have|'re| are)? (?!(?:want|need|like|ask|wish|feel|decide to|have (?:any|more|questions))\\b)|i(?:'ve got|'ve| have| get| see| know) (?:(?:that|those|them|both|your \\S+)\\b|(?:the|an?) (?:\\S+ )?(?:key|token|url|link|error|output|logs?|files?|screenshot|answers?|details|credentials|id|password|values?|choice|name)\\b))[^.;:]{2,160}\\b(?:i|we)(?:'ll| will| can)\\b(?! help)`,
  // It's your call.
  'call decision choice court move': "^your move\\b|\\bball(?:'s| is) in your court\\b|\\b(?:it|that|this|the (?:choice|decision))(?:'s| is) (?:entirely |really |all |completely )?(?:yours?(?: to make)?|your (?:call|decision|choice))\\W*$|^(?:it's |that's )?your (?:call|decision|choice) (?:on|whether|as to|which)\\b",
  // Just a "go" or a "stop".
  just: `^just (?:a |say |reply |give me (?:a )?)?["'“‘]?(?:go|yes|ok|okay|y)["'”’]?(?:,? (?:or|and)\\b|\\W*$)`,
};

/** A request worded as a condition, which is not an offer. */
export const CONDITIONS = 'if whether when whenever once after soon';
export const APPROVAL =
  `^(?:please |just |then )?(?:let me know|tell me|ping me) (?:when|once|as soon as) (?!(?:you|there|anything|something)\\b)[^,]{3,120}$|^(?:ping|tell|message|let) me (?:know )?(?:when|once) .{1,40} and i(?:'ll| will)\\b|^(?:please |just )?(?:let me know|tell me|ping me|shout|say so) (?:when|once|as soon as) (?:${DONE}|you (?:want|need) (?:me|us)\\b|you(?:'ve| have) (?!.{1,80}\\bor if you(?:'d| would)? (?:like|want|need) me\\b))|^(?:when(?:ever)?|once|after|as soon as) .{1,80}, (?:please |just )?(?:(?:let me know|tell me)(?! (?:if|whether) you(?:'d| would)? (?:want|like|need|prefer)\\b)|(?:send|drop) (?:me|it|them|those|over)|paste|share|report|ping me)\\b|` +
  "(?:let me know|tell me|confirm|say(?: so)?)(?: [a-z]+ly)? (?:if|whether) (?:(?:this|that|it|the [^,.;:!?]{1,80}?|these|everything|you'?(?:re| are)?)(?: \\S+)? (?:now \\S+|works?|runs?|builds?|behaves?|renders?|opens?|displays?|responds?|starts?|goes (?:green|through)|passes|succeeds|loads|appears|shows up|helps|fixes|resolves|compiles|connects|(?:is|are) (?:working|fixed|resolved|visible|gone|better)|looks? (?:good|right|ok|fine)|sounds?|(?:is|are) (?:ok|okay|fine|good|correct|right|acceptable)|agree|approve|happy|ok)|(?:it|that|this)'s (?:ok|okay|fine|good|correct|right|acceptable)|i (?:should|may|can|shall)|we (?:should|can|may))|^if (?:you (?:agree|approve)|that'?s (?:ok|okay|fine)|this (?:looks|sounds|works)).{0,40}\\b(?:say|reply|confirm|type|tell|let)\\b|^if (?:you(?:'re| are) (?:ready|happy with|ok with|okay with|good with)|you (?:approve|agree)|this plan|that plan|the plan)\\b.{0,60}\\bi(?:'ll| will)\\b" +
  // When you say "go", I start.
  `|^(?:and |but |so )?(?:if|when(?:ever)?|once|as soon as) you (?:just )?(?:say|tell me|write|reply(?: with)?|answer|type|send(?: me)?) (?:(?:so|go|yes|ok|okay)\\b|${SAID}).{0,40}\\b(?:i|we)\\b|\\b(?:let me know|tell me|ping me|shout) whenever you(?:'re| are) (?:\\S+ )?(?:ready|done)\\b`;

/** A statement must contain one of these words for its cues to be weighed. */
export const CUES =
  'locked settled decided answered confirmed approved resolved agreed chosen picked tell let say reply answer respond report come get ping shout advise send give show point hand type enter choose pick select decide confirm specify approve paste share provide upload attach describe drop indicate clarify review ready undecided unresolved unsettled unclear tbd unknown blocker remain remains left decision nod agree objection objections object mind decide choose pick decision call choice question judgement judgment yours you only missing open waits suits works sounds looks awaiting waiting wait holding hold pausing paused standing stopping stopped blocked pending your approval confirmation when whenever once';

const STARTS = '^(?:please |just |kindly |simply |now |so |then |also |next |and |or |go ahead and ){0,3}';
// After "answer" and "reply" as verbs; as nouns they begin a statement: "Answer updated in the docs".
const REPLIED = `(?:with|by|in|me|my|here|below|yes|no|ok|which|what|whether|how|when|once|if|the (?:questions?|above)|these|those|them|each|all|both|[a-d1-4]\\b|${QUOTED})`;
const GIVEN =
  'approv(?:al|e|ed)|confirm(?:ation|ed)?|go-?ahead|ok|okay|sign-?off|decision|instructions?|call|choice|word|command|signal|green light|nod|blessing|input|answer|reply|response|direction|permission|selection|verdict|yes|go';
const DECIDED =
  'approved?|confirm(?:ed)?|agreed?|decided?|choose|chosen|pick(?:ed)?|sign(?:ed)? off|say|said|give|gave|given|ready|happy|satisfied|back|done|okay|ok|good|finished|reviewed|tell|told';

/** The cues to weigh in a statement that matches no pattern. */
export const WEIGHED: Cues = {
  tell: `${STARTS}(?:tell (?:me|us)|let (?:me|us) know|say (?:the word|so|which|whether|what|when|how|yes|go|["'“‘*])|(?:reply|answer|respond)(?=$|[.!]| ${REPLIED})|report back|come back|get back to me|ping me|shout|advise|(?:send|give|show|point|hand)(?= me\\b)|(?:send|pass|drop|bring|hand) (?:it |them |that |this )?(?:over|back|along)|(?:share|report|paste|post|attach|upload)(?= (?:the|your|any|all) (?:\\S+ ){0,4}(?:output|results?|logs?|errors?|numbers?|values?|screenshots?|traces?|messages?|lines?)\\b(?!.{0,40}\\b(?:to|with|in) (?:the|your|a) (?:\\S+ ){0,3}\\S+$))|(?!(?:let|lets|gives?|gave|makes?|made|tells|told|helps?|trust|excuse|with|from|about|cost|took) me)[a-z]{3,7}(?= me (?:the|an?|your|what|which|how|whether|when|where|back|both)\\b))\\b`,
  act: `${STARTS}(?:type|enter|choose|pick|select|decide|confirm|specify|approve|paste|send|share|give|show|provide|upload|attach|describe|drop|indicate|clarify|review)\\b`,
  answer: `\\b(?:which|whether|what|how|who|where|yes|no|ok|approved?|proceed|option|numbers?|choice|decision|preference|answer|(?:the|your|full|any|all) (?:\\S+ ){0,4}(?:output|results?|logs?|errors?|screenshots?|traces?)|the (?:\\S+ )?(?:numbers|values)|back|one of|either|me (?:the|an?|your|both) (?!moment|second|minute))\\b|${QUOTED}|\\b[a-d1-4],? or [a-d1-4]\\b`,
  moment:
    '\\b(?:once|when|whenever|after|until|before|as soon as|on|upon|pending|without|for|with|at|needs?|requires?)\\b|(?:^|\\b)(?:and|then) (?=ping me|shout)',
  open: '\\b(?:undecided|unresolved|unsettled|unclear|to be decided|tbd|still open|remains? open|left open|left to (?:decide|settle)|open (?:decision|question|point)|needs? a decision|blocking unknown|blocker)\\b|^(?:two|three|four|\\d) (?:options|choices|routes|ways|paths) (?:remain|are left|are open|stay open)\\b|\\b(?:decision|input|choice|answer) (?:is )?(?:needed|required|pending)\\b',
  consent:
    "\\bif (?:you(?:'re| are)? (?:\\w+ )?(?:agree|approve|ok|okay|fine|happy|good|on board|game|up for)|you (?:don't|do not) (?:object|mind)|(?:that|this|it|the plan|the approach)(?:'s| is|)? (?:works?|suits?|fits?|sounds?|looks?|ok|okay|fine|good|acceptable|right|what you)|(?:the|your) (?:\\S+ ){1,3}(?:looks?|sounds?|seems?) (?:all )?(?:good|right|fine|ok|okay|correct|acceptable|reasonable)|(?:there are )?no objections?)\\b",
  owed: "\\b(?:decision|call|choice|question|judge?ment)s? (?:(?:is|are|stays?|rests?|remains?|belongs?|falls?|lies) )?(?:entirely |really |still )?(?:for you|yours|with you|to you|up to you|on you)\\b|\\b(?:is|are|it's|that's|left|stays?|remains?|open|still) (?:\\w+ )?for you to (?:decide|choose|pick|settle|answer|make|call)\\b|\\byou(?:'ll| will)? (?:still )?(?:need|have) to (?:decide|choose|pick)\\b|\\b(?:is|are|'s) (?:entirely |really |all )?up to you\\b(?! (?:to|when|how))|\\bonly you can (?:decide|answer|say|tell|judge)\\b",
  yours:
    "\\bonly you (?:have|know|hold|can)\\b|\\bon your (?:side|end|plate|desk)\\b|\\bfrom you\\b|\\bwith you\\b|\\byou(?:'ll)? (?:alone )?(?:have|hold|own)\\W*$",
  signal: `\\b(?:your|explicit|the) (?:explicit |final |written )?(?:${GIVEN})\\b|\\byou(?:'ve| have|'re| are)?(?: both| all)? (?:${DECIDED})\\b|(?:\\b(?:is|are|be)|'s|'re)(?: all| both)? (?:locked|settled|decided|answered|confirmed|approved|resolved|agreed|chosen|picked|signed off)\\b|\\bwhen(?:ever)? you are\\b|\\bon approval\\b|\\buntil you(?:'ve|'re| have| are)?\\b`,
  next: "\\b(?:i|we)(?:'ll| will| can)\\b(?! help)|\\bto (?:proceed|continue|execute|begin|move on|mark|go ahead|unblock)\\b|\\bis next\\b",
  waits:
    "^(?:i'm |i am |we're |we are |now |still |currently |i'll |i will |i've |i have |it's |all |everything |this ){0,3}(?:await(?:s|ing)?|waiting|waits|wait|holding|hold|pending|need|needs|missing)\\b|^(?:i'd|i would) (?:want|like|need|prefer)\\b|\\b(?:is|are|'s|still) (?:pending|waiting (?:on|for)|awaiting|blocked (?:on|by))\\b|\\b(?:is|are|'s|still|thing|all that's|what's|only) missing\\b|\\b(?:still|remains?) open\\b|\\b(?:that|this|it|which) waits?\\b|\\bis (?:all|what)(?: that)? (?:i|we) (?:need|lack)\\b",
  ready:
    "\\b(?:i'm|i am|we're|we are) (?:\\w+ )?ready\\b(?! to help)|^(?:i'm |i am |we're |we are |now |still |currently |i'll |i will |i've |i have ){0,3}(?:ready(?! to help)|pausing|paused|pause|standing by|stopping|stopped|stop here|blocked)\\b",
  wish: "\\bif (?!(?:you|that|this|it)(?:'s| is| are|'re)? (?:approve|agree|confirm|say|give|sign|ready|happy|ok|okay|good|fine|looks)\\b)|\\bin case\\b|\\bfeel free\\b|\\bhappy to\\b|\\bglad to\\b|\\banything else\\b|\\bwhen(?:ever)? you(?:'d)? (?:like|want|need|have|ask)\\b|\\bshould you\\b|\\bhow (?:it|that|this|they|things) (?:goes|go|looks?|works?|feels?)\\b|\\bwhat(?: happens| you think|'s next)\\b|\\byour thoughts\\b|\\bi can help\\b|\\bready to (?:help|assist)\\b|\\bcan now\\b",
};

export const CONJUNCTIONS: Conjunctions = { and: 'and|then|so', or: 'or|but', choice: 'or' };

/** Signs of a sentence's role that only English has. */
// biome-ignore format: a row for a sign.
export const ROLES = {
  /** The agent asks itself, and answers in what follows. */
  toItself: /^(?:so,? |and |but |ok,? )*(?:why(?! (?:do|did|would|are) you)|how come|what(?:'s| is| was| are| were| did| does| went| changed| happened| about| if| this)(?! your\b)(?!.{0,60}\byou(?:'d| would| want| prefer| need| have)\b| you (?!seeing\b|getting\b)[a-z]+ing\b| you (?:want|need|prefer|use|see|mean|think|expect|plan)\b)|how (?:does|did|was|is|do)(?! (?:you|i|we)\b)|the \S+\?|where (?:is|was|did)|is it|was it|does it|did it)\b/,
  /** An answer or a decision that settles the preceding question. */
  settles: /^(?:(?:yes|yep|yeah|no|nope)(?=$|\s*[,.;:!—–-])|not|never|only|mostly|partly|probably|sometimes|both(?! (?:are|would|have|work|options|ways|look)\b)|neither|none|it depends|almost|absolutely|sadly)\b|(?<!\b(?:which|what|how|that) (?:\S{1,20} )?)\bi(?:'ve| have)? (?:therefore |then |thus |so )?(?:decided|chose|picked|went|opted|settled|left|kept|took|used|assumed|skipped)\b/,
  /** The agent says that it cannot know the answer. */
  unknown: /^(?:if (?:so|yes|not)\b|assuming (?:yes|so|you)\b|(?:the|your) (?:answer|choice) (?:changes|decides|determines|affects|shapes|drives)\b)|\b(?:i (?:can't|cannot|couldn't|don't|do not|have no)\b.{0,20}\b(?:see|tell|find|know|check|access|reach)|(?:doesn't|does not) say|(?:isn't|is not|not) (?:clear|sure|obvious)|unclear|both ways)\b/,
  /** A question about what the agent itself is to do: advice to the user does not answer it. */
  toAgent: /\b(?:(?:should|shall|may|can) (?:i|we)|me to|would you|do you (?:want|prefer))\b|^ready (?:to|for)\b/,
  /** Says what something contains: questions in the list below it are its content, and addressed to nobody. */
  holds: /\b(?:has|have|contains?|includes?|covers?|answers?|lists?|shows?|reads?|displays?)\b[^,;]{0,40}\b(?:entries|sections|headings|titles|examples|strings|labels|buttons|topics|items|rows|fields|prompts|screens|pages)\W{0,3}$/,
  /** The introduction of a list that contains one of these may still ask the user. */
  persons: /\b(?:i|we|you|me|my|our|your)\b/,
  /** Addressed to the user, in English: names them, asks what the agent should do, or asks for a choice. */
  toPerson: /\b(?:you|your|yours)\b|, or\b|(?:^|[:,] )(?:which|who|whose)\b|\b(?:should|shall|may|can|could|must) (?:i|we)\b|\b(?:which|what|how|where|when|who)\b.{0,80}\bshould\b|(?:^|: )should\b(?! (?:you|have))|^(?:would|is|are)\b.{0,80}\b(?:acceptable|ok|okay|fine|enough|right|approved|agreed)\b|^(?:ok|okay|agreed?|right|correct|deal|thoughts|objections|any objections?|sounds? good|fair)\?|\bok\?$|\b(?:want|like|need) me to\b|\b(?:ok|okay|fine|alright|all right) (?:to|if|with)\b|^(?:sound|look)s? (?:good|ok|right|fine)|^do(?:es)? (?:this|that|these|those|the|my)(?: \S+){0,3} (?:(?:look|sound|seem|feel|read) (?:right|good|ok|okay|fine|correct|reasonable|accurate)|fit\b|match what|make sense|work for)|^ready (?:to|for)\b|^(?:\S+ ){0,4}(?:to (?:decide|settle)|open question|undecided|decision)\b.{0,60}[:—–-] /,
  /** A question that its list of choices completes; as written. */
  opensChoices: /^\W*(?:which|what|how|where|would|do|should|want)\b.*:\W*$/i,
  /** Refers to the agent, or is polite: a list item with it is not a step for the user. */
  ofAgent: /\b(?:please|me|i|us)\b/,
  /** In every invitation, and in every condition. */
  invites: /what/,
  conditional: /\bif\b/,
  /** A heading that only says what its section is about. */
  title: /^(?:how|when|why|what) (?:should|can|may|do)\b/,
};

export const SIGNS: Signs = {
  yesNo: 'y\\s?/\\s?n|yes\\s?/\\s?no',
  either: ' or ',
  advice: 'run|set|use|see|check|try|open|pass|add|read|call|just|simply|then|start',
  leavesOpen:
    "(?:just |please |simply |so |and )*(?:let me know|tell me|your call|up to you|i'll wait|waiting|awaiting|please (?:advise|confirm)|take a (?:stab|guess|shot)|give it a (?:try|shot|go)\\b|there (?:are|is) no (?:wrong|right) answers?|i(?:'d| would)? (?:want|like|love) to hear|thanks?\\b|thank you|cheers|generated (?:by|with)|co-authored-by|(?:sources?|references):)",
  meanwhile: '\\b(?:in the meantime|meanwhile|for now|until then|so far)\\b',
  awaits: '\\b(?:wait(?:ing)?|await(?:ing)?)\\b',
  work: '\\b(?:background|sub-?agents?|agents?|\\S{0,12}reviewers?|workers?|notifications?)\\b',
  wishes:
    "(?:just |simply |so )*(?:let me know|tell me|say) what(?:ever)? (?:else )?(?:you(?:'d)? (?:want|need|like)|you would like)",
  yours: '\\b(?:you|your)\\b',
  what: asWord('what|which|where'),
  goOn: 'next|continue|go|yes|ok|okay|proceed',
  greeting: 'hi|hello|hey|welcome|good (?:morning|afternoon|evening)|greetings',
  choiceNames: 'option choice variant',
};
