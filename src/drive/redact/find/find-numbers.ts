/** Words that make the following digits a secret, if there are four or more. */
const NUMBER_NAME =
  '(?:pin(?:[ _-]?(?:code|number|nummer))?|passcode|totp|otp|cvv2?|cvc2?|geheimzahl|(?:verification|security|authentication|auth|confirmation|access|login|recovery|one[ -]?time|[2m]fa|sms)[ _-]?(?:code|pin|passcode|password)|bestätigungscode|code de vérification|código de (?:verificación|verificação)|код подтверждения|验证码|驗證碼|認証コード|인증번호)';
const PASSWORD_NAME =
  '(?:[\\w-]{0,40}(?:passwords?|passwd|passphrase|pwd)|passwort|kennwort|contraseña|senha|wachtwoord|пароль|密码|비밀번호)';
/** What can be between such a name and its digits: an operator, a verb, a possessive, a separate cell or element. */
const SIGN =
  '["\'`*]{0,3}(?:[ \\t]{0,8}(?::?=?=|:|：|=>|-{1,2}>|→|>|[|│┃]|\\.{2,60})|[ \\t]{1,4}(?:is set to|set to|is|was|ist|lautet|est|es|è|é)|[ \\t]{1,4}for [\\w.@-]{1,60}:)[ \\t]{0,8}["\'`*(]{0,3}';
/** The digits, also in two groups; not part of a time, a release, a place in a file, an amount or a longer word. */
const DIGITS = (least: number) => `(\\d{${least},12}|\\d{3}[ -]\\d{3})(?![\\w%]|[.:,/-]\\d)`;

/** Recovery codes, which are written in groups. */
const IN_GROUPS =
  /(?:recovery|backup|security|access|login)[ _-]?code["']?(?:[ \t]{0,4}[:=]|[ \t]{1,4}is)[ \t]{0,4}["']?(\d{3,8}[ -]\d{3,8}(?:[ -]\d{3,8})?(?:[ -]\d{3,8})?)(?![\w-])/gi;

/** The same in groups of letters and digits. */
const MIXED_GROUPS =
  /(?:recovery|backup|security|access|login)[ _-]?code["']?(?:[ \t]{0,4}[:=]|[ \t]{1,4}is)[ \t]{0,4}["']?((?=[a-z-]{0,12}\d)[\da-z]{4,8}(?:-(?=[a-z]{0,8}\d)[\da-z]{3,8}){1,5})(?![\w-])/gi;
/** At Mullvad the number of an account, of sixteen digits, is all that it takes to use it. */
const ACCOUNT = /mullvad[^\n]{0,40}?(?<!\d)(\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4})(?![\w-])/gi;

const PATTERNS = [
  IN_GROUPS,
  MIXED_GROUPS,
  ACCOUNT,
  new RegExp(`(?<![\\w-])${NUMBER_NAME}(?:${SIGN}|[ \\t]{1,8})${DIGITS(4)}`, 'giu'),
  new RegExp(`(?<![\\w-])${PASSWORD_NAME}(?:${SIGN}${DIGITS(4)}|[ \\t]{1,8}${DIGITS(6)})`, 'giu'),
];

type Add = (from: number, to: number, kind: 'credential') => void;

/** PINs, one-time codes and passwords of digits, which only the name next to them distinguishes from other numbers. */
export function findNumbers(text: string, add: Add): void {
  for (const pattern of PATTERNS)
    for (const hit of text.matchAll(pattern)) {
      const digits = hit[1] ?? hit[2] ?? '';
      const to = hit.index + hit[0].length;
      add(to - digits.length, to, 'credential');
    }
}
