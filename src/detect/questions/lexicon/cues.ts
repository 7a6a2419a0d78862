import { B, type Cues, E } from './language.ts';

/** A word in quotation marks, in whatever language. */
export const QUOTED = '["\'“‘„«「『][^\\s"\'“”‘’„«»「」『』/.]{1,16}["\'”’“»」』]';

const STARTS = '^(?:please |just |kindly |simply |now |so |then |also |next |and |or |go ahead and ){0,3}';
// After "answer" and "reply" as verbs; as nouns they begin a statement: "Answer updated in the docs".
const REPLIED = `(?:with|by|in|me|my|here|below|yes|no|ok|which|what|whether|how|when|once|if|the (?:questions?|above)|these|those|them|each|all|both|[a-d1-4]\\b|${QUOTED})`;
const GIVEN =
  'approv(?:al|e|ed)|confirm(?:ation|ed)?|go-?ahead|ok|okay|sign-?off|decision|instructions?|call|choice|word|command|signal|green light|nod|blessing|input|answer|reply|response|direction|permission|selection|verdict|yes|go';
const DONE =
  'approved?|confirm(?:ed)?|agreed?|decided?|choose|chosen|pick(?:ed)?|sign(?:ed)? off|say|said|give|gave|given|ready|happy|satisfied|back|done|okay|ok|good|finished|reviewed|tell|told';

export const en: Cues = {
  tell: `${STARTS}(?:tell (?:me|us)|let (?:me|us) know|say (?:the word|so|which|whether|what|when|how|yes|go|["'“‘*])|(?:reply|answer|respond)(?=$|[.!]| ${REPLIED})|report back|come back|get back to me|ping me|shout|advise|(?:send|give|show|point|hand)(?= me\\b)|(?!(?:let|lets|gives?|gave|makes?|made|tells|told|helps?|trust|excuse|with|from|about|cost|took) me)[a-z]{3,7}(?= me (?:the|an?|your|what|which|how|whether|when|where|back|both)\\b))\\b`,
  act: `${STARTS}(?:type|enter|choose|pick|select|decide|confirm|specify|approve|paste|send|share|give|show|provide|upload|attach|describe|drop|indicate|clarify|review)\\b`,
  answer: `\\b(?:which|whether|what|how|yes|no|ok|approved?|proceed|option|numbers?|choice|decision|preference|answer|(?:the|your|full) (?:output|results?|logs?|errors?)|back|one of|either|me (?:the|an?|your|both) (?!moment|second|minute))\\b|${QUOTED}|\\b[a-d1-4],? or [a-d1-4]\\b`,
  moment:
    '\\b(?:once|when|whenever|after|until|before|as soon as|on|upon|pending|without|for|with|at|needs?|requires?)\\b|(?:^|\\b)(?:and|then) (?=ping me|shout)',
  signal: `\\b(?:your|explicit|the) (?:explicit |final |written )?(?:${GIVEN})\\b|\\byou(?:'ve| have|'re| are)?(?: both| all)? (?:${DONE})\\b|(?:\\b(?:is|are|be)|'s|'re)(?: all| both)? (?:locked|settled|decided|answered|confirmed|approved|resolved|agreed|chosen|picked|signed off)\\b|\\bwhen(?:ever)? you are\\b|\\bon approval\\b`,
  next: "\\b(?:i|we)(?:'ll| will| can)\\b(?! help)|\\bto (?:proceed|continue|execute|begin|move on|mark|go ahead|unblock)\\b|\\bis next\\b",
  waits:
    "\\b(?:i'm|i am|we're|we are) (?:\\w+ )?ready\\b(?! to help)|^(?:i'm |i am |we're |we are |now |still |currently |i'll |i will |i've |i have ){0,3}(?:ready(?! to help)|awaiting|waiting|wait|holding|hold|pausing|paused|pause|standing by|stopping|stopped|stop here|blocked|pending)\\b",
  wish: "\\bif (?!(?:you|that|this|it)(?:'s| is| are|'re)? (?:approve|agree|confirm|say|give|sign|ready|happy|ok|okay|good|fine|looks)\\b)|\\bin case\\b|\\bfeel free\\b|\\bhappy to\\b|\\bglad to\\b|\\banything else\\b|\\bwhen(?:ever)? you(?:'d)? (?:like|want|need|have)\\b|\\bshould you\\b|\\bhow (?:it|that|this|they|things) (?:goes|go|looks?|works?|feels?)\\b|\\bwhat(?: happens| you think|'s next)\\b|\\byour thoughts\\b|\\bi can help\\b|\\bready to (?:help|assist)\\b|\\bcan now\\b",
};

