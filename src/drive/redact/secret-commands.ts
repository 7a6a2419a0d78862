/** What can stand before a command: not a part of a longer word, but the escape of a line's end. */
const BEGIN = '(?:(?<![\\w-])|(?<=\\\\[nrt]))';
/** Everything between a command and its option. */
const ARGUMENTS = '[^\\n|;&]{0,160}?';
/** What can stand between an option and its value. */
const QUOTE = '(?:\\\\{0,4}["\'])?';

/** Programs, and their options that take a secret as the next word or, where a `?` says so, in the same one. */
const OPTIONS: readonly (readonly [program: string, options: string])[] = [
  ['curl', '-b |--cookie '],
  ['redis-cli', '-a |--pass '],
  ['mongo(?:sh|dump|restore|export|import)?', '-p '],
  ['(?:un)?zip', '-P ?'],
  ['7z[ar]?', '-p'],
  ['ldap\\w{2,12}', '-w ?'],
  ['az', '-p '],
  ['openssl', '-[kK] '],
  ['ssh-keygen', '-[NP] ?'],
  ['security', '-w '],
  ['ipmitool', '-P '],
  ['mosquitto_(?:pub|sub|rr)', '-P '],
  ['(?:sqlcmd|bcp)', '-P ?'],
  ['snmp\\w{2,12}', '-[cAX] '],
  ['rdesktop', '-p '],
  ['smbclient', '-U ?[\\w.\\\\-]{1,64}%'],
  ['x?freerdp', '/p:'],
  ['lftp', '-u [\\w.@-]{1,64},'],
  ['kubectl create secret', '--from-literal[= ][\'"]?[\\w.-]{1,80}='],
];

/** Commands that take a secret as the word behind these. */
const WORDS = [
  'htpasswd -\\w{0,6}b\\w{0,6} \\S{1,80} \\S{1,80} ',
  'mc alias set \\S{1,80} \\S{1,200} \\S{1,80} ',
  'ConvertTo-SecureString (?:-String )?',
  'rabbitmqctl (?:add_user|change_password) \\S{1,80} ',
  'wpa_passphrase \\S{1,80} ',
  'mullvad account (?:login|set) ',
  '(?:ENV|setx|setenv|set -[a-zA-Z]{1,4}|declare -x) (?=\\w{0,60}(?:PASS|TOKEN|SECRET|KEY|PWD|AUTH)\\w{0,30} )\\w{1,80} ',
];

const options = OPTIONS.map(([program, names]) => `${program} ${ARGUMENTS}(?<= )(?:${names})`);

/** A command up to the secret that it takes as a word. */
export const COMMANDS = new RegExp(`${BEGIN}(?:${[...options, ...WORDS].join('|')})${QUOTE}`, 'g');

/** Programs that read a secret from their input. */
const READERS = [
  'sudo[ \\t]{1,4}-\\w{0,4}S',
  '(?:sudo[ \\t]{1,4})?(?:cryptsetup|kinit|smbpasswd|chpasswd|pass insert|wg pubkey)\\b',
  '[^\\n|;&]{1,120}--(?:password-stdin|passphrase-fd|with-token|stdin)(?![\\w-])',
];

/** A secret that is printed into such a program. */
export const PIPED = new RegExp(
  `(?:echo|printf)[ \\t]{1,4}(?:-\\w{1,3}[ \\t]{1,4})?["']?([^\\s"'|]{4,128})["']?[ \\t]{0,4}\\|[ \\t]{0,4}(?:${READERS.join('|')})`,
  'g',
);
