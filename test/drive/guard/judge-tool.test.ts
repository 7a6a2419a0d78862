import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { GuardedCall } from '../../../src/detect/agent/delegate-grammar.ts';
import { judgeCommand } from '../../../src/drive/guard/judge-command.ts';
import { judgeTool } from '../../../src/drive/guard/judge-tool.ts';
import { type GuardRequest, globsOf } from '../../../src/drive/guard/policy.ts';
import type { Disk } from '../../../src/drive/guard/resolve-path.ts';

const CWD = '/home/me/app';

/** Files by path, and links by their targets. */
class FakeDisk implements Disk {
  constructor(
    private readonly files: string[],
    private readonly links: Record<string, string> = {},
  ) {}

  readLink(place: string): string | undefined {
    return this.links[place];
  }

  list(place: string): { name: string; isFolder: boolean }[] | undefined {
    const all = [...this.files, ...Object.keys(this.links)].filter((file) => file.startsWith(`${place}/`));
    if (all.length === 0) return undefined;
    const names = new Set(all.map((file) => file.slice(place.length + 1).split('/')[0] ?? ''));
    return [...names].map((name) => ({ name, isFolder: all.some((file) => file.startsWith(`${place}/${name}/`)) }));
  }
}

const disk = new FakeDisk(
  [
    '.env',
    '.git/config',
    'node_modules/.bin/tsc',
    'src/a.ts',
    'src/deep/.env',
    'docs/b.md',
    'keys/id_rsa',
    'migrations/1.sql',
  ].map((file) => path.join(CWD, file)),
  {
    [`${CWD}/harmless`]: '.env',
    [`${CWD}/to-be`]: 'docs/.env.local',
    [`${CWD}/up`]: 'src/deep',
    [`${CWD}/circle`]: 'circle',
    '/tmp/app': CWD,
  },
);

const REQUEST: GuardRequest = { protect: ['migrations/', 'src/*.lock', '~/.zshrc'], safety: true, reads: false };

function judge(call: Partial<GuardedCall>, more: Partial<GuardRequest> = {}) {
  const request = { ...REQUEST, ...more };
  const policy = {
    backend: 'claude',
    cwd: CWD,
    home: '/home/me',
    ...(request.only && { only: request.only }),
    ...globsOf(request, ['/home/me/.local/state/csd/']),
    log: '',
    armed: '',
  };
  return judgeTool(policy, { tool: 'Any', cwd: CWD, writes: [], reads: [], ...call }, disk);
}

const runs = (command: string, cwd = CWD) => judge({ tool: 'Bash', command, cwd });

