/**
 * A kind of path that a delegate must not write: globs as for `--protect`; with `--protect-reads` it must not read
 * `secret` ones either.
 */
export interface ProtectedPaths {
  what: string;
  globs: readonly string[];
  secret: boolean;
}

/** What is protected by default. */
export const PROTECTED: readonly ProtectedPaths[] = [
  { what: 'environment files', globs: ['.env*'], secret: true },
  { what: 'the repository itself', globs: ['.git/'], secret: false },
  { what: 'installed packages', globs: ['node_modules/'], secret: false },
  {
    what: 'keys',
    globs: [
      '*.pem',
      '*.key',
      '*.p12',
      '*.pfx',
      '*.jks',
      '*.keystore',
      '*.kdbx',
      'id_rsa*',
      'id_dsa*',
      'id_ecdsa*',
      'id_ed25519*',
      '.ssh/',
      '.gnupg/',
    ],
    secret: true,
  },
  {
    what: 'credentials',
    globs: [
      '.netrc',
      '.npmrc',
      '.pypirc',
      '.pgpass',
      '.htpasswd',
      '.git-credentials',
      '.aws/',
      '.azure/',
      '.kube/',
      '.docker/config.json',
      'credentials',
      'credentials.*',
      'secrets.*',
      'service-account*.json',
    ].map((glob) => (glob.includes('/') && !glob.endsWith('/') ? `**/${glob}` : glob)),
    secret: true,
  },
];
