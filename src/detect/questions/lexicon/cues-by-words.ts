import { B, type Cues, E } from './language.ts';

/** The words of each cue, as alternatives. Words that ask stand first in their clause, behind what is polite (`please`). */
type Words = Omit<Cues, 'step'> & { please: string; step: string };

/** The cues that words make, in a language that parts its words by blanks. */
export function byWords({ please, tell, act, step, ...rest }: Words): Cues {
  const first = (words: string) => `^(?:(?:${please}),? ){0,3}(?:${words})${E}`;
  const anywhere = Object.fromEntries(Object.entries(rest).map(([cue, words]) => [cue, `${B}(?:${words})${E}`]));
  return { ...(anywhere as typeof rest), tell: first(tell), act: first(act), step: first(step) };
}

export const sv: Cues = byWords({
  please: 'vänligen|snälla|gärna|och|så|sedan|då|bara|var (?:snäll|vänlig) och',
  tell: 'säg(?: bara)?(?: till)?(?: mig)?|berätta|meddela|hör av dig|svara|skriv|återkom|bekräfta|(?:ge|skicka|visa)(?= (?:mig|hit))|(?:klistra in|skicka|dela)(?=.{0,50}(?:hit|här|utdata|logg|resultat|felmeddel))',
  act: 'välj|bestäm|klistra in|skicka|bifoga|ange|godkänn|granska|kolla',
  step: 'kör|öppna|testa|starta|installera|skapa|lägg|prova|gör|logga',
  answer:
    'vilke[nt]|vilka|vad|hur|ja|nej|ok|alternativ(?:et)?|nummer|siffran?|resultate[tn]?|utdata\\S{0,16}|utskriften|logg\\S{0,16}|fel\\S{0,16}|här|hit',
  moment: 'när|så fort|så snart|efter|tills|innan jag|på|för att|utan|med',
  signal:
    '(?:din|ditt|dina|er|ert) (?:bekräftelse|godkännande|svar|beslut|val|klartecken|ok|signal|återkoppling|input|besked)|du (?:\\S{1,16} )?(?:godkän\\S{1,16}|bekräftar|bestäm\\S{1,16}|säger till|är (?:redo|klar|nöjd)|väljer|valt)',
  next: 'jag|vi',
  waits: '(?:jag |vi )?(?:väntar|avvaktar)|behöver jag|jag behöver|(?:återstår|saknas)',
  ready: 'redo|jag (?:stannar|pausar|har stannat)',
  wish: '(?:om|ifall|skulle) (?:du|ni|något|det behövs|jag ska|ni)|vid behov|något (?:annat|mer)|hur det (?:går|gick)',
});

export const danishNorwegian: Cues = byWords({
  please: 'venligst|vennligst|gerne|gjerne|og|så|bare|vær (?:så venlig|snill) (?:at|å)',
  tell: 'sig(?: til| det)?(?: mig)?|si(?: fra| ifra)?(?: meg)?|fortæl(?: mig)?|fortell(?: meg)?|giv(?: mig)? besked|gi(?: meg)? beskjed|meld|svar|skriv|bekræft|bekreft|(?:send|vis|giv|gi)(?= (?:mig|meg|hertil|hit))|(?:indsæt|lim inn|send|del)(?=.{0,50}(?:her|output|utskrift|log|resultat|fejl|feil))',
  act: 'vælg|velg|bestem|indsæt|lim inn|send|angiv|oppgi|godkend|godkjenn|gennemse|se på',
  step: 'kør|kjør|åbn|åpne|test|start|installer|opret|opprett|tilføj|legg|prøv|gør|gjør|log|logg',
  answer:
    'hvilken|hvilket|hvilke|hvad|hva|hvordan|ja|nej|nei|ok|alternativ\\S{0,16}|nummer\\S{0,16}|tallet|resultat\\S{0,16}|output\\S{0,16}|utskrift\\S{0,16}|log\\S{0,16}|fejl\\S{0,16}|feil\\S{0,16}|her',
  moment: 'når|så snart|efter|etter|indtil|til|før jeg|på|for at|for å|uden|uten|med',
  signal:
    '(?:din|dit|ditt|dine|jeres|deres) (?:bekræftelse|bekreftelse|godkendelse|godkjenning|svar|beslutning|avgjørelse|valg|ok|signal|tilbagemelding|tilbakemelding)|(?:bekræftelsen|bekreftelsen|godkendelsen|godkjenningen|svaret|avgjørelsen|valget) (?:din|dit|ditt|fra dig|fra deg)|du (?:\\S{1,16} )?(?:godken\\S{1,16}|godkjen\\S{1,16}|bekræfter|bekrefter|beslutter|bestemmer|siger til|sier fra|er klar|vælger|velger)',
  next: 'jeg|vi',
  waits:
    '(?:jeg |vi )?(?:venter|afventer|avventer)|har jeg brug for|jeg har brug for|trenger jeg|jeg trenger|(?:mangler|gjenstår)',
  ready: 'klar(?! med)|jeg (?:stopper|holder)',
  wish: '(?:hvis|dersom|om|skulle) (?:du|dere|i|noget|noe|der|det|jeg skal)|ved behov|(?:noget|noe) (?:andet|annet|mere|mer)|hvordan det (?:går|gik|gikk)',
});