export const de: Cues = {
  tell: `(?:^|${B}(?:und|dann) )[a-zäöüß]{3,10}(?= (?:mir|uns) (?:(?:bitte|kurz|mal|dann|noch) )?(?:das|die|den|eine?n?|ob|was|wie|welche\\S*|wo)${E})|${B}(?:sagt?|sagen sie|schreibt?|schreiben sie|teilt?|nennt?|nenne|schickt?|schicke|zeigt?|zeige|gebt?|gib|geben sie|lass(?:t|en sie)?) (?:\\S+ )?(?:mir|mich|uns|bescheid|kurz)${E}|${B}(?:melde dich|antworten? sie|antworte(?:t)?)${E}`,
  act: `(?:^|${B}(?:und|dann|bitte) )(?:bitte )?(?:bestätige?|bestätigen sie|wähle?|wählen sie|entscheide?|schreibe?|tippe?|poste|kopiere?|füge|nenne|prüfe?|gib|sende?)${E}`,
  answer: `${B}(?:welche\\S*|ob|was|wie|wo|variante|option|nummer|zahl|ausgabe|ergebnis\\S*|log\\S*|fehlermeldung|wahl|entscheidung|(?:mir|uns) (?:bitte |kurz |dann )?(?:das|die|den|eine?n?) (?!moment|sekunde|minute)\\S+)${E}|${QUOTED}`,
  moment: `${B}(?:wenn|sobald|nachdem|bis|bevor|nach|auf|vor|mit|sowie|ohne|braucht|brauche)${E}`,
  signal: `${B}(?:dein\\S*|ihr\\S*|eur\\S*) (?:ok|okay|go|freigabe|zustimmung|bestätigung|entscheidung|wahl|antwort|feedback|rückmeldung|signal|input|ja|einverständnis|abnahme|anweisung\\S*)${E}|${B}du (?:\\S+ ){0,3}(?:zustimmst|bestätigst|bestätigt hast|freigibst|einverstanden|so ?weit|bereit|fertig|entschieden|sagst|gesagt)${E}|${B}(?:grünes licht|freigegeben ist)${E}`,
  next: `${B}(?:(?:kann|werde|mache|setze|starte|beginne|lege|fange|gehe|baue|prüfe|übernehme|implementiere|committe|pushe|merge|schreibe) ich|ich (?:kann|werde|mache|setze|starte|beginne|lege|fange|gehe|baue|prüfe|übernehme|implementiere|committe|pushe|merge|schreibe)|machen wir|gehen wir|um (?:\\S+ )?(?:fortzufahren|weiterzumachen))${E}`,
  waits: `${B}(?:ich warte|warte (?:ich )?auf|bereit (?:für|zum|zur)|ich (?:stoppe|halte|pausiere)|pausiert|angehalten)${E}`,
  wish: `${B}(?:(?:wenn|falls|sobald) (?:du|sie|ihr) (?:\\S+ ){0,4}(?:möchtest|möchten|willst|wollen|magst|brauchst|hast|hilfe)|falls|bei (?:fragen|bedarf|problemen)|gerne?|sonst noch|etwas (?:anderes|ändern)|sollte (?:etwas|es)|selbst)${E}`,
};

