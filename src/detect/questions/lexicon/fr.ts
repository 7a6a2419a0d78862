import { ALONE, asWord, B, E, type Language, QUOTED, SAID } from './language.ts';

const TELL =
  '(?:dis|dites|envoie|envoyez|montre|montrez|colle|collez|copie|copiez|copiez-collez|copie-colle|rapporte|rapportez|transmets|transmettez|partage|partagez|fais|faites|préviens|prévenez|reviens|revenez)';

export const fr: Language = {
  spot: '[àâçèêëîïôùûœ] je tu vous nous le la les des une et pas pour que quel quelle dois veuillez merci avec dans souhaitez voulez dis dites attends est-ce si moi copiez envoyez voulez-vous veux-tu',
  courtesy:
    "(?:veux-tu|voulez-vous|souhaites-tu|souhaitez-vous) (?:modifier|changer|ajouter|ajuster) quelque chose(?!.{0,40}avant)|autre chose|^(?:alors,? |et )?(?:(?:on|je) fait quoi (?:ensuite|maintenant|après)|et (?:maintenant|ensuite|après)|maintenant|quelle est la (?:suite|prochaine étape)|quoi d'autre)\\W*$|comment puis-je (?:vous |t')aider|que puis-je faire",
  invite:
    "^(?:alors,? )?(?:que|qu'est-ce que) (?:souhaites?-tu|souhaitez-vous|veux-tu|voulez-vous|tu veux|vous voulez|devrions-nous) faire",
  offer:
    "^(?:quand|dès que|lorsque) (?:tu|vous) (?:veux|voudras|voulez|voudrez|souhait)|n'hésite[zs]?|^(?:mais |et |ou )?(?:si |s'il)|(?:dis|dites|faites|fais|prévenez)[- ].{0,30}\\bsi (?:tu|vous|quelque|besoin)|^(?:dis|dites)-moi(?: simplement| juste)? (?:ce que|quoi) (?:tu|vous)\\b.{0,20}\\b(?:ensuite|après|d'autre)",
  request: [
    `^je m'arrête (?:ici|là) (?:pour que|afin que|le temps que) (?:tu|vous)`,
    `^il (?:me|nous) faut (?:ton|ta|tes|votre|vos) (?:accord|validation|feu vert|avis|confirmation|décision|réponse)`,
    // The user is to decide.
    `(?:^|[,;:] ?)(?:mais )?(?:à (?:vous|toi) de (?:choisir|décider|voir|trancher)|c'est (?:vous|toi) qui (?:voyez|vois|décide[sz]?))${E}`,
    `\\b(?:merci de|veuillez|pourriez-vous|pourrais-tu|pouvez-vous|peux-tu) (?:bien )?(?:m'|me |nous )?(?:indiquer|préciser|dire|confirmer|choisir|fournir|donner|répondre|envoyer|valider|communiquer|transmettre|partager|coller|copier|montrer|faire savoir)`,
    `^(?:${TELL}|indique|indiquez|donne|donnez|précise|précisez|confirme|confirmez)(?:[- ]moi)?${E}.{0,30}${B}(?:quel\\S*|lequel|laquelle|comment|où|quand|ce que?|le|la|les|l'\\S+|une?|si je|ici|résultats?|sortie|savoir|quoi)${E}`,
    `^(?:choisis|choisissez)${E}.{0,20}${B}(?:quel\\S*|laquelle|lequel|entre|parmi|une?)${E}`,
    // Lancez-le et copiez-collez la sortie.
    `(?:${B}(?:et|puis)|[,;]) (?:ensuite )?${TELL}[- ](?:moi|le|la|les|ici|ce|l'\\S+|comment|avec)${E}`,
    `${B}(?:et|puis) (?:dis|dites|préviens|prévenez|tiens|tenez)-moi(?: au courant)?(?=\\W*$)`,
    `^(?:revien[sz]|revenez) (?:vers moi )?avec\\b`,
    "^(?:réponds|répondez|choisis|choisissez)(?:-moi)?(?: simplement| juste)? (?:avec |par |entre |parmi |le numéro|un numéro|une option|l'option)",
    '^(?:dis|dites|réponds|répondez|tape|tapez|écris|écrivez)(?:-moi)?(?: simplement)? \\*{0,2}[«"“] ?.{1,30}[»"”]\\*{0,2} (?:pour (?:que|continuer|enchaîner|valider|passer|lancer|commencer)|et (?:je|on|nous))\\b',
    `\\bj'(?:attends|aurais besoin|ai besoin)\\b|\\b(?:il me faut|il me faudrait|en attente de (?:votre|ta|vos))\\b`,
  ].join('|'),
  approval: [
    // If you say “go”, I start.
    `^(?:si|quand|lorsque|dès que) (?:tu|vous) (?:me |m')?(?:dis|dites|écris|écrivez|réponds|répondez|tapes|tapez|envoies|envoyez) (?:simplement |juste )?${SAID}.{0,20}${B}(?:je|j'\\S+|on|nous)${E}`,
    // If that suits you, I begin.
    `^si (?:ça|cela|c'est) (?:(?:te|vous) )?(?:va|convient|bon|ok)${E},? .{0,8}je (?:commence|lance|continue|procède|démarre|passe|m'y mets)`,
    // As soon as you give it to me, I begin.
    `^(?:dès que|une fois que|dès lors que) (?:tu|vous)\\b(?!.{0,20}${B}(?:veux|voudr\\S*|voulez|souhait\\S*|besoin)${E})[^,]{3,100}, (?:je|j'|on|nous)`,
    `^(?:si|dès que|une fois que|quand|lorsque) (?:tu|vous|c'est|ça|cela|ce plan)\\b[^,]{0,40}${B}(?:valid\\S+|confirm\\S+|approuv\\S+|décid\\S+|choisi\\S+|d'accord|(?:es|êtes) prête?s?|convien\\S+|bon pour)${E}.{0,40}${B}(?:je|j'\\S+|on|nous)${E}`,
    `^(?:dis|dites|préviens|prévenez)-moi (?:quand|dès que|lorsque|une fois)(?! (?:tu|vous) (?:veux|voudras|voulez|voudrez))|^(?:quand|dès que|lorsque|une fois)(?! (?:tu|vous) (?:veux|voudras|voulez|voudrez)).{0,60}, (?:dis|dites|préviens|prévenez|envoie|envoyez|donne|donnez)-moi(?! si (?:tu|vous) (?:veux|voulez|souhait|as besoin|avez besoin))`,
    '^(?:dis|dites|confirme|confirmez)[- ]moi si (?:ça|cela|tout|le |la |les |je (?:dois|peux))',
  ].join('|'),
  lead: '^(?:dis|dites|donne|donnez|indique|indiquez|envoie|envoyez|confirme|confirmez|précise|précisez)-moi(?: donc| juste)?\\W*$|^(?:peux-tu|pouvez-vous|pourrais-tu|pourriez-vous)',
  toAgent:
    '\\b(?:(?:veux-tu|voulez-vous|souhaites?-tu|souhaitez-vous) (?:que|plutôt)|prête?s? à|dois-je|puis-je|devons-nous|tu veux que|vous voulez que|préfères-tu|préférez-vous|ou (?:bien )?que (?:je|nous|l.on))|\\bon (?:attend|continue|passe|commence|garde|part)\\b',
  conjunctions: { and: 'et|puis', or: 'ou', choice: 'ou' },
  cues: {
    open: `${B}(?:reste(?:nt)?|encore|toujours) (?:ouverte?s?|à (?:décider|trancher|définir|choisir)|en suspens|indécise?)${E}|^(?:à (?:décider|trancher)|en suspens|point ouvert|question ouverte)${E}`,
    consent: `${B}(?:si|s')${E}(?! ?(?:\\S{1,12} ){0,3}(?:ne|n'\\S+|pas|quelque) ) ?.{0,24}(?<=[ '])(?:d'accord|te va|vous va|convient|bon pour|ok|valid\\S{1,8}|partante?|d'objection)${E}`,
    owed: `${B}(?:décision|choix|arbitrage) (?:\\S{1,12} ){0,2}(?:à (?:toi|vous)|revient|appartient|tienne?|vôtre)${E}|${B}à (?:toi|vous) de (?:décider|trancher|choisir|voir|jouer)${E}|${B}c'est (?:à (?:toi|vous)|(?:ta|votre) décision)${E}|${B}(?:dois|devez|faut que tu|faut que vous) (?:décid|tranch|choisi)\\S{1,6}`,
    yours: `${B}(?:toi|vous) seule?s?${E}|${B}de (?:ton|votre) côté${E}|${B}que (?:tu|vous) (?:\\S{1,8} )?(?:es|êtes) (?:le|la|les) seule?s?${E}|${B}de (?:toi|ta part|votre part)${E}`,
    tell: `${B}(?!excuse|rappelle|laisse|permet)[a-zàâçèéêëîïôûü]{3,12}(?=(?:-l[ae]|-les)?-(?:moi|nous)${E})|${B}(?:dis|dites|envoie|envoyez|montre|montrez|donne|donnez|indique|indiquez|précise|précisez|confirme|confirmez|transmets|transmettez|fais|faites|préviens|prévenez|tiens|tenez|partage|partagez|colle|collez|ping)[- ](?:moi|nous|le-moi|la-moi)${E}|${B}(?:réponds|répondez|reviens vers moi|revenez vers moi)${E}`,
    act: `(?:^|${B}(?:et|puis|merci de|veuillez) )(?:merci de |veuillez )?(?:confirme[rz]?|choisi(?:s|ssez|r)|décide[rz]?|tape[rz]?|écris|écrivez|colle[rz]?|partage[rz]?|envoie|envoyez|envoyer|fourni(?:s|ssez|r)|valide[rz]?|précise[rz]?|indique[rz]?|tranche[rz]?|relis(?:ez)?)${E}`,
    step: `^(?:bitte |por favor,? |per favore,? )?(?:lancez?|exécutez?|ouvrez?|ouvre|testez?|relancez?|redémarrez?|installez?|créez?|ajoutez?|connectez?|fais|faites|vérifiez?|essayez?|essaie|déployez?)${E}`,
    answer: `${B}(?:quel\\S*|lequel|laquelle|lesquel\\S*|si|comment|où|ce que|ce qui|option|numéro|choix|résultats?|sortie|logs?|erreur|avis|réponse|ou bien)${E}|-moi (?:l[ae]s?|une?) (?!instant|moment|seconde|minute)|-moi l'|${QUOTED}`,
    moment: `${B}(?:quand|dès(?: que)?|lorsque|lorsqu'\\S+|une fois|après|avant|jusqu'\\S+|à|sur|sans|avec|besoin|attend|attente)${E}`,
    signal: `${B}jusqu'à ce que (?:tu|vous)${E}|${B}tant que (?:tu|vous) n|${B}(?:ton|ta|tes|votre|vos) (?:accord|validation|feu vert|avis|confirmation|décision|réponse|choix|retour|go|ok|signal|aval|instructions?|arbitrage|relecture)${E}|${B}(?:tu|vous) (?:\\S+ ){0,2}(?:valid\\S+|confirm\\S+|approuv\\S+|décid\\S+|choisi\\S+|prêts?|prête|d'accord)${E}|${B}feu vert${E}|(?:j'attends|en attente(?: de| d'une?)?) (?:\\S+ ){0,2}(?:validation|confirmation|relecture|réponse|décision)${E}`,
    next: `${B}(?:je${E}|j'\\S)|${B}(?:on|nous) (?:\\S+ )?(?:pourrai|pourra|pourrons|peux|peut|vais|va|continue\\S*|lance\\S*|attaque\\S*|passe\\S*|enchaîne\\S*|commence\\S*|l'\\S+|le (?:fais|lance)|fais|ferai|démarre\\S*|implémente\\S*|applique\\S*|procède\\S*|commit\\S*|pousse\\S*)${E}|${B}pour (?:continuer|avancer|poursuivre|enchaîner|valider|lancer|passer)${E}|${B}j'(?:attaque|enchaîne|applique|implémente|exécute|avance)`,
    waits: `${B}(?:j'attends|en attente|j'attendrai|il (?:ne )?manque|il (?:ne )?reste|reste à|il (?:me|nous) faut|j'ai besoin|je ne (?:\\S+ ){1,3}pas|je n'\\S+ (?:rien|pas))${E}`,
    ready: `${B}(?:prête?s? (?:à|pour)|je m'arrête|je stoppe|en pause)${E}`,
    wish: `${B}(?:(?:si|quand|lorsque) (?:tu|vous) (?:\\S+ )?(?:veux|voulez|voudras|voudrez|souhaites|souhaitez|préfères|préférez|as|avez|désirez)|si besoin|au besoin|n'hésite\\S*|en cas|autre chose|au cas|si (?:jamais|quelque|ça ne|le|la|l'\\S+|un|une|rien|problème))${E}`,
  },
  signs: {
    yesNo: 'o\\s?/\\s?n|oui\\s?/\\s?non',
    toItself: `^(?:pourquoi${E}|¿?qu'est-ce qui a)`,
    settles: `^(?:oui|non)${ALONE}|\\bj'ai (?:choisi|opté|laissé|gardé)`,
    either: '[ ,]ou ',
    advice: 'lance[zr]?|exécute[zr]?|utilise[zr]?',
    leavesOpen: "merci|dis-moi|dites-moi|j'attends",
    meanwhile: '\\ben attendant\\b',
    awaits: "\\bj'attends\\b",
    work: '\\brelecteurs?\\b|arrière-plan|agents? en ',
    wishes:
      '(?:dis|dites)[- ]moi(?: simplement| juste| seulement)? (?:ce (?:que|dont)|de quoi) (?:tu|vous) (?:veux|as besoin|souhaites|voulez|avez besoin|souhaitez)',
    yours: '\\b(?:tu|vous|ton|ta|tes|votre|vos)\\b',
    what: asWord('que|quoi'),
    goOn: 'suite|suivant|oui',
    greeting: 'bonjour|bonsoir|salut',
  },
};
