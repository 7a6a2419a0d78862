/**
 * Keys and tokens with a vendor-specific prefix, as each vendor documents it. Used in addition to @secretlint's rules;
 * these match after any character, since an escape or a letter can precede a key.
 */
const SHAPES: string[] = [
  // Code hosts.
  'gh[opsur]_[A-Za-z0-9_]{16,}',
  'github_pat_\\w{16,}',
  'GR1348941[\\w-]{16,}',
  'gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct|wt)-[\\w.-]{16,}',
  'AT[ACB](?:TT|BB|OA)[\\w=-]{20,}',
  // Chat.
  'xox[a-z](?:\\.xox[a-z])?-[\\w-]{8,}',
  'xapp-\\d-[\\w-]{10,}',
  'hooks\\.slack\\.com/[\\w/-]{16,}',
  '/api/webhooks/\\d{5,25}/[\\w-]{20,}',
  '\\.webhook\\.office\\.com/[\\w/@-]{20,}',
  '[MNO][A-Za-z\\d_-]{23,25}\\.[\\w-]{6}\\.[\\w-]{27,40}',
  '\\d{8,10}:AA[\\w-]{30,}',
  // Payments.
  '(?:sk|rk|pk)_(?:live|test|prod)_[A-Za-z0-9]{8,}',
  'whsec_[\\w+/=-]{12,}',
  'sq0[a-z]{3}-[\\w-]{20,}',
  'EAAA[\\w-]{50,}',
  'shp(?:at|ca|pa|ss|it)_[a-fA-F0-9]{24,}',
  'access_token\\$(?:production|sandbox)\\$\\w+\\$\\w+',
  'FLWSECK(?:_TEST)?-[\\w-]{12,}',
  'EZ[AT]K[A-Za-z0-9]{40,}',
  'shippo_(?:live|test)_[a-f0-9]{30,}',
  // Packages and images.
  'npm_[A-Za-z0-9]{24,}',
  'pypi-[\\w-]{32,}',
  'dckr_(?:pat|oat)_[\\w-]{16,}',
  'rubygems_[a-f0-9]{40,}',
  'CLOJARS_[a-z0-9]{50,}',
  'oy2[a-z0-9]{43}',
  'AKCp[A-Za-z0-9]{60,}',
  'cmVmdGtu[\\w+/=]{40,}',
  'cio[A-Za-z0-9]{32}',
  // Clouds.
  '(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA)[A-Z0-9]{16}',
  'AIza[\\w-]{30,}',
  'ya29\\.[\\w-]{16,}',
  'GOCSPX-[\\w-]{20,}',
  '1//0[\\w-]{30,}',
  '[\\w~.-]{3}[78]Q~[\\w~.-]{30,}',
  'do[oprt]_v1_[a-f0-9]{40,}',
  'LTAI[A-Za-z0-9]{16,}',
  'AKID[A-Za-z0-9]{30,}',
  'HRKU-[\\w-]{30,}',
  'fo1_[\\w-]{30,}',
  'FlyV1 [\\w+/=,-]{30,}',
  'nfp_[A-Za-z0-9]{30,}',
  'vc[ploiart]_[A-Za-z0-9]{20,}',
  'tk-us-[\\w-]{40,}',
  'pul-[a-f0-9]{40}',
  '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w=-]{50,}',
  'tskey-[a-z]{3,12}-[\\w-]{12,}',
  'v1\\.0-[a-f0-9]{24}-[a-f0-9]{100,}',
  'dapi[a-f0-9]{32}',
  'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[\\w.-]{30,}',
  'hv[sbr]\\.[\\w-]{16,}',
  'sbp_[a-f0-9]{40}',
  'sb_(?:secret|publishable)_[\\w-]{20,}',
  'pscale_(?:tkn|pw|oauth|pwd)_[\\w.=-]{20,}',
  // Models.
  'gsk_[A-Za-z0-9]{30,}',
  'xai-[A-Za-z0-9]{40,}',
  'hf_[A-Za-z0-9]{20,}',
  'api_org_[A-Za-z]{30,}',
  'r8_[A-Za-z0-9]{30,}',
  'pplx-[A-Za-z0-9]{30,}',
  'tvly-[\\w-]{20,}',
  'pcsk_[\\w-]{30,}',
  'lsv2_(?:pt|sk)_[a-f0-9_]{32,}',
  'nvapi-[\\w-]{40,}',
  'fw_[A-Za-z0-9]{20,}',
  'csk-[a-z0-9]{40,}',
  'jina_[a-zA-Z0-9]{40,}',
  'crsr_[a-f0-9]{40,}',
  'xau_[A-Za-z0-9]{30,}',
  'ctx7sk-[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}',
  // Mail, maps, monitoring and the rest.
  're_[A-Za-z0-9]{6,12}_[A-Za-z0-9]{20,}',
  'napi_[a-z0-9]{40,}',
  'npg_[A-Za-z0-9]{12,}',
  'vercel_blob_rw_[A-Za-z0-9_]{20,}',
  // Password hashes of crypt(3) and similar functions.
  '\\$(?:[1567y]|2[abxy]|apr1|gy|sha1|argon2(?:i|d|id)|pbkdf2[\\w-]{0,16})\\$[\\w./$=,+-]{20,}',
  'SG\\.[\\w-]{16,}\\.[\\w-]{16,}',
  'xkeysib-[a-f0-9]{40,}[\\w-]*',
  '[a-f0-9]{32}-us\\d{1,2}',
  'key-[a-f0-9]{32}',
  '[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8}(?![\\w-])',
  '(?:AC|SK)[a-f0-9]{32}',
  'gl(?:c|sa)_[\\w+/=]{30,}',
  'hca[ic]k_[a-z0-9]{40,}',
  'xa[ap]t-[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}',
  'NR(?:AK|JS|II|RA|IQ)-[A-Z0-9a-f]{20,}',
  'sntry[su]_[\\w+/=]{30,}',
  'PMAK-[a-f0-9]{24}-[a-f0-9]{34}',
  'dt0[a-z]\\d{2}\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}',
  'lin_(?:api|oauth|wh)_\\w{30,}',
  'ntn_[A-Za-z0-9]{40,}',
  'secret_[A-Za-z0-9]{40,}',
  'secret_[\\w-]{1,40}_[a-f0-9]{32}\\.[A-Za-z0-9]{32}',
  'fig[dou]r?_[\\w-]{30,}',
  'pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}',
  'AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{50,}',
  'AGE-PLUGIN-[A-Z0-9-]{24,}',
  'ops_eyJ[\\w-]{40,}',
  'A3-[A-Z0-9]{6}-[A-Z0-9-]{25,}',
  'bkua_[a-f0-9]{40}',
  'CCI(?:PAT|PRJ)_[\\w]{20,}',
  'sq[apu]_[a-f0-9]{40}',
  'sgp_(?:[a-f0-9]{16}_|local_)?[A-Za-z0-9]{40,}',
  'packagist_[a-z]{3}_[a-f0-9]{40,}',
  'nsec1[a-z0-9]{58}',
  'syt_[\\w+/=-]{1,120}_[A-Za-z\\d]{20}_\\w{6}',
  'pnu_[A-Za-z0-9]{36}',
  '(?:sdk|mob)-[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}',
  'rdme_[a-z0-9]{60,}',
  'tfp_[\\w.=-]{40,}',
  'CFPAT-[\\w-]{40,}',
  'pat-(?:na|eu)\\d-[a-f0-9-]{36}',
  'p8e-[A-Za-z0-9]{32}',
  'sdp_[A-Za-z0-9]{20,}|phc_[A-Za-z0-9]{30,}|phx_[A-Za-z0-9]{30,}',
  'ATBB[A-Za-z0-9_=]{24,}',
  'rnd_[A-Za-z0-9]{24,}',
  '(?:access|public|link)-(?:production|development|sandbox)-[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}',
  'snyk_[a-z]{3}\\.[a-f0-9]{8}\\.[\\w.-]{20,}',
  'rpa_[A-Z0-9]{36,}',
  'oauth:[a-z0-9]{30}',
  'pk_\\d{6,12}_[A-Z0-9]{32}',
  '(?:e2b|dtn)_[a-f0-9]{40,}',
  'fc-[a-f0-9]{32}',
  'ico-[A-Za-z0-9]{32}',
  'hooks\\.zapier\\.com/hooks/catch/\\d{4,12}/\\w{4,20}',
  'rzp_(?:live|test)_[A-Za-z0-9]{14,}',
  'pat\\.[\\w-]{22}\\.[a-f0-9]{24}\\.[A-Za-z0-9]{20}',
  '[12]/\\d{12,20}(?:/\\d{12,20})?:[a-f0-9]{32}',
];
/** Shapes whose prefix is part of ordinary words: no letter or digit may precede them. */
const AT_A_START: string[] = [
  'sk[-_](?=[\\w-]{0,64}\\d)[\\w-]{16,}',
  'sk-ant-[\\w-]{8,}',
  '[sbr]\\.[A-Za-z0-9]{24}(?![\\w.])',
  'a[sk]-[A-Za-z0-9]{22}(?![\\w-])',
  'API-[A-Z0-9]{25,36}(?![\\w-])',
  'ak_(?=[\\w-]{0,20}\\d)[A-Za-z0-9]{20}(?![\\w-])',
  'md-(?=[\\w-]{0,22}\\d)[A-Za-z0-9][\\w-]{21}(?![\\w-])',
  'u\\+(?=[\\w+-]{0,17}\\d|[\\w+-]{0,16}[a-z][A-Z])[\\w+-]{18}(?![\\w+-])',
  'S[A-Z2-7]{55}(?!\\w)',
  'BSA[\\w-]{27,28}(?![\\w-])',
  'st\\.[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}\\.[\\w.]{32,}',
  'api-[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}',
  '(?=[A-Za-z0-9]{0,7}[A-Z])(?=[A-Za-z0-9]{0,7}\\d)[A-Za-z0-9]{8}\\.(?=[A-Za-z0-9]{0,31}\\d)[A-Za-z0-9]{32}(?![\\w.-])',
];