describe('files that tools write', () => {
  test.each([
    '.env',
    '.env.production',
    './.env',
    `${CWD}/.env`,
    'src/../.env',
    'sub/dir/.env',
    '.ENV',
    '.Env.Local',
    '.GIT/hooks/pre-commit',
    '.git',
    'node_modules/x/index.js',
    'server.PEM',
    'deploy/id_ed25519.pub',
    '~/.ssh/config',
    'config/secrets.yaml',
    '.docker/config.json',
    '.e\u200bnv',
    '．env',
    'migrations/2.sql',
    './migrations/../migrations/2.sql',
    'other/migrations/1.sql',
    'src/a.lock',
    '~/.zshrc',
    '/home/me/.local/state/csd/guards/job/policy.json',
    // Through links: to a file, to one that does not exist yet, through a folder, and `..` from the target of a link.
    'harmless',
    'to-be',
    'up/.env',
    'up/../.env',
    '/tmp/app/.env',
  ])('%j is protected', (file) => {
    expect(judge({ tool: 'Write', writes: [file] })).toMatchObject({
      path: file,
      reason: expect.stringContaining(file),
    });
  });

  test.each([
    'src/a.ts',
    'environment.ts',
    'src/env',
    '.gitignore',
    '.github/workflows/ci.yml',
    'docs/keys.md',
    'monkey',
    'src/deep/a.lock',
    'other/1.sql',
    'circle',
    'credentials-form.tsx',
    '/tmp/note',
  ])('%j is not', (file) => {
    expect(judge({ tool: 'Write', writes: [file] })).toBeUndefined();
  });

  test('the working folder of a tool counts', () => {
    expect(judge({ writes: ['../1.sql'], cwd: `${CWD}/migrations/sub` })).toBeDefined();
  });

  test('reading is not writing, unless reading secrets is forbidden', () => {
    expect(judge({ tool: 'Read', reads: ['.env'] })).toBeUndefined();
    expect(judge({ tool: 'Read', reads: ['.env'] }, { reads: true })?.reason).toContain('may not be read');
    expect(judge({ tool: 'Read', reads: ['migrations/1.sql'] }, { reads: true })).toBeDefined();
    expect(judge({ tool: 'Read', reads: ['node_modules/x/index.js'] }, { reads: true })).toBeUndefined();
  });

  test('an unknown tool is denied by its input', () => {
    expect(judge({ tool: 'mcp__disk__put', texts: ['hello', '/home/me/app/.env'] })).toBeDefined();
    expect(judge({ tool: 'mcp__disk__put', texts: ['file:///home/me/app/migrations/1.sql'] })).toBeDefined();
    expect(judge({ tool: 'mcp__notes__put', texts: ['do not forget .env\nand more', 'src/a.ts'] })).toBeUndefined();
  });

  test('nothing is protected without safety', () => {
    expect(judge({ tool: 'Write', writes: ['.env'] }, { safety: false, protect: [] })).toBeUndefined();
  });
});

