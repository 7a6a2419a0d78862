import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Scene } from '../scene.ts';
import type { CsdResult, Stage } from '../stage.ts';
import { until } from '../wait.ts';

/** The output of `csd delegate` and `csd continue`. */
export interface DelegateLine {
  status: string;
  response: string;
  cost: number | null;
  turns: number;
  can_continue: boolean;
  files_changed: string[];
  gate?: string;
  plan?: string;
  question?: string;
  error: string | null;
  safety: { violations: { tool: string; reason: string }[]; limits: { reached: string | null } };
}

export const resultOf = ({ json }: CsdResult) => json as DelegateLine;

/** The suffix of a scene's name if its delegates have no screen. */
const STREAM = '-stream';

export const delegate = (stage: Stage, name: string, task: string, ...flags: string[]) =>
  stage.csd('delegate', name, task, '--json', ...flags, ...driverOf(stage, flags));

/** True in a scene whose delegates have no screen. */
export const isOnStream = ({ scene }: Stage): boolean => scene.name.endsWith(STREAM);

/** The flags for the driver of the scene, unless these already name one. */
export function driverOf(stage: Stage, flags: string[] = []): string[] {
  return isOnStream(stage) && !flags.includes('--driver') ? ['--driver', 'stream'] : [];
}

/** The scenes, and those of these names again without a screen. */
export const andOnStream = (scenes: Scene[], names: string[]): Scene[] => [
  ...scenes,
  ...scenes
    .filter(({ name }) => names.includes(name))
    .map((scene) => ({
      ...scene,
      name: `${scene.name}${STREAM}`,
      about: `${scene.about} Without a screen.`,
    })),
];

/** The file that exists while an interaction with a delegate continues. */
export const openFile = (stage: Stage, name: string) => join(stage.place.root, 'state/csd/delegates', `${name}.json`);

export const untilOver = (stage: Stage, name: string) =>
  until(
    () => !existsSync(openFile(stage, name)),
    120_000,
    () => `${name} is not over`,
  );

/** Commands that write or delete protected paths, each written differently. */
export const WAYS = [
  'echo gone > .env',
  'echo gone >> "./.env"',
  "rm -f '.env'",
  'rm .e""nv',
  'rm .\\env',
  "rm $'\\x2eenv'",
  'mv .en{v,v.old}',
  'cd sub && rm ../.env',
  'rm .en?',
  'rm -rf *.env .e*',
  'sh -c "rm .env"',
  'cp sub/other .env',
  'tee .env < sub/other',
  'sed -i s/a/b/ .env',
  'ln -sf sub/other .env',
  'rm link',
  'echo gone > link',
  'rm -rf .git',
  'rm -rf ../work/.git',
  'git config -f .git/config a.b c',
  'rm -rf .',
  'mv node_modules away',
  'rm "$PWD/.env"',
  'truncate -s 0 .env; true',
  `python3 -c "open('.env', 'w')"`,
  `node -e 'require("fs").rmSync(".env")'`,
  "perl -e 'unlink q(.env)'",
  'dd if=/dev/null of=.env',
  'install -m 600 sub/other .env',
  'git checkout -- .env',
  'echo .env | xargs rm',
  'find . -name .env -delete',
  'cat sub/other > .ENV',
  'rm sub/../link',
  'ln -f sub/other node_modules/x/i.js',
  '(cd node_modules/x && rm i.js)',
  'cat > .env <<EOF\ngone\nEOF',
  "bash <<'E'\nrm .env\nE",
  'A=1 B=2 rm .env',
  'env -i PATH=/bin rm .env',
  'rm .en[!x]',
  'rm$IFS.env',
  'rm -rf "$(pwd)"',
  'exec 3> .env',
  'git restore .env',
  'trap "rm .env" EXIT',
  // Kinds that were found later: within another command, composed, passed on.
  `sh -c 'rm .e""nv'`,
  'f=.e; rm "$'.concat('{f}nv"'),
  'rm $'.concat('{nothing:-.env}'),
  'rm .en{u..w}',
  "find . -name '.e*v' -delete",
  'ls -A | grep env | xargs rm -f',
  'shopt -s dotglob 2>/dev/null; for f in *nv; do : > $f; done',
  `python3 -c "open('.e' + 'nv', 'w')"`,
  `python3 -c "import shutil; shutil.rmtree('node_modules/../.')"`,
  "sed -n 'w.env' sub/other",
  'rsync -a --delete sub/ . || git clean -fdx',
  'for f in .e; do rm "$'.concat('{f}nv"; done'),
];
