/** Words that make the value secret anywhere in its name. */
const SECRET_WORD =
  /^(?:secrets?|tokens?|passwords?|passwd|passphrase|pass|pwd|pw|credentials?|cred|creds|apikey|apitoken|authtoken|accesstoken|privatekey|secretkey|accesskey|authkey|masterkey|licensekey|signingkey|encryptionkey|enckey|aeskey|hmackey|sshkey|sessionkey|sharedkey|deploykey|clientkey|jwt|cookies?|authorization|bearer|otp|totp|mnemonic|seedphrase|pin|passcode|psk|dsn|auth|sig|signature|webhook|sas)$/;
/** The same within a compound word: `dbpassword`, `mysecret`. */
const SECRET_PART = /password|passwd|passphrase|secret|apikey|privatekey|secretkey|accesskey|credential|authtoken/;
/** Words that are secret only next to another one: `api_key`, but not `key`. */
const KEY_WORD = /^(?:keys?)$/;
/** Words that do not name a secret next to `key`. */
const ORDINARY_KEY =
  /^(?:public|pub|primary|foreign|sort|partition|cache|object|map|hot|hash|index|group|lookup|composite|natural|unique|row|column|json|query|shortcut|left|right|up|down|next|prev|previous|enter|escape|tab|arrow|modifier|react|item|list|label|i18n|translation|locale|message|error|event|routing|registry|reg|config|dict|field|prop|property|sorting|on|by|is|has|get|key|code|press|word|board|binding|bindings|value|values|pair|pairs|name|names|count|type|length|frame|file|path|dir|host|known|host|answer|gate|tool)$/;
/**
 * Words at the end of a name that make the value a number, a type or a location of the secret instead of the secret.
 */
const ABOUT =
  /^(?:count|counts|limit|limits|budget|type|types|length|len|size|usage|used|total|max|min|index|idx|name|names|path|file|files|dir|folder|url|uri|endpoint|policy|required|enabled|expires|expiry|expiration|ttl|at|field|label|prompt|hint|rules?|mode|version|format|manager|provider|store|service|helper|class|error|errors|reset|strength|id|ids|algorithm|alg|header|headers|ring|chain|stream|izer)$/;
/** Values in place of a secret: types, nothing, places to look it up, placeholders. */
const NO_VALUE =
  /^(?:null|nil|none|undefined|true|false|yes|no|string|str|number|int|integer|bool|boolean|object|any|unknown|bytes|buffer|never|void|required|optional|missing|invalid|expired|empty|unset|set|redacted|hidden|masked|example|changeme_please|todo|tbd|n\/a|x+\d*|\*+|\.+|…+|-+|_+|(?:a|an|the|is|are|was|were|be|been|for|and|or|of|to|in|on|at|as|by|it|its|if|not|no|with|from|that|this|these|must|should|will|would|can|could|may|has|have|your|my|our|their|which|when|where|what|how|option|flag|argument|value|field|we|you|i|they|he|she|do|does|did|new|old|each|every|all|only|also|so|but|here|there|then|than)[,.;:]?)$/i;
