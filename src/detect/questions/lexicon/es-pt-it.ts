import { B, E, type Language } from './language.ts';

/** Pasting or sending is a step for the person, unless it is to be done here, or is about what came of a step. */
const HERE =
  "(?=.{0,50}(?:aqu[íi]|\\bqui\\b|resultad|salida|saída|l'output|\\boutput|\\blogs?\\b|risultat|\\berro|mensaj|mensag|messaggi|para mim|pra mim))";
const TELL_ES = `(?:d[íi]me|escr[íi]beme|d[ée]jame saber|decime|contame|mostrame|d[íi]game|av[íi]same|cu[ée]ntame|conf[íi]rmame|env[íi]ame|p[áa]same|p[ée]game|m[áa]ndame|mu[ée]strame|comp[áa]rteme|rep[óo]rtame|h[áa]zme saber|(?:pega|comparte|copia|env[íi]a|confirma)${HERE}|confirma(?= (?:si|qu[ée]|cu[áa]l)\\b))`;
const TELL_PT = `(?:deixe-me saber|me (?:deixe saber|diga|fale|avise|envie|mande|mostre|informe|conte|passe|confirme)|(?:diga|fale|avise|envie|mande|mostre|informe|passe|confirme)-me|diga|avise|(?:cole|envie|mande|mostre|compartilhe|confirme)${HERE}|confirme(?= (?:se|que|qual)\\b))`;
const TELL_IT = `(?:dimmi|fammi sapere|mandami|inviami|incollami|mostrami|confermami|riportami|riferiscimi|avvisami|scrivimi|passami|(?:incolla|copia|invia|condividi)${HERE})`;