describe('commands', () => {
  test.each([
    'echo x > .env',
    'echo x >.env',
    'echo x>>.env',
    'echo x 2>.env',
    'echo x &> .env',
    'echo x >| .env',
    'cat <<EOF > .env\nA=1\nEOF',
    'rm -f .env',
    'rm "./.env"',
    "rm '.env'",
    'rm .e""nv',
    "rm .e'n'v",
    'rm .\\env',
    'rm .en\\\nv',
    "rm $'.en\\x76'",
    "rm $'\\056env'",
    'rm {.env,other}',
    'rm .{x,en}v',
    'mv .env /tmp/x',
    'mv x .env',
    'cp x .env.local',
    'ln -sf /tmp/x .env',
    'tee .env < x',
    'dd if=/dev/zero of=.env',
    'sed -i s/a/b/ .env',
    'truncate -s0 .env',
    'curl -o.env https://example.com',
    'wget --output-document=.env https://example.com',
    'sh -c "rm .env"',
    "bash -c 'echo x > .env'",
    'eval "echo > .env"',
    "python3 -c \"open('.env','w')\"",
    "node -e 'fs.rmSync(`.env`)'",
    'true; rm .env',
    'true&&rm .env',
    'cd src && rm ../.env',
    'cd src/deep && rm .env',
    'rm $PWD/.env',
    'rm $'.concat('{PWD}/.env'),
    'rm $HOME/app/.env',
    'rm ~/app/.env',
    'printf x | tee "$(pwd)/.env"',
    'echo x > .ENV',
    'rm .en?',
    'rm .e*',
    'rm ./.[e]nv',
    'rm .en[!x]',
    'rm (.env)',
    'rm$IFS.env',
    'rm$'.concat('{IFS}.env'),
    'rm -rf "$(pwd)"',
    'rm `pwd`/.env',
    'env -i A=1 rm .env',
    'A=1 B=2 rm .env',
    "bash -lc 'rm .env'",
    "bash <<'E'\nrm .env\nE",
    "python3 - <<'E'\nopen('.env', 'w')\nE",
    'exec 3> .env',
    'git restore .env',
    'git rm --cached .env',
    'trap "rm .env" EXIT',
    'alias r="rm .env"; r',
    'mv -t .git a',
    'find src -type f -delete',
    'awk -i inplace 1 .env',
    'chmod 000 .env',
    'rm src/*/.env',
    'rm -rf .git',
    'rm -rf .git/',
    'git config -f .git/config a.b c',
    'rm -rf node_modules',
    'rm -rf *',
    'rm -rf .',
    'rm -rf ./',
    'rm -rf ../app',
    'rm -rf src',
    'mv src /tmp',
    'find . -delete',
    "find . -name '.env*' -delete",
    'find . -name .env -exec rm {} +',
    'rm keys/id_rsa',
    'rm harmless',
    'echo x > harmless',
    'touch to-be',
    'echo x > up/.env',
    'rm migrations/1.sql',
    'cd migrations && rm 1.sql',
    "xargs rm <<< '.env'",
    'echo `rm .env`',
    'echo $(rm .env)',
    '(rm .env)',
    '{ rm .env; }',
    'FOO=.env; rm "$FOO"',
    "printf '\\x2eenv' | xargs rm",
    'echo {} > /home/me/.local/state/csd/guards/job/policy.json',
  ])('%j is denied', (command) => {
    expect(runs(command)?.reason).toMatch(/^csd: the command (?:names|takes in) /);
  });

  test.each([
    'ls',
    'ls src',
    'npm test',
    'npm run build > build.log 2>&1',
    'git status',
    'git commit -am "make it work"',
    'git add -A && git diff',
    'node_modules/.bin/tsc -p .',
    './node_modules/.bin/vitest run',
    'rm src/a.ts',
    'rm -rf docs',
    'rm docs/*.md',
    'cat src/a.ts | grep env',
    'env FOO=1 node x.js',
    'printenv',
    'echo $ENV > out',
    'for f in src/*.ts; do echo $f; done',
    "echo 'a monkey key'",
    'cd src && touch b.ts',
    'grep -r environment docs',
    'find . -name "*.tmp" -delete',
    '',
  ])('%j is not', (command) => {
    expect(runs(command)).toBeUndefined();
  });

  test.each([
    'echo ".git"',
    "echo '.env is ignored' && ls",
    'cat .env.example',
    'cat .env | grep -c "^[A-Z]" | wc -l',
    'git commit -m "Ignore .env and .git"',
    'git diff -- .env',
    'gh pr create --body "The .env file is read"',
    'jq .env package.json',
  ])('%j only mentions or reads what it names', (command) => {
    expect(runs(command)).toBeUndefined();
  });

  test.each([
    'echo x > .env',
    'echo .env | xargs rm',
    'cat .env | tee x',
    'cat x | sh -c "rm .env"',
    'cat() { rm "$1"; }\ncat .env',
    'cat "$(rm .env)"',
    'PATH=. cat .env',
    'alias cat=rm; cat .env',
    'grep x README.md; rm .env',
    'git diff --output=.env',
    'git -c core.pager=x log .env',
    './cat .env',
    'sort -o .env README.md',
    'env cat .env',
  ])('%j may do more', (command) => {
    expect(runs(command)).toBeDefined();
  });

  test('secrets that may not be read cannot be read by a command either', () => {
    expect(judge({ tool: 'Bash', command: 'cat .env' }, { reads: true })).toBeDefined();
    expect(judge({ tool: 'Bash', command: 'echo .env' }, { reads: true })).toBeUndefined();
  });

  test.each([
    `find . -name '.e??' -exec sh -c 'rm "$1"' _ {} ';'`,
    `find . -name '.en*' -execdir tee {} ';'`,
    'git stash -a',
    'git stash push --all',
    'f=xenv; rm .$'.concat('{f#x}'),
    'f=nvx; rm .e$'.concat('{f%x}'),
    'f=.anv; rm $'.concat('{f/a/e}'),
    'f=xx.env; rm $'.concat('{f:2}'),
    'f=x.envy; rm $'.concat('{f:1:4}'),
  ])('%j is denied, a kind that once got through', (command) => {
    expect(runs(command)).toBeDefined();
  });

  test.each([`find . -name '*v' -exec grep -l x {} +`, 'git stash', 'git stash push -m all', 'git stash pop'])(
    '%j deletes nothing',
    (command) => {
      expect(runs(command)).toBeUndefined();
    },
  );

  // Each kind in several spellings; the shell's interpretation was tested in bash, and cases of zsh only are marked.
  test.each([
    // Commands within commands.
    'sh -c \'rm .e""nv\'',
    'eval rm .e\'"n"\'v',
    "bash -c 'rm .e\\nv'",
    `sh -c 'sh -c "rm .e\\"\\"nv"'`,
    'echo \'rm .e"n"v\' | sh',
    // Variables that the command sets, defaults, and unset ones.
    'f=.e; rm $f"nv"',
    'f=.e; rm $'.concat('{f}nv'),
    'a=.e b=nv; rm $a$b',
    'f=.e; f+=nv; rm "$f"',
    'for f in x .e y; do rm $'.concat('{f}nv; done'),
    'set -- .e nv; rm $1$2',
    'rm $'.concat('{x:-.env}'),
    'rm .en$'.concat('{x:=v}'),
    'rm .e$'.concat('{x}nv'),
    'rm .e$@nv',
    'rm .e$1nv',
    'rm ~+/migrations/1.sql',
    'cd src && rm ~-/migrations/1.sql',
    'cd src && rm $OLDPWD/migrations/1.sql',
    'rm ~me/.zshrc',
    // Ranges and alternatives.
    'rm .en{u..w}',
    'rm .e{n..n}v',
    'rm keys/id_rsa{1..3}',
    'shopt -s extglob; rm .@(env)',
    'shopt -s extglob; rm .e!(x)v',
    'rm .e(n|x)v',
    // Globs that match more than usual.
    'shopt -s dotglob; cat x > src/deep/*',
    'cp x src/deep/*(D)',
    'shopt -s nocaseglob; rm .EN?',
    'cd keys; rm ID*',
    'rm -rf **/.bin',
    // What searches and lists pass on.
    "find . -name '.e*' -delete",
    "find . -iname '.E?V' -exec rm {} +",
    "find src -path '*deep/.e*' -delete",
    "find . -name '.e*' | xargs rm",
    'find src -type f | xargs rm',
    'ls -A | xargs rm -rf',
    'ls -A | grep env | xargs rm',
    'ls -A src/deep | while read -r f; do rm src/deep/$f; done',
    'for f in $(ls -A); do rm $f; done',
    // Others that delete.
    'rsync -a --delete docs/ .',
    'tar --remove-files -cf /tmp/x.tar .',
    'npx rimraf .',
    'zip -rm /tmp/x.zip src',
    'git clean -fdx',
    'git clean -fd src',
    `python3 -c "import shutil; shutil.rmtree('.')"`,
    `node -e 'fs.rmSync("src",{recursive:true})'`,
    `ruby -e 'FileUtils.rm_rf(".")'`,
    "python3 - <<'E'\nimport shutil\nshutil.rmtree('src')\nE",
    // Other languages compose texts.
    `python3 -c "open('.e'+'nv','w')"`,
    `python3 -c "open('.e' 'nv','w')"`,
    `perl -e 'unlink ".e"."nv"'`,
    `awk 'BEGIN{system("rm .e" "nv")}'`,
    // A file attached to the letter of its option or command.
    "sed -n 'w.env' src/a.ts",
    "sed 's/b/c/gw.env' src/a.ts",
    'perl -pi.env x',
  ])('%j is denied too', (command) => {
    expect(runs(command)?.reason).toMatch(/^csd: the command (?:names|takes in) /);
  });

  test.each([
    "find . -name '*.o' -delete",
    "find . -name '*.pyc' -exec rm {} +",
    "find . -name '*.o' | xargs rm",
    'find docs -type f | xargs rm',
    'ls docs | xargs wc -l',
    'ls | grep tmp | xargs rm',
    'ls docs | xargs rm',
    'for f in docs/*.md; do rm $f; done',
    'rm -rf "$TMPDIR/x"',
    'rm -rf $BUILD/out',
    'x=1; echo $x $'.concat('{y:-foo}'),
    'echo a{1..3} {a..c}',
    'rsync -a --delete . /tmp/copy',
    'git clean -ndx',
    'docker rm foo',
    'grep -E "(foo|bar)" src/a.ts',
    'f() { echo hi; }; f',
    "awk '{print $1}' src/a.ts",
    "sed 's/foo/bar/w out' src/a.ts",
    'npx prettier --write **/*.ts',
    'rm -r $(mktemp -d)',
    'tar czf x.tgz docs',
  ])('%j is not denied', (command) => {
    expect(runs(command)).toBeUndefined();
  });

  test('the documented limits: nothing is denied that csd cannot see', () => {
    expect(runs('f=.env.old; rm "$'.concat('{f%.old}"'))).toBeDefined();
    expect(runs('rm ".$(printf env)"')).toBeUndefined();
    expect(runs("python3 -c \"open(chr(46) + 'env', 'w')\"")).toBeUndefined();
    expect(runs('tar xf x.tar')).toBeUndefined();
  });

  test('a command that would take too long to judge is denied', () => {
    const places = { disk, cwd: CWD, home: '/home/me', find: () => undefined };
    const words = (count: number) => `echo ${Array.from({ length: count }, (_, n) => `w${n}`).join(' ')}`;
    expect(judgeCommand(places, words(90), 100)).toBeUndefined();
    expect(judgeCommand(places, words(110), 100)?.glob).toBe('more than 100 words to look up');
  });

  test('a folder too large to search may not be deleted', () => {
    const many = Array.from({ length: 20_002 }, (_, n) => ({ name: String(n), isFolder: false }));
    const crowded: Disk = { readLink: () => undefined, list: (place) => (place === `${CWD}/many` ? many : undefined) };
    const policy = { backend: 'claude', cwd: CWD, home: '/home/me', ...globsOf(REQUEST, []), log: '', armed: '' };
    const call = { tool: 'Bash', cwd: CWD, writes: [], reads: [], command: 'rm -rf many' };
    expect(judgeTool(policy, call, crowded)?.reason).toContain('more than 20000 entries');
  });
});

