/** Words for a password in other languages, with or without letters that a name of a program can have. */
const PASSWORDS = [
  'passwor[td]',
  'kennwort',
  'zugangscode',
  'mot de passe',
  'contrase(?:ñ|n)a',
  'clave de (?:acceso|usuario|red)',
  'senha',
  'palavra-passe',
  'parola(?: d.ordine)?',
  'parol[ăe]',
  'wachtwoord',
  'l[öo]senord',
  'adgangskode',
  'passord',
  'lykilorð',
  'salasana',
  'jelsz[óo]',
  'has[łl]o',
  'heslo',
  'geslo',
  'lozinka',
  'slapta[žz]odis',
  'contrasenya',
  'pasahitza',
  'contrasinal',
  'fjalëkalimi?',
  'nenosiri',
  '[şs]ifre',
  'kata (?:sandi|laluan)',
  'mật khẩu',
  'κωδικός(?: πρόσβασης)?',
  'συνθηματικό',
  'парол[ьаі]',
  'лозинка',
  'كلمة (?:المرور|السر)',
  'رمز عبور',
  'گذرواژه',
  'پاس ورڈ',
  'סיסמ[הא]',
  'पासवर्ड',
  'কূটশব্দ|পাসওয়ার্ড',
  'கடவுச்சொல்',
  'รหัสผ่าน',
  '密码|密碼|口令',
  'パスワード|暗証番号',
  '비밀번호|암호',
];

/** Words for a key, a token or a secret. */
const KEYS = [
  '(?:geheim|zugangs|zugriffs|api-)schl[üu]ssel',
  'zugangsdaten',
  'cl[ée] (?:secr[èe]te|priv[ée]e|d.acc[èe]s|api)',
  '(?:clave|llave) (?:secreta|privada|api)',
  'chave (?:secreta|privada|de acesso|de api|api)',
  'chiave (?:segreta|privata|di accesso|api)',
  'geheime sleutel',
  '(?:секретный|закрытый) ключ|ключ доступа|токен',
  '密[钥鑰]|令牌|秘[钥鑰]|私[钥鑰]|访问[密钥码]{1,2}',
  '秘密鍵|トークン|アクセスキー',
  '비밀 ?키|토큰|액세스 ?키',
  'المفتاح السري',
];

/** The forms of `is` between such a word and its value. */
const IS = 'lautet|ist|est|es|è|é|is|jest|je|är|er|on|este|adalah|là|является';

/** Such a word, up to the value: behind a colon, or a verb and a blank. */
export const OTHER_WORDS = new RegExp(
  `(?:${[...PASSWORDS, ...KEYS].join('|')})["'\`]?[ \\t]{0,8}(?:[:=]|(?:${IS})(?=[ \\t]))[ \\t]{0,8}["'\`]?`,
  'giu',
);
