import type { Find } from './find-secrets.ts';

/** Public hosts, with all of their subdomains. */
const PUBLIC =
  /(?:^|\.)(?:localhost|example(?:\.(?:com|org|net))?|invalid|github\.com|github\.io|githubusercontent\.com|gitlab\.com|bitbucket\.org|npmjs\.(?:org|com)|nodejs\.org|yarnpkg\.com|pypi\.org|pythonhosted\.org|python\.org|crates\.io|rust-lang\.org|docs\.rs|go\.dev|golang\.org|rubygems\.org|maven\.org|docker\.(?:com|io)|debian\.org|ubuntu\.com|brew\.sh|gnu\.org|kernel\.org|anthropic\.com|claude\.(?:ai|com)|openai\.com|chatgpt\.com|google\.com|googleapis\.com|microsoft\.com|apple\.com|mozilla\.org|wikipedia\.org|stackoverflow\.com|w3\.org|ietf\.org|schema\.org|json-schema\.org|schemastore\.org|modelcontextprotocol\.io|vercel\.com|cloudflare\.com|jsdelivr\.net|unpkg\.com|amazonaws\.com|aws\.amazon\.com)$/i;
const PRIVATE_NAME =
  /(?<![\w.@-])(?:[a-z\d](?:[a-z\d-]{0,62})\.){1,6}(?:local|internal|corp|lan|intra|intranet|home\.arpa|private|cluster\.local|svc|localdomain|ts\.net)(?![\w-]|\.\w)/gi;