export const fi: Cues = byWords({
  please: 'ole hyvä ja|ja|sitten|niin|vain',
  tell: 'kerro|ilmoita|sano|vastaa|kirjoita|vahvista|(?:liitä|lähetä|anna|näytä|jaa)(?=.{0,50}(?:tähän|tänne|minulle|tulos|loki|virhe))',
  act: 'valitse|päätä|liitä|lähetä|hyväksy|tarkista|katso',
  step: 'aja|avaa|käynnistä|asenna|luo|lisää|kokeile',
  answer:
    'mikä|minkä|kumpi|kumman|mitä|miten|kyllä|ei|ok|vaihtoeh\\S{1,16}|numero\\S{0,16}|tulo(?:s|ste)\\S{0,16}|loki\\S{0,16}|virhe\\S{0,16}|tähän|tänne',
  moment: 'kun|heti kun|ennen kuin|jälkeen|kunnes|ilman',
  signal:
    '(?:vahvistu\\S{1,16}|hyväksyn\\S{1,16}|päätö\\S{1,16}|vastau\\S{1,16}|valin\\S{1,16}|lupa\\S{0,16})(?:si|nne)(?:\\S{0,4})?|(?:hyväksyt|vahvistat|päätät|annat luvan|olet valmis|sanot|valitset)',
  next: 'jatkan|aloitan|toteutan|tarkistan|teen|voin|korjaan|ajan|lisään|poistan|minä',
  waits: 'odotan|odotamme|tarvitsen|puuttuu',
  ready: 'valmiina|pysähdyn|pysäytin',
  wish: 'jos|mikäli|tarvittaessa|jotain muuta|miten (?:meni|menee)',
});

export const hu: Cues = byWords({
  please: 'kérlek|kérem|és|majd|aztán|akkor|csak',
  tell: 'mondd(?: el| meg)?|szólj|jelezd|írj|írd(?: meg| be| le)?|válaszolj|erősítsd meg|(?:küldd|másold|illeszd|oszd|add|mutasd)(?: el| be| meg| ide| át)*',
  act: 'válassz|válaszd(?: ki)?|döntsd? ?(?:el)?|hagyd jóvá|nézd (?:át|meg)|add meg',
  step: 'futtasd(?: le)?|nyisd meg|indítsd(?: el| újra)?|telepítsd|hozd létre|add hozzá|próbáld ki',
  answer:
    'melyik\\S{0,16}|mit|mi|hogyan|hogy|igen|nem|ok|opció\\S{0,16}|szám\\S{0,16}|eredmény\\S{0,16}|kimenet\\S{0,16}|log\\S{0,16}|hib\\S{0,16}|ide|amit',
  moment: 'amint|miután|amikor|ha kész|mielőtt|után|nélkül|addig|a folytatáshoz|ahhoz',
  signal:
    '(?:válasz|döntés|jóváhagyás|megerősítés|engedély|visszajelzés|választás)(?:od|odat|odra|ed|edet|edre|át|ára|ét|ére|otokat|ását|ását)\\S{0,16}|(?:jóváhagyod|megerősíted|eldöntöd|egyetértesz|rábólintasz|kiválasztod|szólsz|jóváhagyja)',
  next: 'folytatom|elkezdem|megcsinálom|ellenőrzöm|folytathassam|tudjam|kezdem|javítom|futtatom|megnézem|indítom|beépítem|törlök|törlöm|csinálok|\\S{3,16}(?:olom|elem|ölöm|ítom|tom)',
  waits: 'várom|várok|szükségem van|kell még|hiányzik|csak .{1,30} hiányzik',
  ready: 'készen állok|megállok|megálltam',
  wish: 'ha (?!kész|megvan|lefutott|elkészült|jóváhagy)|amennyiben|szükség esetén|bármi|valami más|hogy megy',
});

