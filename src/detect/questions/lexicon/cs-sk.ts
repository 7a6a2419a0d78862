import { B, E, type Language } from './language.ts';

const TELL =
  '(?:(?:dej|dejte|daj|dajte)(?: mi)? (?:vědět|vedieť)|(?:napiš|řekni|potvrď|povedz|pošli|vlož|vyber|zvol|uveď|odpověz|odpovedz)(?:te)?)';

/** Czech and Slovak. */
export const czechSlovak: Language = {
  spot: '[ěřůďťňľĺŕ] prosím chceš chcete můžu môžem není který ktorý nebo alebo jak vědět vedieť čekám čakám jakmile jsem som já tvoje tvůj tvoj začnu potvrzení schválíš než ale už jen sem až výstup odpověz vyber řekni pošli',
  courtesy: `(?:s čím|jak|ako)(?: \\S+){0,6} (?:pomoct|pomoci|pomôcť)|(?:ještě něco|ešte niečo)(?: dalšího| iné)?\\W*$`,
  offer: `^(?:pokud|jestli|kdyby|v případě|ak|keby|v prípade)${E}|(?:dej|dejte|daj|dajte|napiš|napište|řekni|povedz)(?: mi)?(?: vědět| vedieť)?,? (?:pokud|kdyby|kdybys|ak${E}|keby)`,
  request: `(?:^|[,;:—–-] |${B}(?:a|potom|pak|prosím,?) )${TELL}(?: mi| sem)?,? (?=.{0,60}(?:který|která|které|ktor|jak|ako|co${E}|čo${E}|zda|či${E}|až|kdy|kde|mi${E}|sem${E}|výstup|výsled|log))|^prosím,? ${TELL}|${B}(?:čekám|čakám) na|${B}(?:potřebuji|potřebuju|potrebujem) (?:tvůj|vaš|od|tvoj|váš|vědět|vedieť)|(?:je to|rozhodnutí je) na (?:tobě|vás|tebe)`,
  approval: `^(?:až|jakmile|keď|hneď ako|pokud|ak) .{0,40}(?:potvrdíš|potvrdíte|schválíš|schválíte|schváliš|souhlasíš|souhlasíte|súhlasíš|súhlasíte).{0,60}`,
  toAgent: `${B}(?:mám|chceš|chcete|můžu|mohu|môžem|který|ktorý|kterou|ktorú)${E}`,
  follows: `^(?:pak|potom|tím|tým|poté|to (?:mi|nám))${E}`,
};