/** A value that is looked up elsewhere, or computed; `$6$` begins a hash. */
const LOOKED_UP =
  /^(?:\$(?!\d\w{0,3}\$)[\w{(]|%\w+%$|<[\w -]+>$|\{\{|process\.env\b|import\.meta\b|os\.(?:environ|getenv)\b|env[.[(]|ENV\[|System\.getenv|(?:this|self|ctx|req|request|res|opts|options|args|params|props|config|cfg|settings|user|data|body|input|state|event|vars?|secrets?)[.?[]|await\s|new\s|function\b|\(|async\b|=>|vault:|secretsmanager:|ssm:|op:\/\/)/;

/** How a name sounds. `firm`: any value is a secret; `weak`: only a value that looks like one. */
export type Sound = 'firm' | 'weak' | undefined;

/** Whether a name suggests that its value is secret: names of variables, fields, flags and headers in any spelling. */
export function soundOf(name: string): Sound {
  if (name.length > 120) return undefined;
  if (judged.has(name)) return judged.get(name);
  // The same names recur; this limits the cache for a text with ever new ones.
  if (judged.size >= 5000) judged.clear();
  const sound = judgeName(name);
  judged.set(name, sound);
  return sound;
}

/**
 * The same for a name at a position of a text, where the escape of a line break or a tab can precede it: in
 * `\\nTOKEN`, `n` is not one of its letters.
 */
export function soundAt(text: string, at: number, found: string, name = found): Sound {
  const isEscaped = text[at - 1] === '\\' && /^[nrt]./.test(found);
  return soundOf(name) ?? (isEscaped ? soundOf(found.slice(1)) : undefined);
}

const judged = new Map<string, Sound>();

function judgeName(name: string): Sound {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  if (words.length === 0 || (words.length > 1 && ABOUT.test(last))) return undefined;
  if (/^(?:OLDPWD|oldpwd)$/.test(name)) return undefined;
  if (last === 'tokens') return 'weak';
  if (words.length === 1 && /^(?:pass|pw|pwd|pin|auth|sig|signature|webhook|dsn|sas|otp|cred|key)$/.test(last))
    return 'weak';
  if (words.some((word) => SECRET_WORD.test(word) || SECRET_PART.test(word))) return 'firm';
  const isKey = KEY_WORD.test(last) || words.some((word) => KEY_WORD.test(word) && word !== words[0]);
  if (isKey && words.length > 1)
    return words.some((word) => ORDINARY_KEY.test(word) && !KEY_WORD.test(word)) ? undefined : 'firm';
  if (
    words.length === 1 &&
    /[a-z]{2}(?:pass|pwd|token)$/.test(last) &&
    !/^(?:by|com|sur|tres|over|under|en)pass$/.test(last)
  )
    return 'firm';
  return undefined;
}

/** Names of values that look random but are not secret. */
export function isOrdinary(name: string): boolean {
  return [...wordsOf(name), name.toLowerCase()].some((word) => HARMLESS.test(word));
}

/**
 * True for names of a hash or an id that is as valuable as the secret: of a password, a session, or an application's
 * login.
 */
export function isHashedSecret(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  if (/^(?:hash|digest|md5|sha\d{0,3}|hex)$/.test(last))
    return words.some((word) => SECRET_WORD.test(word) || SECRET_PART.test(word) || /^(?:api|app)$/.test(word));
  return words.join(' ').endsWith('secret id');
}

/** True for names of values that grant access to their bearer, such as a web server's cookie. */
export function isSessionName(name: string): boolean {
  return /^(?:(?:php|j|asp|connect)?sess(?:ion)?(?: ?(?:id|key|cookie))?|sid)$/.test(wordsOf(name).join(' '));
}

const HARMLESS =
  /^(?:id|ids|uuid|guid|hash|hashes|sha|sha1|sha256|sha512|md5|h1|sum|md5sum|sha\d{1,3}sum|commit|digest|checksum|trace|traceparent|span|integrity|etag|rev|revision|version|ref|tree|parent|object|blob|path|file|url|uri|href|src|name|slug|model|type|class|cursor|fingerprint|tool|message|request|session|thread|turn|call|resolved|content|text|title|description|body)$/;

/** True for names of secret numbers: a PIN, a one-time code, the code on a card. */
export function isNumberName(name: string): boolean {
  const words = wordsOf(name);
  if (words.some((word) => /^(?:pins?|pincode|passcode|otp|totp|cvv2?|cvc2?)$/.test(word)))
    return words.length === 1 || !ABOUT.test(words.at(-1) ?? '');
  return words.length > 1 && words.at(-1) === 'code' && words.some((word) => CODE_OF.test(word));
}

const CODE_OF =
  /^(?:verification|security|auth|authentication|confirmation|access|login|recovery|backup|time|mfa|2fa|sms)$/;

/** True for a value that is not a secret: a type, a reference, a word of prose. */
export function isNoValue(value: string): boolean {
  return NO_VALUE.test(value) || LOOKED_UP.test(value) || /^[A-Za-z_$][\w$]*(?:\.[\w$]+)*\(/.test(value);
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

/** True for a string that no person would write: letters and digits alternate frequently. */
export function looksRandom(text: string): boolean {
  if (text.length < 16) return false;
  if (/^[\da-fA-F]+$/.test(text)) return /\d/.test(text) && /[a-fA-F]/.test(text);
  let changes = 0;
  const kinds = [0, 0, 0, 0];
  let before = -1;
  for (const char of text) {
    const kind = kindOf(char);
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    // A capital at the beginning of a word is not a change.
    if (before !== -1 && kind !== before && !(before === 0 && kind === 1)) changes++;
    before = kind;
  }
  const [upper = 0, lower = 0, digit = 0] = kinds;
  const mixed = (upper > 0 && lower > 0) || (digit > 1 && upper + lower > 1);
  return mixed && digit > 0 && changes / text.length > 0.2 && new Set(text).size >= Math.min(10, text.length / 2);
}

function kindOf(char: string): number {
  if (char >= 'A' && char <= 'Z') return 0;
  if (char >= 'a' && char <= 'z') return 1;
  return char >= '0' && char <= '9' ? 2 : 3;
}