export const fr: Cues = {
  tell: `${B}(?!excuse|rappelle|laisse|permet)[a-zàâçèéêëîïôûü]{3,12}(?=(?:-l[ae]|-les)?-(?:moi|nous)${E})|${B}(?:dis|dites|envoie|envoyez|montre|montrez|donne|donnez|indique|indiquez|précise|précisez|confirme|confirmez|transmets|transmettez|fais|faites|préviens|prévenez|tiens|tenez|partage|partagez|colle|collez|ping)[- ](?:moi|nous|le-moi|la-moi)${E}|${B}(?:réponds|répondez|reviens vers moi|revenez vers moi)${E}`,
  act: `(?:^|${B}(?:et|puis|merci de|veuillez) )(?:merci de |veuillez )?(?:confirme[rz]?|choisi(?:s|ssez|r)|décide[rz]?|tape[rz]?|écris|écrivez|colle[rz]?|partage[rz]?|envoie|envoyez|envoyer|fourni(?:s|ssez|r)|valide[rz]?|précise[rz]?|indique[rz]?|tranche[rz]?|relis(?:ez)?)${E}`,
  answer: `${B}(?:quel\\S*|lequel|laquelle|lesquel\\S*|si|comment|où|ce que|ce qui|option|numéro|choix|résultats?|sortie|logs?|erreur|avis|réponse|ou bien)${E}|-moi (?:l[ae]s?|une?) (?!instant|moment|seconde|minute)|-moi l'|${QUOTED}`,
  moment: `${B}(?:quand|dès(?: que)?|lorsque|lorsqu'\\S+|une fois|après|avant|jusqu'\\S+|à|sur|sans|avec|besoin|attend|attente)${E}`,
  signal: `${B}(?:ton|ta|tes|votre|vos) (?:accord|validation|feu vert|avis|confirmation|décision|réponse|choix|retour|go|ok|signal|aval|instructions?|arbitrage|relecture)${E}|${B}(?:tu|vous) (?:\\S+ ){0,2}(?:valid\\S+|confirm\\S+|approuv\\S+|décid\\S+|choisi\\S+|prêts?|prête|d'accord)${E}|${B}feu vert${E}`,
  next: `${B}(?:je|on|nous) (?:\\S+ )?(?:pourrai|pourra|pourrons|peux|peut|vais|va|continue\\S*|lance\\S*|attaque\\S*|passe\\S*|enchaîne\\S*|commence\\S*|fais|ferai|démarre\\S*|implémente\\S*|applique\\S*|procède\\S*|commit\\S*|pousse\\S*)${E}|${B}pour (?:continuer|avancer|poursuivre|enchaîner|valider|lancer|passer)${E}|${B}j'(?:attaque|enchaîne|applique|implémente|exécute)`,
  waits: `${B}(?:j'attends|en attente|j'attendrai|prête? (?:à|pour)|je m'arrête|je stoppe|en pause|il manque|il reste à)${E}`,
  wish: `${B}(?:(?:si|quand|lorsque) (?:tu|vous) (?:\\S+ )?(?:veux|voulez|souhaites|souhaitez|préfères|préférez|as|avez|désirez)|si besoin|au besoin|n'hésite\\S*|en cas|autre chose|au cas|si (?:jamais|quelque|ça ne|le|la|l'\\S+|un|une|rien|problème))${E}`,
};

