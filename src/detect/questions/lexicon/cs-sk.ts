import { byWords } from './by-words.ts';
import { asWord, B, E, type Language, SAID } from './language.ts';

const TELL =
  '(?:(?:dej|dejte|daj|dajte)(?: mi)? (?:vědět|vedieť)|(?:napiš|řekni|potvrď|povedz|pošli|vlož|vyber|zvol|uveď|odpověz|odpovedz)(?:te)?)';

/** Czech and Slovak. */
export const czechSlovak: Language = {
  spot: '[ěřůďťňľĺŕ] dál napiš pošlu vyberte souhlasíš tady nic že proč bylo máš prosím chceš chcete můžu môžem není který ktorý nebo alebo jak vědět vedieť čekám čakám jakmile jsem som já tvoje tvůj tvoj začnu potvrzení schválíš než ale už jen sem až výstup odpověz vyber řekni pošli',
  courtesy: `^(?:a |tak )?(?:co (?:dál|teď|dále)|čo (?:ďalej|teraz))[.!?…]*$|(?:s čím|jak|ako)(?: \\S+){0,6} (?:pomoct|pomoci|pomôcť)|(?:ještě něco|ešte niečo)(?: dalšího| iné)?\\W*$`,
  offer: `^(?:pokud|jestli|kdyby|v případě|ak|keby|v prípade)${E}|(?:dej|dejte|daj|dajte|napiš|napište|řekni|povedz)(?: mi)?(?: vědět| vedieť)?,? (?:pokud|kdyby|kdybys|ak${E}|keby)`,
  request: `(?:^|[,;:—–-] |${B}(?:a|potom|pak|prosím,?) )${TELL}(?: mi| sem)?,? (?=.{0,60}(?:který|která|které|ktor|jak|ako|co${E}|čo${E}|zda|či${E}|až|kdy|kde|mi${E}|sem${E}|výstup|výsled|log))|^prosím,? ${TELL}|${B}(?:čekám|čakám) na|${B}(?:potřebuji|potřebuju|potrebujem) (?:tvůj|vaš|od|tvoj|váš|vědět|vedieť)|(?:je to|rozhodnutí je) na (?:tobě|vás|tebe)`,
  approval: `^(?:když|keď|až|jakmile|pokud|ak) (?:mi )?(?:napíš|řekn|povi|odpov|napíš)(?:eš|ete|íš|íte) ${SAID},? (?:to )?(?:\\S{1,12} ){0,2}\\S{2,16}(?:ím|ám|u|eme|íme)${E}|^(?:jakmile|až|keď|hneď ako) (?:(?:mi|to|ho|ji|je|si|tam|už) ){0,3}(?!bud(?:eš|ete) cht)\\S{2,14}(?:š|[ae]te|íte)${E}[^,]{0,80}, (?:\\S{1,12} ){0,2}\\S{2,16}(?:ím|ám|[uě]|em|eme)${E}|^(?:až|jakmile|keď|hneď ako|pokud|ak) .{0,40}(?:potvrdíš|potvrdíte|schválíš|schválíte|schváliš|souhlasíš|souhlasíte|súhlasíš|súhlasíte).{0,60}`,
  toAgent: `${B}(?:mám|chceš|chcete|můžu|mohu|môžem|který|ktorý|kterou|ktorú)${E}`,
  conjunctions: { and: 'a|i', or: 'nebo', next: 'potom|pak', choice: 'nebo|alebo' },
  cues: byWords({
    open: '(?:pořád|stále|zatím|ešte|ještě|zůstává) (?:otevřen\\S{1,2}|otvoren\\S{1,2}|nerozhodnut\\S{1,3}|k rozhodnutí)|k rozhodnutí (?:zbývá|zůstává)',
    consent:
      '(?:pokud|jestli|ak|když|keď) (?!(?:\\S{1,12} ){0,3}(?:něco|niečo) ).{0,30}(?<= )(?:souhlas\\S{0,8}|súhlas\\S{0,8}|vyhovuje|ok|v pořádku|v poriadku|sedí|nemáš námitky|nevadí)',
    owed: '(?:rozhodnutí|rozhodnutie|volba|voľba) (?:je |zůstává |ostáva )?(?:na|u) (?:tobě|vás|tebe)|je na (?:tobě|vás|tebe)|(?:musíš|musíte) (?:\\S{1,16} )?(?:rozhodnout|rozhodnúť|vybrat|vybrať)',
    yours:
      '(?:který|která|které|kterou|ktorý|ktorá|ktorú|ten|to) (?:máš|máte|znáš) (?:jen |iba |len )?(?:ty|vy)|(?:jen|iba|len) (?:ty|vy)|(?:od|u) (?:tebe|vás)|na tvé straně',
    please: 'prosím|a|pak|potom|tak|jen|len|(?:tu|to|ho|ji|je)(?: mi)?|mi',
    tell: '(?:dej|dejte|daj|dajte)(?: mi)? (?:pak |potom )?(?:vědět|vedieť)|(?:napiš|řekni|povedz|odpověz|odpovedz|potvrď|ozvi se|sděl|oznam)(?:te)?(?: mi)?|o (?:potvrzení|potvrdenie|vyjádření|vyjadrenie|rozhodnutí|rozhodnutie|schválení|schválenie)|(?:pošli|vlož|ukaž|zkopíruj|skopíruj|nasdílej)(?:te)?(?= (?:mi|sem|.{0,30}(?:výstup|výsled|log|chyb)))',
    act: '(?:vyber|zvol|rozhodni(?: se)?|schval|schváľ|uveď|vlož|pošli|zkontroluj|projdi)(?:te)?',
    step: '(?:spusť|spusti|otevři|otvor|zkontroluj|nainstaluj|vytvoř|přidej|zkus|udělej|restartuj|přihlas se)(?:te)?',
    answer:
      'kter\\S{1,16}|ktor\\S{1,16}|co|čo|jak|ako|zda|či|ano|áno|ne|nie|ok|variant\\S{0,16}|možnost\\S{0,16}|čísl\\S{1,16}|výsled\\S{1,16}|výstup\\S{0,16}|log\\S{0,16}|chyb\\S{1,16}|sem',
    moment: 'až|jakmile|keď|hneď ako|po|než|dokud|kým|bez|na|abych(?:om)?|aby som',
    signal:
      '(?:dokud|než|kým|až) (?:\\S{1,8} ){0,2}(?:ne)?\\S{2,14}(?:š|te)|(?:tvoje|tvé|tvůj|tvoj|tvojí|tvou|vaše|váš|vaši|vašu|tvoju|tvého|vašeho) (?:potvrzení|potvrdenie|schválení|schválenie|rozhodnutí|rozhodnutie|odpověď|odpoveď|souhlas\\S{0,2}|súhlas|pokyn|volbu|výběr|vyjádření|ok)|(?:potvrdíš|potvrdíte|schválíš|schválíte|schváliš|odsouhlasíš|rozhodneš|rozhodnete|vybereš|vyberete|budeš (?:připraven\\S{0,16}|mít)|souhlasíš|súhlasíš)',
    next: 'já|budu|můžu|mohu|môžem|mohl|začnu|začnem|pokrač\\S{1,16}|ověřím|zkontroluj[iu]|skontrolujem|udělám|provedu|spustím|nasadím|opravím|upravím|dodělám|připravím|smažu|pustím se|urobím|\\S{4,16}(?:ím|uji|uju)',
    waits: 'ne\\S{3,12}(?:u|ám|ím)|čekám|čakám|vyčkám|potřebuj[iu]|potrebujem|chybí|chýba|zbývá',
    ready:
      'zastavuj[iu](?: se)?|zastavím(?: se)?|končím tady|připraven\\S{0,16}|pripraven\\S{0,16}|zastavuji|zastavil jsem',
    wish: 'bud(?:eš|ete) cht[íi]t|budeš chcieť|pokud|jestli|kdyby\\S{0,16}|v případě|ak(?! s)|keby\\S{0,16}|v prípade|něco (?:jiného|dalšího)|jak to (?:jde|dopadne)',
  }),
  signs: {
    yesNo: 'a\\s?/\\s?n',
    toItself: `^(?:proč|prečo)${E}`,
    either: '[ ,](?:nebo|či) ',
    awaits: 'čekám|čakám',
    work: 'dva \\S{3,10}nt|pozad[íi]',
    what: asWord('co|čem|čím'),
    goOn: 'dál|pokračuj|ano',
    greeting: 'ahoj|dobrý den|nazdar',
  },
};
