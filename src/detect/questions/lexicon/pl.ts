import { B, E, type Language } from './language.ts';

export const pl: Language = {
  spot: '[ąćęłńśźż] nie czy mam daj podaj wybierz czekam chcesz jeszcze gotowe dla oraz wolisz wklej napisz',
  courtesy: '(?:jeszcze )?w czym(?:ś)?(?: jeszcze)? (?:mogę )?(?:pom[óo]|jeszcze)|coś jeszcze',
  invite: '^(?:co|czym) (?:chcesz|chciał\\S*|mam) (?:teraz |dalej |najpierw )?(?:robić|zrobić|się zająć)',
  ready: '(?:gotow\\S+ do pomocy|cześć|dzień dobry)',
  offer:
    '^(?:jeśli|jeżeli|jak chcesz|gdyby|w razie)|daj(?:cie)? znać,? (?:jeśli|jeżeli|gdyby|czy (?:coś|jeszcze|potrzeb))',
  request: `^odpowiedz (?:numerem|cyfrą|literą)|${B}(?:proszę o|proszę (?:podać|wybrać|potwierdzić|wskazać|określić|podaj|przesłać|odpowiedzieć)|(?:podaj|potwierdź|wskaż|określ|prześlij) |wybierz,? (?:któr\\S*|jedn\\S*|opcj\\S*|spośród|między)|(?:wklej|wyślij|pokaż|skopiuj)(?: mi| tutaj| tu)? |(?:daj(?:cie)? znać|powiedz(?:cie)?(?: mi)?|napisz(?: mi)?),? (?:któr\\S*|jak\\S*|co|gdzie|kiedy|gdy|czy (?:mam|działa|wszystko))${E}|czekam na|oczekuję na|potrzebuję|potrzebny jest)`,
  approval: `^(?:jeśli|jeżeli|gdy|jak tylko|po) .{0,40}(?:akcept\\S+|zatwierdz\\S+|potwierdz\\S+|zgadzasz|zgod\\S+|(?:będziesz|jesteś) gotow\\S+)|^(?:gdy|jak|po tym jak|kiedy).{0,60}, (?:daj znać|napisz|powiedz|wklej|wyślij)`,
  lead: `^(?:czy )?(?:możesz|mógłbyś|mogłabyś|możecie)${E}`,
  toAgent: `${B}(?:czy mam|mam|chcesz,? (?:żebym|abym)|czy chcesz|wolisz|którą|który)${E}`,
  follows: `^(?:to |wtedy|dzięki temu|potem|następnie|po tym)`,
};