/** How many shapes are combined into one pattern. */
const GROUP = 12;
/** One pattern per group, so that a text is scanned a few times instead of a hundred. */
export const VENDORS: RegExp[] = [
  ...grouped(SHAPES),
  new RegExp(`(?:(?<![\\w.-])|(?<=\\\\[nrt]))(?:${AT_A_START.join('|')})`, 'g'),
];

function grouped(sources: string[]): RegExp[] {
  const all = sources.map((_, n) => (n % GROUP === 0 ? sources.slice(n, n + GROUP).join('|') : ''));
  return all.filter((source) => source !== '').map((source) => new RegExp(source, 'g'));
}

const CHUNK = 64 * 1024;
const OVERLAP = 4 * 1024;

/** Half-open range of a text. */
export type Range = readonly [from: number, to: number];

/** The findings of secretlint's rules in a text. They are imported here because only recordings need them. */
export async function findByRules(text: string): Promise<Range[]> {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const id = '@secretlint/secretlint-rule-preset-recommend';
  const found: Range[] = [];
  // In pieces: the cost of the rules may grow faster than their text.
  for (let from = 0; from < text.length; from += CHUNK - OVERLAP) {
    const content = text.slice(from, from + CHUNK);
    const { messages } = await lintSource({
      source: { filePath: '/recording.txt', content, ext: '.txt', contentType: 'text' },
      options: { config: { rules: [{ id, rule: creator }] }, noPhysicFilePath: true },
    });
    for (const { range } of messages) found.push([from + range[0], from + range[1]]);
  }
  return found;
}