test('a preset that allows some tools denies every other, known or not', () => {
  const only = { tools: ['Read', 'Grep'], by: 'the preset read-only' };
  expect(judge({ tool: 'Read', reads: ['src/a.ts'] }, { only })).toBeUndefined();
  for (const tool of ['Bash', 'Write', 'mcp__x__y', 'read', 'toString'])
    expect(judge({ tool }, { only })?.reason).toContain('the preset read-only');
});

describe('globs', () => {
  test.each(['*', '**', '**/*', '/', './', '.', '~', '/**', '?*', '*/', '**/**'])('%j matches everything', (glob) => {
    expect(() => globsOf({ ...REQUEST, protect: [glob] }, [])).toThrow(/matches everything/);
  });

  test.each(['*.ts', 'src/', 'src/**', '.*', '*.{pem,key}'])('%j does not', (glob) => {
    expect(globsOf({ ...REQUEST, protect: [glob] }, []).protect).toContain(glob);
  });

  test.each(['', '  ', '!src', 'a\0b'])('%j is not a glob', (glob) => {
    expect(() => globsOf({ ...REQUEST, protect: [glob] }, [])).toThrow();
  });
});

test('a command is judged from each folder that it may run in', () => {
  const call = { command: 'rm tsc', folders: [path.join(CWD, 'node_modules/.bin')] };
  expect(judge({ command: 'rm tsc' })).toBeUndefined();
  expect(judge(call)?.reason).toContain('node_modules/');
});
