import { B, E, type Language, QUOTED } from './language.ts';

export const pl: Language = {
  spot: '[ąćęłńśźż] który która które masz tylko jeśli ciebie decyzja nie czy mam daj podaj wybierz czekam chcesz jeszcze gotowe dla oraz wolisz wklej napisz się na albo lub gotowy gotowa twój twoja jak',
  courtesy: '(?:jeszcze )?w czym(?:ś)?(?: \\S+){0,4} pom[óo]|w czym(?:ś)? jeszcze|coś jeszcze',
  invite: '^(?:co|czym) (?:chcesz|chciał\\S*|mam) (?:teraz |dalej |najpierw )?(?:robić|zrobić|się zająć)',
  ready: '(?:gotow\\S+ do pomocy|cześć|dzień dobry)',
  offer:
    '^(?:jeśli|jeżeli|jak chcesz|gdyby|w razie)|daj(?:cie)? znać,? (?:jeśli|jeżeli|gdyby|czy (?:coś|jeszcze|potrzeb))',
  request: `^odpowiedz (?:numerem|cyfrą|literą)|${B}(?:proszę o|proszę (?:podać|wybrać|potwierdzić|wskazać|określić|podaj|przesłać|odpowiedzieć)|(?:podaj|potwierdź|wskaż|określ|prześlij) |wybierz,? (?:któr\\S*|jedn\\S*|opcj\\S*|spośród|między)|(?:wklej|wyślij|pokaż|skopiuj)(?: mi| tutaj| tu)? |(?:daj(?:cie)? znać|powiedz(?:cie)?(?: mi)?|napisz(?: mi)?),? (?:któr\\S*|jak\\S*|co|gdzie|kiedy|gdy|czy (?:mam|działa|wszystko))${E}|czekam na|oczekuję na|potrzebuję|potrzebny jest)`,
  approval: `^(?:jeśli|jeżeli|gdy|jak tylko|po) .{0,40}(?:akcept\\S+|zatwierdz\\S+|potwierdz\\S+|zgadzasz|zgod\\S+|(?:będziesz|jesteś) gotow\\S+)|^(?:gdy|jak|po tym jak|kiedy)(?! (?:\\S{1,12} )?(?:chciał|zechc)).{0,60}, (?:daj znać|napisz|powiedz|wklej|wyślij)`,
  lead: `^(?:czy )?(?:możesz|mógłbyś|mogłabyś|możecie)${E}`,
  toAgent: `${B}(?:czy mam|mam|chcesz,? (?:żebym|abym)|czy chcesz|wolisz|którą|który)${E}`,
  follows: `^(?:to |wtedy|dzięki temu|potem|następnie|po tym)`,
  conjunctions: { and: 'i|a', or: 'lub|albo', choice: 'lub|albo|czy' },
  cues: {
    open: `${B}(?:wciąż|nadal|jeszcze|pozostaje) (?:otwart\\S{1,2}|nierozstrzygnięt\\S{1,2}|do (?:ustalenia|rozstrzygnięcia|decyzji))${E}|^(?:do ustalenia|do decyzji|otwarte)${E}`,
    consent: `${B}(?:jeśli|jeżeli|o ile|jak|gdy) (?!(?:\\S{1,12} ){0,3}(?:nie) ).{0,30}(?<=[ '])(?:zgadzasz|zgadza|zgoda|akceptuj\\S{1,6}|pasuje|odpowiada|ok|w porządku|nic przeciwko|zatwierdz\\S{1,6})${E}`,
    owed: `${B}(?:decyzja|wybór) (?:\\S{1,12} ){0,2}(?:należy do (?:ciebie|pana|pani|was)|po twojej stronie|w twoich rękach)${E}|${B}(?:decyzja|wybór) (?:jest )?(?:tw[oó]j\\S{0,4}|wasz\\S{0,4})${E}|${B}(?:musisz|musicie|powinieneś|powinnaś) (?:\\S{1,12} )?(?:zdecydować|wybrać)${E}`,
    yours: `${B}(?:masz|ma|znasz|możesz) (?:tylko )?(?:ty|pan|pani)${E}|${B}tylko (?:ty|pan|pani)${E}|${B}(?:po|z) twojej stron\\S{1,2}|${B}od ciebie${E}|${B}u ciebie${E}`,
    tell: `${B}(?:daj(?:cie)? znać|powiedz(?:cie)?|napisz(?:cie)?|odpowiedz|odpisz|prześlij|wyślij|pokaż|wskaż|podaj|potwierdź|wklej)${E}`,
    act: `${B}(?:wybierz|zdecyduj|określ|zatwierdź|sprawdź|przejrzyj|skopiuj|wpisz)${E}`,
    step: `^(?:)?(?:uruchom|otwórz|sprawdź|zainstaluj|utwórz|dodaj|podłącz|spróbuj|zrób|odpal|zrestartuj)${E}`,
    answer: `${B}(?:któr\\S*|czy|co|jak\\S*|gdzie|wynik\\S*|log\\S*|opcj\\S*|numer\\S*|wariant\\S*|decyzj\\S*|tutaj|mi)${E}|${QUOTED}`,
    moment: `${B}(?:do|gdy|kiedy|jak tylko|po|zanim|przed|aż|dopóki|na|bez)${E}`,
    signal: `${B}do (?:tw\\S{1,5}|wasz\\S{1,4}|pańsk\\S{1,4}) (?:przeglądu|recenzji|decyzji|akceptacji|zgody|review|odpowiedzi|sprawdzenia)${E}|${B}(?:aż|dopóki) (?:\\S{1,8} ){0,2}\\S{3,14}sz${E}|${B}(?:tw[oó]j\\S*|pańsk\\S+|wasz\\S*) (?:zgod\\S+|decyzj\\S+|akceptacj\\S+|potwierdzeni\\S+|odpowied\\S+|wybór|wyboru|ok|sygnał|znak)${E}|${B}(?:zatwierdzisz|potwierdzisz|zdecydujesz|wybierzesz|zaakceptujesz|będziesz gotow\\S+|dasz znać)${E}`,
    next: `${B}(?:zaczn\\S+|zaczynam|przejd\\S+|kontynuuj\\S+|ruszam\\S*|zrobi\\S+|wdro\\S+|zacommituj\\S+|mogę|ja|uruchomię|poprawię|lecimy|\\S{2,16}(?:żę|[bpmw]ię|cznę|dzę|unę|szę|(?<!c)ję|jdę|ędę))${E}|${B}(?:żeby|aby) (?:kontynuować|ruszyć|przejść)${E}`,
    waits: `${B}(?:brakuje tylko|czekam|oczekuję|potrzebuję|potrzebn[aye]|brakuje|pozostaje)${E}`,
    ready: `${B}(?:gotow[ya]|zatrzymuję się|wstrzymuję)${E}`,
    wish: `${B}(?:(?:będziesz )?chciał\\S{0,4}|zechc\\S{0,6}|jeśli|jeżeli|jakby|gdyby|w razie|jak chcesz|coś jeszcze|ewentualnie|chcesz)${E}`,
  },
};
