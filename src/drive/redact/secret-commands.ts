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
  ['(?:un)?rar', '-h?p'],
  ['schtasks', '/r?p '],
  ['ldap\\w{2,12}', '-w ?'],
  ['ldappasswd', '-[as] '],
  ['nmcli', 'password '],
  ['az', '-p '],
  ['openssl', '-[kK] '],
  ['ssh-keygen', '-[NP] ?'],
  ['security', '-[wp] '],
  ['ipmitool', '-P '],
  ['mosquitto_(?:pub|sub|rr)', '-P '],
  ['(?:sqlcmd|bcp)', '-P ?'],
  ['snmp\\w{2,12}', '-[cAX] '],
  ['rdesktop', '-p '],
  ['smbclient', '-U ?[\\w.\\\\-]{1,64}%'],
  ['x?freerdp', '/p:'],
  ['lftp', '-u [\\w.@-]{1,64},'],
  ['swaks', '-(?:ap|-auth-password) '],
  ['signtool', '/p '],
  ['xcrun', '-p '],
  ['gh secret set', '(?:-b|--body)[= ]'],
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
  // A name and a password as two short options, of whatever program; a published port is none.
  '-u[ =]?[\\w.@\\\\-]{1,64} (?:-{1,2}[\\w-]{1,30}[ =][^\\s|;&-]{1,60} ){0,2}-p (?![\\d.:-]{1,40}(?:/(?:tcp|udp|sctp))?(?!\\S))',
  'db2 connect to \\S{1,80} user \\S{1,80} using ',
  'net use (?:\\w:|\\*) \\S{1,200} (?!/)',
  'net user \\S{1,80} (?!/)',
  'rclone obscure ',
  'bw (?:unlock|login \\S{1,80}) (?!-)',
  'networksetup -setairportnetwork \\S{1,20} \\S{1,64} ',
  'cargo login (?!-)',
  '/secure (?:set \\S{1,80}|passphrase) ',
  'poetry config http-basic\\.\\S{1,80} \\S{1,80} ',
  'mkpasswd (?:(?:-m|--method)[ =]?\\S{1,20} )?(?!-)',
  'oathtool (?:-{1,2}[\\w=-]{1,30} ){0,4}(?!-)',
  '(?:sudo[ \\t]{1,4}-\\w{0,4}S|cryptsetup|kinit|chpasswd|smbpasswd)(?![\\w-])[^\\n|;&<]{0,120}<<<[ \\t]{0,4}',
  '--(?:password-stdin|passphrase-fd|with-token|stdin)(?![\\w-])[^\\n|;&<]{0,120}<<<[ \\t]{0,4}',
  'add_?ent -key -p \\S{1,120} (?:-[a-z] \\S{1,60} ){0,4}',
  // Configurations of network devices: the number says how the secret is encoded.
  'username \\S{1,64} (?:privilege \\d{1,2} )?(?:password|secret) \\d{1,2} ',
  '(?:enable|tacacs-server|radius-server) (?:secret|password|key) \\d{1,2} ',
  'snmp-server community ',
  'encrypted-password ',
  // Protocols and formats in which a secret follows a fixed word.
  'AUTH (?:PLAIN|LOGIN) ',
  '(?:-{2,3}>|>|C:) PASS ',
  '(?:NickServ IDENTIFY|nickserv identify|NickServ identify) (?:\\S{1,40} (?=\\S))?',
  '(?:331 [^\\n]{0,80}|USER \\S{1,80})\\s{0,8}\\n[ \\t]{0,160}PASS ',
  '[A-Za-z]{1,4}\\d{1,6} LOGIN \\S{1,80} ',
  'ACL SETUSER [^\\n]{1,80}? >',
  'add_?auth digest [\\w.@-]{1,64}:',
  '(?:expect|assword)[^\\n]{0,40}assword[^\\n]{0,20}\\n[^\\n]{0,160}\\bsend(?:line)?[ (]{1,8}(?:-- )?',
  '334 UGFzc3dvcmQ6\\s{1,40}',
  'WIFI:(?:[A-Z]:[^;\\n]{0,64};){0,4}P:',
  '\\{(?:PLAIN|CLEAR(?:TEXT)?|SSHA|SHA|SMD5|MD5|CRYPT|PBKDF2|ARGON2)[\\w-]{0,12}\\}',
  's:\\d{1,3}:\\\\{0,4}"\\w{0,40}(?:[Pp]ass|[Ss]ecret|[Tt]oken|[Kk]ey|[Pp]wd)\\w{0,20}\\\\{0,4}";s:\\d{1,5}:',
  "(?:WITH|,) PASSWORD {0,2}= {0,2}N(?=')",
  '(?:ENV|setx|setenv|set -[a-zA-Z]{1,4}|declare -x) (?=\\w{0,60}(?:PASS|TOKEN|SECRET|KEY|PWD|AUTH)\\w{0,30} )\\w{1,80} ',
];

const options = OPTIONS.map(([program, names]) => `${program} ${ARGUMENTS}(?<= )(?:${names})`);

/** A command up to the secret that it takes as a word. */
export const COMMANDS = new RegExp(`${BEGIN}(?:${[...options, ...WORDS].join('|')})${QUOTE}`, 'gm');

/** Programs that read a secret from their input. */
const READERS = [
  'sudo[ \\t]{1,4}-\\w{0,4}S',
  '(?:sudo[ \\t]{1,4})?(?:cryptsetup|kinit|smbpasswd|chpasswd|pass insert|wg pubkey|vncpasswd|(?:npx )?wrangler secret put|gh secret set|docker secret create|vercel env add|openssl passwd)\\b',
  '[^\\n|;&]{1,80}?(?<![\\w-])secrets?[ :](?:versions )?(?:set|put|add|create|import|write)\\b',
  '[^\\n|;&]{1,120}--(?:password-stdin|passphrase-fd|with-token|stdin)(?![\\w-])',
];

/** A secret that is printed into such a program. */
export const PIPED = new RegExp(
  `(?:echo|printf)[ \\t]{1,4}(?:-\\w{1,3}[ \\t]{1,4})?["']?([^\\s"'|]{4,128})["']?[ \\t]{0,4}\\|[ \\t]{0,4}(?:${READERS.join('|')})`,
  'g',
);