export const romance: Cues = {
  tell: `(?:^|${B}(?:y|e) )(?:responde|responda|contesta)${E}|${B}(?!(?:d[ée]j[ae]|perm[íi]t[ae])me)[a-zñ]{0,6}[áéí][a-zñ]{1,6}(?=me${E})|(?:^|${B}(?:e|y) )(?=me (?:traz|traga|traiga|dá|dê|retorn[ae]|sinaliz[ae]|devolv[ae]|cont[ae]|respond[ae])${E})|${B}(?:da|tra[ée]|pasa|manda|mostra|conta|deci|env[íi]a)(?=me${E})|${B}(?:dam|gira|porta|manda|invia|mostra|incolla|passa)(?=mi${E})|${B}(?:d[íi]me|decime|d[íi]game|av[íi]s[ae]me|cu[ée]nt[ae]me|contame|conf[íi]rm[ae]me|env[íi][ae]me|p[áa]s[ae]me|pasame|p[ée]g[au]eme|pegame|m[áa]nd[ae]me|mandame|mu[ée]str[ae]me|mostrame|comp[áa]rt[ae]me|res?p[óo]ndeme|respondeme|ind[íi]c[ao]me|escr[íi]beme|escribime|respondé|contestá|me (?:diga|fala|fale|avis[ae]|envi[ae]|manda|mande|mostre|informe|conte|passa|passe|confirm[ae]|responda)|(?:diga|fale|avise|envie|mande|mostre|informe|passe|confirme|responda)-me|dimmi|fammi sapere|mandami|inviami|incollami|mostrami|confermami|riportami|avvisami|scrivimi|passami|indicami|rispondi(?:mi)?)${E}`,
  act: `(?:^|${B}(?:y|e|luego|depois|poi|por favor,?|per favore,?) )(?:por favor,? )?(?:confirm[ae]|confirmá|elige|elegí|escoge|elija|escolha|escolhe|decid[ae]|decide|decidí|scegli|decidi|conferma|escribe|escribí|escreva|digite|scrivi|pega|pegá|cole|incolla|comparte|compartí|compartilhe|condividi|env[íi]a|enviá|envie|invia|indica|indicá|indique|revisa|revisá|revise|approva|aprueba|aprobá|aprove)${E}`,
  answer: `${B}(?:qu[ée]|qual\\S*|cu[áa]l\\S*|c[óo]mo|come|si|se|o que|cosa|opci[óo]n|opç[ãa]o|opzione|n[úu]mero|resultados?|risultat\\S+|salida|saída|output|logs?|errore?s?|aqu[íi]|decisi[óo]n|decisão|scelta|r?espuesta|sim|s[íi])${E}|(?:me|mi) (?:el|la|los|las|una?|lo|il|i|gli|le) (?!moment|segund|second|minut)|${B}me [a-z]{3,9} (?:os?|as?|uma?) (?!moment|segund|minut)|${QUOTED}`,
  moment: `${B}(?:cu[áa]ndo|quando|una vez|uma vez|una volta|en cuanto|assim que|non appena|appena|despu[ée]s|depois|dopo|hasta|at[ée]|antes|prima|tras|ap[óo]s|con|com|para|per|sin|sem|a)${E}`,
  signal: `${B}(?:tu|su|sua|seu|tua|tuo|vuestr[ao]) (?:ok|okay|aprobaci[óo]n|visto bueno|confirmaci[óo]n|decisi[óo]n|respuesta|elecci[óo]n|luz verde|aprovação|confirmação|decisão|resposta|escolha|autorização|autorizaci[óo]n|aval|conferma|approvazione|decisione|risposta|scelta|via libera|go|señal|sinal|revis[ãa]o|revisi[óo]n|validaci[óo]n|validação)${E}|${B}(?:(?:t[úu]|você|usted|tu) )?(?:lo |o |la )?(?:apruebes|aprobes|confirmes|confirm[áa]s|decidas|elijas|est[ée]s (?:list[oa]|de acuerdo|conforme)|des el (?:ok|visto bueno)|aprov[ae]r?|confirmar|decidir|escolher|estiver pront[oa]|revisar|der o ok|approvi|confermi|decidi|scegli|sei pront[oa]|dai l'ok|hai (?:deciso|scelto|confermato))${E}|${B}(?:luz verde|visto bueno|via libera)${E}`,
  next: `${B}(?:(?:y|e) )?(?:sigo|seguimos|contin[úu]o|continuamos|avanzo|avanzamos|arranco|empiezo|procedo|lo (?:hago|aplico|ejecuto|arreglo|subo|reviso)|hago|armo|aplico|ejecuto|subo|puedo|podemos|paso a|eu (?:sigo|fa[çc]o|aplico|leio|continuo|ajusto|executo|implemento|subo)|sigo|prossigo|avanço|começo|posso|vou|vamos|implemento|fa[çc]o|procediamo|proseguo|continuo|comincio|parto|lancio|applico|eseguo|passo a(?:l|lla)?)${E}|${B}(?:para|per) (?:continuar|seguir|avanzar|avançar|prosseguir|continuare|proseguire|procedere|empezar|começar|iniziare)${E}`,
  waits: `${B}(?:quedo|espero|esperando|aguardo|aguardando|en espera|em espera|in attesa|attendo|aspetto|en pausa|em pausa|in pausa|parei|me detengo|me detuve|mi fermo|mi sono fermat[oa]|list[oa] para|pront[oa] (?:para|per|a)|falta (?:que |só )?(?:você|tu|tú|usted)|manca solo)${E}`,
  wish: `${B}(?:(?:si|se|cuando|quando) (?:\\S+ ){0,3}?(?:quieres|quer[ée]s|quiere|prefieres|prefer[íi]s|deseas|necesitas|quieras|gustar[íi]a|quiser|quer|preferir|precisar|desejar|vuoi|preferisci|desideri|hai bisogno|servisse)|si (?:algo|hay|surge|ves|aparece|tienes|ten[ée]s|no|necesit\\S+)|se (?:algo|houver|tiver|aparecer|não|precis\\S+|qualcosa|ci sono|hai)|caso|cualquier|qualquer|no dudes|fique à vontade|algo m[áa]s|mais alguma|alguma coisa|qualcos'altro|te aviso|le aviso|ti avviso|otr[ao] cosa|outra coisa|(?:o que|lo que|quello che) (?:quiser(?:es)?|quieras|quer[ée]s|vuoi)|(?:list[oa]|pront[oa]) (?:para|per|ad?) (?:te |lhe |ti )?(?:ajud|ayud|aiut)\\S*)${E}`,
};

