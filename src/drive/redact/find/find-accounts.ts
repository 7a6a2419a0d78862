/** The number of a card, in its groups. */
const CARD = /(?<![\w-])\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?![\w-])/g;
const IBAN = /(?<![\w-])[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?(?![\w-])/g;
/** Keys to a whole disk or program: BitLocker’s groups of digits; groups of capitals and digits, as FileVault has them. */
const DISK = /(?<![\w-])\d{6}(?:-\d{6}){7}(?![\w-])/g;
const LICENCE = /(?<![\w-])(?=[A-Z-]{0,29}\d)(?:[A-Z\d]{4}(?:-[A-Z\d]{4}){5}|[A-Z\d]{5}(?:-[A-Z\d]{5}){4})(?![\w-])/g;

/** The key of an account as the list of its 64 bytes, as Solana keeps it. */
const BYTES = /\[\s{0,8}(?:\d{1,3},\s{0,8}){63}\d{1,3}\s{0,8}\]/g;

type Add = (from: number, to: number, kind: 'credential') => void;

/** Numbers and keys that their form identifies: of cards and accounts by their check digits, of disks and licences. */
export function findAccounts(text: string, add: Add): void {
  for (const pattern of [CARD, IBAN, DISK, LICENCE, BYTES])
    for (const { index, 0: hit } of text.matchAll(pattern)) {
      if ((pattern === CARD && !isCard(hit)) || (pattern === IBAN && !isIban(hit))) continue;
      add(index, index + hit.length, 'credential');
    }
}

/** By the method of Luhn. */
function isCard(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((all, digit, n) => all + (n % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0);
  return sum % 10 === 0 && new Set(digits).size > 2;
}

/** By ISO 7064: the rest of the number modulo 97 is 1. */
function isIban(text: string): boolean {
  const signs = text.replaceAll(' ', '');
  const digits = `${signs.slice(4)}${signs.slice(0, 4)}`.replace(/[A-Z]/g, (letter) =>
    String(Number.parseInt(letter, 36)),
  );
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}