export const ro: Cues = byWords({
  please: 'te rog(?: să)?|vă rog(?: să)?|și|apoi|doar|atunci',
  tell: '(?:spune|spuneți|anunță|anunțați|trimite|trimiteți|arată|arătați|dă|dați|scrie)-(?:mi|mă|ne)|răspunde\\S{0,16}|scrie|confirm(?:ă|ați|i)|lipește|lipiți',
  act: 'aleg(?:e|eți|i)|decide|decideți|lipește|trimite|aprobă|aprobați|verifică|indică',
  step: 'rulează|deschide|pornește|repornește|instalează|creează|adaugă|încearcă',
  answer:
    'care|ce|cum|da|nu|ok|varianta?|opțiun\\S{1,16}|număr\\S{0,16}|rezultat\\S{0,16}|ieșirea|log\\S{0,16}|eroare\\S{0,16}|aici',
  moment: 'când|după ce|imediat ce|până|înainte să|fără|ca să|pentru a',
  signal:
    '(?:confirmarea|aprobarea|decizia|răspunsul|alegerea|acordul|ok-ul) (?:ta|tău|voastră|vostru|dumneavoastră|dvs)|(?:confirmi|confirmați|aprobi|aprobați|decizi|alegi|ești (?:gata|de acord)|îmi (?:spui|dai ok))',
  next: 'eu|(?:și )?(?:continui|încep|verific|implementez|fac|aplic|rulez|repar|șterg|adaug|trec|pot|merg mai departe|o implementez|o fac)',
  waits: 'aștept|am nevoie|îmi trebuie|mai (?:lipsește|rămâne)|lipsește',
  ready: 'gata (?:să|de)|pregătit|mă opresc|m-am oprit',
  wish: 'dacă|în caz|la nevoie|altceva|cum (?:merge|a mers)',
});