export const ru: Cues = {
  tell: `(?:^|${B}(?:и|затем|потом) )[а-яё]{3,10}(?:й|и|ь)(?:те)?(?= мне${E})|${B}(?:сообщи|скажи|напиши|подскажи|ответь|пришли|скинь|покажи|опиши|отпиши|дай знать|дайте знать|уточни|подтверди)(?:те|сь|тесь)?${E}(?! как)|обнови(?:те)? меня${E}`,
  act: `(?:^|${B}(?:и|затем|потом|пожалуйста,?) )(?:выбери|укажи|введи|вставь|скопируй|отправь|реши|определись|проверь|предоставь|назови|посмотри|согласуй|утверди)(?:те)?${E}`,
  answer: `${B}(?:какой|какая|какое|какие|какую|что|ли|как|где|куда|вариант\\S*|номер\\S*|цифр\\S*|результат\\S*|вывод|лог\\S*|ошибк\\S*|скрин\\S*|ответ|решение|или|мне (?!секунд|минут)[а-яё]{4,})${E}|${QUOTED}`,
  moment: `${B}(?:когда|как только|после|пока не|до|прежде|перед|по|без|с|жду|нужн\\S+)${E}`,
  signal: `${B}(?:тво\\S+|ваш\\S*) (?:ок|согласи\\S+|подтверждени\\S+|решени\\S+|ответ\\S*|разрешени\\S+|одобрени\\S+|команд\\S+|сигнал\\S*|выбор\\S*|отмашк\\S+|«?да»?|указани\\S+)${E}|${B}(?:ты|вы|вас|тебя) (?:\\S+ ){0,2}(?:подтверд\\S+|соглас\\S+|одобр\\S+|утверд\\S+|реши\\S+|выбер\\S+|готов\\S*|скаж\\S+)${E}|${B}(?:отмашк\\S+|скажешь|скажете)${E}`,
  next: `${B}(?:я|мы) (?:\\S+ )?(?:продолж\\S+|начн\\S+|приступ\\S+|сделаю|сделаем|запущу|перейд\\S+|закоммич\\S+|внес\\S+|исправлю|проверю|смогу)${E}|${B}(?:продолжу|продолжим|начну|начнём|начнем|приступлю|приступаю|запущу|запускаю|сверю|исправлю|сделаю|пойдём|пойдем|двинемся|перейду|перейдём)${E}|${B}(?:чтобы|для) (?:продолж\\S+|дальнейш\\S+)${E}`,
  waits: `${B}(?:жду|ожидаю|готова? (?:к|начать|приступить|продолжить|перейти)|остановил\\S*|останавливаюсь|на паузе|за (?:тобой|вами)|осталось за)${E}`,
  wish: `${B}(?:если|при необходимости|в случае|когда понадобится|хочешь|хотите|ещё что|еще что|что-нибудь|обращай\\S+|как (?:появится|будет время))${E}`,
};
