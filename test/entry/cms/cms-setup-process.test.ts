import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Place } from '../../faces/built.ts';

/** The agent's command as releases 2.1.158 and 2.1.332 answer it: one file per scope in place of its configuration. */
const AGENT = `#!/bin/sh
scope=$4 name=$5 file=$AGENT_FILES/$4-$5
case $2 in
  add)
    [ ! -e "$file" ] || { echo "MCP server $name already exists in $scope config" >&2; exit 1; }
    [ -z "$AGENT_BROKEN" ] || { echo "Error: $AGENT_BROKEN" >&2; exit 1; }
    shift 6; printf '%s\\n' "$@" >"$file" ;;
  remove) [ -e "$file" ] && rm "$file" || { echo "No MCP server named \\"$name\\" in $scope scope" >&2; exit 1; } ;;
esac`;

let place: Place;
let agents: string;
beforeEach(() => {
  place = new Place();
  agents = join(place.folder, 'agent');
  mkdirSync(agents);
  writeFileSync(join(agents, 'claude'), AGENT);
  chmodSync(join(agents, 'claude'), 0o755);
});
afterEach(() => place.dispose());

const setup = async (words: string[], env: Record<string, string> = {}) => {
  const own = { CSD_CLAUDE_BIN: join(agents, 'claude'), AGENT_FILES: agents, ...env };
  return place.csd(['cms', 'setup', ...words], { env: own });
};
const registered = (scope: string) => readFileSync(join(agents, `${scope}-csd`), 'utf8');

test('the tools are registered in the right place, once, and removed again', async () => {
  const first = await setup(['--global']);
  expect(JSON.parse(first.stdout)).toEqual({ ok: true, scope: 'global', server: 'added' });
  expect(registered('user')).toMatch(/mcp\n--tools\ncms\n$/);
  const before = registered('user');
  expect(JSON.parse((await setup(['--global'])).stdout)).toMatchObject({ server: 'renewed' });
  expect(registered('user')).toBe(before);
  expect(JSON.parse((await setup(['--local'])).stdout)).toMatchObject({ scope: 'local', server: 'added' });
  expect(JSON.parse((await setup(['--global', '--uninstall'])).stdout)).toMatchObject({
    server: 'removed',
    guide: 'absent',
  });
  expect(JSON.parse((await setup(['--global', '--uninstall'])).stdout)).toMatchObject({ server: 'absent' });
  expect(registered('local')).toBe(before);
});

test('the guide is written into the person’s file, through a link and keeping its mode, and removed again', async () => {
  const real = join(place.folder, 'instructions');
  writeFileSync(real, 'mine', { mode: 0o640 });
  const file = join(place.folder, 'CLAUDE.md');
  symlinkSync(real, file);
  expect(JSON.parse((await setup(['--local', '--guide'])).stdout)).toMatchObject({ guide: 'added' });
  expect(readFileSync(real, 'utf8')).toMatch(/^mine\n\n<!-- csd guide: begin -->/);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(statSync(real).mode & 0o777).toBe(0o640);
  expect(JSON.parse((await setup(['--local', '--uninstall'])).stdout)).toMatchObject({ guide: 'removed' });
  expect(readFileSync(real, 'utf8')).toBe('mine');
});

test.each([
  [[], {}, 'bad_input', /--global/],
  [['--global', '--local'], {}, 'bad_input', /exclude/],
  [['--global'], { AGENT_BROKEN: 'no room' }, 'spawn_failed', /no room/],
  [['--global'], { CSD_CLAUDE_BIN: '/none' }, 'no_agent', /none/],
])('%j with %j is refused', async (words, env, code, says) => {
  const { stderr, code: exit } = await setup(words, env as Record<string, string>);
  expect(JSON.parse(stderr)).toMatchObject({ code, error: expect.stringMatching(says) });
  expect(exit).toBe(1);
});

test('a file with damaged marks is left alone, and nothing is registered', async () => {
  writeFileSync(join(place.folder, 'CLAUDE.md'), '<!-- csd guide: begin -->\nhalf');
  const { stderr } = await setup(['--local', '--guide']);
  expect(JSON.parse(stderr)).toMatchObject({ code: 'bad_input', error: expect.stringContaining('damaged') });
  expect(() => registered('local')).toThrow();
});