/** Spanish, Portuguese and Italian: they share too many words to be told apart by a sentence. */
export const romance: Language = {
  spot: '[áãéíñóõúìò¿¡] el los las una para que cuál cual quieres debo si está dime necesito espero antes un um uma você qual quer devo posso não esta il lo la che vuoi dimmi attendo aspetto mi quale sono confermami scegli della por responda confirme quedo esperando aguardo altro hai serve indica elige algo todo tudo tutto avise avísame fammi sapere envie prova cosa pega decidi decida scelta',
  courtesy:
    "(?:algo m[áa]s|algo mais|alguma outra coisa|mais alguma coisa|en qu[ée] (?:m[áa]s )?puedo|em que (?:mais )?posso|(?:quieres|te gustar[íi]a|(?:voc[êe] )?quer|gostaria de|vuoi|vorresti) (?:cambiar|modificar|ajustar|a[ñn]adir|agregar|alterar|mudar|adicionar|cambiare|modificare|aggiungere) (?:algo|alguna cosa|alguma coisa|qualcosa)(?!.{0,40}(?:antes|prima))|como posso (?:te )?ajud|c[óo]mo puedo ayud)|(?:qualcos'?altro|altro (?:che|in cui) |come posso aiutar|serve altro)",
  invite: `^(?:¿|y |e )*(?:qu[ée]|o que|(?:che )?cosa) (?:te gustar[íi]a|quieres|deseas|querr[íi]as|você (?:gostaria|quer|deseja)|gostaria|quer|vuoi|vorresti|desideri)(?: de)? (?:hacer|fazer|fare|que haga|trabajar|começar|construir)${E}`,
  ready: `${B}(?:list[oa] para|pronto[as]? (?:para|per|ad?)|puedo ayudarte|hola|ol[áa]|ciao|posso (?:te )?ajudar|posso aiutarti)${E}`,
  offer: `^(?:y |e |pero |mas |ma |o |ou )?(?:si(?! (?:può|possono|potrebbe|tratta)${E})|se|s'|caso|en caso|em caso|in caso|qualora|quando (?:quiser|precisar|vuoi)|cuando (?:quieras|necesites))[ ']|(?:av[íi]s[ae]|d[íi](?:me|game)|me (?:avise|diga|fale)|av[ií]sa|hazme saber|fammi sapere|dimmi|fatemi).{0,20} (?:si|se|caso) |^(?:dime|decime|me diga|diga-me|dimmi|d[ií]game)(?: simplemente| apenas| s[óo]lo| solo)?,? (?:qu[ée]|o que|cosa) (?:quieres|deseas|te gustar[íi]a|(?:voc[êe] )?(?:quer|gostaria|deseja)|vuoi|vorresti).{0,25}(?:a continuaci[óo]n|despu[ée]s|ahora|em seguida|depois|agora|dopo|adesso|ora)\\W*$|(?:av[íi]s[ae](?:me)?|d[íi](?:me|game)|diga|dimmi),? (?:o que|lo que|quello che) (?:quiser(?:es)?|quieras|quer[ée]s|vuoi|vorrai)${E}|no dud[ea]s?|não hesite|fique à vontade|non esitare`,
  request: [
    // I stopped here for you to look at it.
    `^(?:eu )?parei (?:por )?(?:aqui )?para (?:que )?você|^(?:me )?(?:detengo|paro|paré|detuve|he parado) (?:aquí )?para que|^mi (?:fermo|sono fermato) (?:qui )?(?:perché|così)`,
    `^(?:responde|responda|rispondi|rispondimi)(?: solo| só| apenas| pure)? (?:con|com) (?:el|la|un|una|o|a|um|uma|il|l')`,
    `^(?:incollami|mandami|inviami|mostrami) (?:l'|il |la |lo |i |le |un)`,
    // The person is to decide.
    `(?:^|[,;:] ?)(?:pero |mas |ma )?(?:tú decides|usted decide|decide tú|você decide|tu decides|decidi tu|decida lei|(?:la|a) (?:decisión|decisão|decisione|scelta) (?:es|é|è) (?:tuya|suya|sua|tua)|(?:a )?te la scelta)\\W*$`,
    `(?:^(?:por favor,? )?(?:ind[íi]ca|comparte|proporci[óo]na|informe|indique|forneça|responda|responde)|\\b(?:ind[íi]came|ind[íi]queme|proporci[óo]name)|${B}(?:y|e) respond[ae])\\b.{0,40}\\b(?:qu[ée]|qual|cu[áa]l|c[óo]mo|como|d[óo]nde|onde|cu[áa]ndo|si|se|s[íi]|sim|el|la|las|los|o|a|uma?|un[ao]?)${E}`,
    `^(?:elige|escoge|elija|escolha|scegli)${E}.{0,20}${B}(?:cu[áa]l|qu[ée]|qual\\S*|entre|tra|fra|un[ao]?|uma?)${E}`,
    // Alone, or after a step: "ejecútalo y dime qué sale".
    `(?:^|${B}(?:y|e|luego|depois|poi)${E} ?|[,;:] )(?:por favor,? |per favore,? |ti prego,? |luego |depois |poi |pode |puedes )?(?:${TELL_ES}|${TELL_PT}|${TELL_IT}|fornisci(?:mi)?|indicami|specifica|conferma(?= (?:se|che|quale)\\b))${E}(?! (?:o que|lo que|quello che) (?:quiser|quieras|quer[ée]s|vuoi)).{0,30}${B}(?:qu[ée]|que|qual\\S*|cu[áa]l\\S*|c[óo]mo|como|d[óo]nde|onde|dove|cu[áa]ndo|quando|cosa|come|si|sim|se|el|la|las|los|lo|il|i|gli|le|o|a|os|as|uma?|un[ao]?|l'\\S+|resultado\\S*|salida|aqu[íi])${E}`,
    `${B}(?:y|e) (?:${TELL_ES}|${TELL_PT}|${TELL_IT})(?=\\W*$)`,
    `\\b(?:puedes|podr[íi]as|pode|poderia|puoi|potresti) (?:me |mi )?(?:decir(?:me)?|indicar(?:me)?|confirmar(?:me)?|enviar(?:me)?|compartir(?:me)?|pegar(?:me)?|dizer|informar|compartilhar|colar|dirmi|confermar\\S*|inviar\\S*|mandar\\S*|incollar\\S*)`,
    `^(?:d[ií]|dec[íi]|escribe|escrib[íi]|responde|contesta|diga|digite|escreva|responda|scrivi|rispondi)(?: simplemente| solo| apenas)? \\*{0,2}["“«].{1,30}["”»]\\*{0,2} (?:(?:para|per) (?:que|continu\\S+|seguir\\S*|segui\\S+|proced\\S+|empezar|come[çcn]\\S+|pasar|iniziare)|(?:y|e) (?:yo|eu|io|empiezo|sigo|inicio|come[çc]o|continu\\S+|proced\\S+))${E}`,
    `\\b(?:necesito|preciso|precisaria|necesitaría)\\b.{0,80}\\b(?:para|antes|tu|su|sua|seu|que me)\\b|\\b(?:quedo a la espera|a la espera de|esperando (?:tu|su|sua)|espero (?:tu|su|sua)|en espera de)\\b|\\b(?:aguard(?:o|ando)|no aguardo)${E}(?=\\W*$|.{0,24}${B}(?:su[ao]|seu|teu|tua|voc[êe]|confirmaç\\S+|aprovaç\\S+|respost\\S+|instruç\\S+|decis\\S+|retorno|ok|valida\\S+|autoriza\\S+|orienta\\S+)${E})`,
    `\\b(?:attendo|aspetto|in attesa) (?:del)?(?:la|il|di)?\\W?(?:tua|tuo|sua|vostra|una)\\b|\\b(?:mi serve|mi servono|ho bisogno)\\b.{0,80}\\b(?:per|prima|tuo|tua|da te)\\b`,
  ].join('|'),
  approval: [
    // If that suits you, I begin.
    `^(?:si (?:te|le|os) (?:parece|va|sirve|encaja)(?: bien)?|se (?:estiver|tiver|ficar) (?:bom|ok|tudo certo|tudo bem)|se (?:ti )?va bene),? .{0,10}${B}(?:empiezo|comienzo|procedo|sigo|continúo|arranco|avanzo|começo|prossigo|continuo|avanço|comincio|parto|inizio)${E}`,
    // Deciding is the person's: none is told by the infinitive behind a preposition ("ao escolher").
    `^(?:si|se|cuando|quando|una vez que|en cuanto|assim que|non appena|una volta che)${E}.{0,30}${B}(?<!(?:ao|al|para|per|sem|sin|de|del?|di|nel) )(?:aprob\\S+|aprueb\\S+|aprov\\S+|confirm\\S+|conferm\\S+|approv\\S+|de acuerdo|de acordo|d'accordo|concord\\S+|decid\\S+|elij\\S+|escolh\\S+|scegl\\S+|est[ée]s list[oa]|você estiver pront[oa]|sei pront[oa]|visto bueno|luz verde|ok)${E}`,
    // Tell me if it works; tell me when it is done.
    `(?:^|${B}(?:y|e)${E} ?|[,;] )(?:${TELL_ES}|${TELL_PT}|${TELL_IT}) (?:si|se) (?:ya |ahora |agora |ora |todo |tudo |tutto |as[íi] |esto |isto |isso |questo |lo |la |el |il |o |a |los |las |te )?(?:\\S+ )?(?:funcion\\S*|funzion\\S*|se ven?|si vede|aparece\\S*|appare|est[áa]n?|est[áa] bien|parece|va bene|puedo|posso|debo|devo|procedo|proceda|qued[óo]|ficou|deu certo|ya)${E}`,
    `(?:^|[,;] )(?:${TELL_ES}|${TELL_PT}|${TELL_IT}) (?:cuando|quando|en cuanto|assim que|appena)${E}|^(?:cuando|quando|una vez|en cuanto|assim que|depois que|appena|una volta)${E}.{0,60}, (?:${TELL_ES}|${TELL_PT}|${TELL_IT})${E}`,
  ].join('|'),
  lead: `^(?:puedes|puede|podr[íi]as?|pode|poderia|puoi|potresti)${E}`,
  toAgent: `${B}(?:list[oa]s? para|pront[oaie]s? (?:para|per|a)|quieres que|quiere que|prefieres|te gustar[íi]a que|debo|puedo|deber[íi]a|seguimos|procedo|contin[úu]o|quer que|você quer|prefere|devo|posso|gostaria que|vuoi che|preferisci|vorresti che)${E}`,
  follows: `^(?:eso|esto|as[íi]|con eso|entonces|luego|despu[ée]s|una vez|en cuanto|cuando|quando|(?:yo )?(?:podr[ée]|puedo|voy a)|seg[úu]n|con base en|en (?:base a|funci[óo]n de)|com base|a partir d(?:isso|e eso)|in base a|isso|isto|assim|com isso|ent[ãa]o|depois|vou|poderei|posso|questo|ci[òo]|cos[ìi]|poi|potr[òo]|dopo)${E}`,
};