export const czechSlovak: Cues = byWords({
  please: 'prosím|a|pak|potom|tak|jen|len|(?:tu|to|ho|ji|je)(?: mi)?|mi',
  tell: '(?:dej|dejte|daj|dajte)(?: mi)? (?:pak |potom )?(?:vědět|vedieť)|(?:napiš|řekni|povedz|odpověz|odpovedz|potvrď|ozvi se|sděl|oznam)(?:te)?(?: mi)?|o (?:potvrzení|potvrdenie|vyjádření|vyjadrenie|rozhodnutí|rozhodnutie|schválení|schválenie)|(?:pošli|vlož|ukaž|zkopíruj|skopíruj|nasdílej)(?:te)?(?= (?:mi|sem|.{0,30}(?:výstup|výsled|log|chyb)))',
  act: '(?:vyber|zvol|rozhodni(?: se)?|schval|schváľ|uveď|vlož|pošli|zkontroluj|projdi)(?:te)?',
  step: '(?:spusť|spusti|otevři|otvor|zkontroluj|nainstaluj|vytvoř|přidej|zkus|udělej|restartuj|přihlas se)(?:te)?',
  answer:
    'kter\\S{1,16}|ktor\\S{1,16}|co|čo|jak|ako|zda|či|ano|áno|ne|nie|ok|variant\\S{0,16}|možnost\\S{0,16}|čísl\\S{1,16}|výsled\\S{1,16}|výstup\\S{0,16}|log\\S{0,16}|chyb\\S{1,16}|sem',
  moment: 'až|jakmile|keď|hneď ako|po|než|dokud|kým|bez|na|abych(?:om)?|aby som',
  signal:
    '(?:tvoje|tvé|tvůj|tvoj|tvojí|tvou|vaše|váš|vaši|vašu|tvoju|tvého|vašeho) (?:potvrzení|potvrdenie|schválení|schválenie|rozhodnutí|rozhodnutie|odpověď|odpoveď|souhlas|súhlas|pokyn|volbu|výběr|vyjádření|ok)|(?:potvrdíš|potvrdíte|schválíš|schválíte|schváliš|odsouhlasíš|rozhodneš|rozhodnete|vybereš|vyberete|budeš (?:připraven\\S{0,16}|mít)|souhlasíš|súhlasíš)',
  next: 'já|budu|můžu|mohu|môžem|mohl|začnu|začnem|pokrač\\S{1,16}|ověřím|zkontroluj[iu]|skontrolujem|udělám|provedu|spustím|nasadím|opravím|upravím|dodělám|připravím|smažu|pustím se|urobím|\\S{4,16}(?:ím|uji|uju)',
  waits: 'čekám|čakám|vyčkám|potřebuj[iu]|potrebujem|chybí|chýba|zbývá',
  ready: 'připraven\\S{0,16}|pripraven\\S{0,16}|zastavuji|zastavil jsem',
  wish: 'pokud|jestli|kdyby\\S{0,16}|v případě|ak(?! s)|keby\\S{0,16}|v prípade|něco (?:jiného|dalšího)|jak to (?:jde|dopadne)',
});

export const southSlavic: Cues = byWords({
  please: 'molim(?: te| vas)?|i|pa|zatim|onda|samo|in|potem|prosim',
  tell: '(?:javi|reci|napiši|piši|odgovori|potvrdi|sporoči|povej)(?:te)?(?: mi)?|(?:pošalji|zalijepi|nalepi|podijeli|podeli|prilepi)(?:te)?(?=.{0,50}(?:mi|ovdje|ovde|sem|ispis|izlaz|rezultat|log|grešk))',
  act: '(?:odaberi|izaberi|odluči|odobri|pregledaj|pogledaj|zalijepi|pošalji|navedi|izberi)(?:te)?',
  step: '(?:pokreni|otvori|instaliraj|stvori|napravi|dodaj|provjeri|probaj)(?:te)?',
  answer:
    'koj\\S{1,16}|što|šta|kako|kaj|kater\\S{1,16}|da|ne|ok|opcij\\S{1,16}|varijant\\S{1,16}|broj\\S{0,16}|rezultat\\S{0,16}|izlaz\\S{0,16}|ispis\\S{0,16}|log\\S{0,16}|grešk\\S{1,16}|ovdje|ovde|sem',
  moment: 'kad|kada|čim|nakon|poslije|posle|dok|prije nego|pre nego|na|bez|za nastavak|da bih',
  signal:
    '(?:tvoj\\S{0,16}|vaš\\S{0,16}) (?:potvrd\\S{1,16}|odobrenj\\S{1,16}|odluk\\S{1,16}|odgovor\\S{0,16}|izbor\\S{0,16}|suglasnost|saglasnost|znak|ok|povratn\\S{1,16})|(?:potvrdiš|potvrdite|odobriš|odobrite|odlučiš|odlučite|odabereš|izabereš|slažeš|kažeš|budeš spreman\\S{0,16})',
  next: 'ja|ću|mogu|krećem|nastavljam|počinjem|radim|pokrećem|nastavim|provjerit ću|napravit ću|bom',
  waits: 'čekam|treba mi|mi treba|trebam|nedostaje|preostaje|fali',
  ready: 'spreman\\S{0,16}|zastajem|stao sam',
  wish: 'ako|ukoliko|u slučaju|po potrebi|če|nešto drugo|još nešto|kako (?:ide|je prošlo)',
});