const LONG_NAME =
  /(?<![\w.@/$-])(?:[a-z\d](?:[a-z\d-]{0,62})\.){2,6}(?:com|net|org|io|dev|cloud|de|eu|uk|fr|jp|cn|ru|nl|ch|at|se|us|ca|au|in|br)(?![\w(-]|\.\w)/g;
const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)/g;
const IPV6 = /(?<![\w:.])[\da-f:]{3,45}(?![\w:])/gi;
const MAC = /(?<![\w:])(?:[\da-f]{2}[:-]){5}[\da-f]{2}(?![\w:-])/gi;
const HOME =
  /(?:\/(?:home|Users|var\/home|export\/home|data\/home)\/|[A-Za-z]:\\{1,4}Users\\{1,4})([^\s/\\"'`:;,<>|()[\]{}*?$]{1,64})/g;
const DASHED_HOME = /(?<!\w)-(?:home|Users)-([A-Za-z\d_]{2,32})(?=-|$|[\s/"'])/g;
const TILDE = /(?<![\w/.~])~([a-z_][a-z\d_-]{2,31})(?=\/)/g;
const HOST_WORD =
  /(?<![\w-])(?:ssh|mosh|scp|ping|Host|HostName|hostname|Server|server_name|HOST|DB_HOST|PGHOST)(?:[ \t]*[:=][ \t]*|[ \t]+)["']?(?:-\w [\w.]{1,32} )?((?:[a-z\d](?:[a-z\d-]{0,62})\.){1,6}[a-z]{2,24})(?![\w(-])/gi;
/** Names of users and homes that identify nobody. */
const NOBODY =
  /^(?:user|users|root|shared|public|all|default|runner|node|app|ubuntu|debian|vagrant|ec2-user|admin|git|postgres|mysql|www-data|nobody|me|you|name|username|home|linuxbrew|\.{1,3}|…)$/i;
const STAND_IN = /^(?:x[x\d]*|user1+)$/;

const LOCAL_PART = /[\w.+%-]/;
const DOMAIN = /[\w.-]/;

/** Users, homes, hosts, machine addresses and mail addresses. */
export function findIdentity(text: string): Find[] {
  const found: Find[] = [];
  const add = (from: number, to: number, kind: Find['kind']): void => {
    if (to > from) found.push({ from, to, kind });
  };
  for (const pattern of [HOME, DASHED_HOME, TILDE]) {
    for (const hit of text.matchAll(pattern)) {
      const name = hit[1] ?? '';
      const from = hit.index + hit[0].length - name.length;
      if (!isNobody(name)) add(from, from + name.length, 'user');
    }
  }
  findAtSigns(text, add);
  for (const hit of text.matchAll(IPV4)) if (isAddress(hit[0])) add(hit.index, hit.index + hit[0].length, 'ip');
  for (const hit of text.matchAll(IPV6)) if (isSixAddress(hit[0])) add(hit.index, hit.index + hit[0].length, 'ip');
  for (const hit of text.matchAll(MAC)) add(hit.index, hit.index + hit[0].length, 'ip');
  findHosts(text, add);
  return found;
}

type Add = (from: number, to: number, kind: Find['kind']) => void;

/** `jane@example.org`, `jane@build-7:~$`, `git@host.internal:repo`; not a version, tag or decorator. */
function findAtSigns(text: string, add: Add): void {
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    let from = at;
    while (from > 0 && at - from < 64 && LOCAL_PART.test(text[from - 1] ?? '')) from--;
    let to = at + 1;
    while (to < text.length && to - at < 254 && DOMAIN.test(text[to] ?? '')) to++;
    while (to > at && /[.-]/.test(text[to - 1] ?? '')) to--;
    const [user, host] = [text.slice(from, at), text.slice(at + 1, to)];
    // A user in a URL follows the scheme; the scope of a package begins with the sign.
    if (user === '' || host.length < 2 || /^x+\d*$/.test(user)) continue;
    if (/\.[A-Za-z]{2,24}$/.test(host) && !/^v?\d+\.\d/.test(host)) {
      if (isNobody(user) && PUBLIC.test(host)) continue;
      if (/[^\d.]/.test(host)) add(from, to, 'mail');
    } else if (isAddress(host)) {
      if (!isNobody(user)) add(from, at, 'user');
    } else if (
      /^[A-Za-z][\w-]*$/.test(host) &&
      /^[A-Za-z_][\w.-]+$/.test(user) &&
      /^(?:[:\s)\]$#%]|$)/.test(text.slice(to, to + 1))
    )
      if (
        !/^(?:latest|next|beta|alpha|canary|rc|v\d.*|stable|main|master|head|dev|lts)$/i.test(host) &&
        text[from - 1] !== '/'
      )
        add(from, to, 'user');
  }
}

function isNobody(name: string): boolean {
  return NOBODY.test(name) || STAND_IN.test(name);
}

function isAddress(text: string): boolean {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part > 255)) return false;
  // Addresses of this machine, unspecified ones, masks, and releases such as 1.0.0.0.
  return (
    parts[0] !== 127 && parts[0] !== 0 && parts[0] !== 255 && !(parts[1] === 0 && parts[2] === 0 && parts[3] === 0)
  );
}

function isSixAddress(text: string): boolean {
  const groups = text.split(':');
  if (groups.length < 3 || groups.some((group) => group.length > 4)) return false;
  const filled = groups.filter((group) => group !== '');
  const isShort = text.includes('::');
  if (text.split('::').length > 2 || (!isShort && groups.length !== 8) || groups.length > 9) return false;
  return filled.length >= 2 && filled.some((group) => /\d/.test(group)) && filled.some((group) => group.length > 2);
}

function findHosts(text: string, add: Add): void {
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    const authority = /^[^\s/?#"'`<>\\]{1,300}/.exec(text.slice(at + 3, at + 303))?.[0] ?? '';
    const start = at + 3 + authority.lastIndexOf('@') + 1;
    const host = /^[\w.-]+/.exec(authority.slice(authority.lastIndexOf('@') + 1))?.[0] ?? '';
    if (host.length > 2 && !isKnownHost(host) && !/^file$/i.test(text.slice(Math.max(0, at - 4), at)))
      add(start, start + host.length, 'host');
  }
  for (const pattern of [PRIVATE_NAME, LONG_NAME]) {
    for (const hit of text.matchAll(pattern))
      if (!isKnownHost(hit[0])) add(hit.index, hit.index + hit[0].length, 'host');
  }
  for (const hit of text.matchAll(HOST_WORD)) {
    const host = hit[1] ?? '';
    const from = hit.index + hit[0].length - host.length;
    if (!isKnownHost(host) && !/\.(?:ts|js|py|md|json|sh|txt|ya?ml|conf|go|rs)$/i.test(host))
      add(from, from + host.length, 'host');
  }
}

function isKnownHost(host: string): boolean {
  return (
    PUBLIC.test(host) ||
    /^(?:\d{1,3}\.){3}\d{1,3}$/.test(host) ||
    /^x[x\d]*$/.test(host) ||
    /^(?:api|www|host|hostname|server|registry|db|redis|mysql|postgres|web|app)$/i.test(host)
  );
}
