import * as z from 'zod/mini';
import { type Action, Config, type Secret } from '../../contract/config.ts';
import { CsdError } from '../../contract/errors.ts';
import type { ServiceHost } from '../../contract/service.ts';
import { readSecret } from '../../drive/notify/read-secret.ts';
import type { Context } from '../../drive/session/context.ts';
import { type ConfigProblem, checkConfig, readConfigText } from '../../drive/session/files/config-file.ts';
import { configPath } from '../../drive/session/files/config-path.ts';
import { onTerminal, toJson } from '../../operations/text/escape-output.ts';
import { createContext } from '../compose.ts';

const HIDDEN = '(hidden)';
const KNOWN = Object.keys(Config.shape);

/**
 * Prints the configuration in force, with its defaults, and each problem with its place; exit code 1 if there is one.
 */
export async function showConfig({ schema }: { schema?: boolean | undefined }, host: ServiceHost): Promise<number> {
  if (schema) {
    host.write('stdout', `${JSON.stringify(z.toJSONSchema(Config, { io: 'input' }), null, 2)}\n`);
    return 0;
  }
  const ctx = createContext({ signal: host.signal });
  const path = configPath(ctx);
  const text = await readConfigText(ctx);
  const { config, problems } = text === undefined ? { config: Config.parse({}), problems: [] } : checkConfig(text);
  const all = [...problems, ...(config ? await checkUses(ctx, config) : [])];
  const notes = config ? await notesOn(ctx, config, text !== undefined) : [];
  const shown = config && hideSecrets(config);
  const answer = {
    ok: all.length === 0,
    path,
    exists: text !== undefined,
    ...(shown && { config: shown }),
    problems: all,
    notes,
  };
  // `--json` exists for every command, and is not passed to a service.
  const json = process.argv.includes('--json');
  host.write('stdout', json ? `${toJson(answer)}\n` : onTerminal(sayConfig(answer)));
  return all.length === 0 ? 0 : 1;
}

interface Answer {
  path: string;
  exists: boolean;
  config?: object;
  problems: ConfigProblem[];
  notes: string[];
}

function sayConfig({ path, exists, config, problems, notes }: Answer): string {
  const head = exists ? path : `${path}: there is none, and none is needed`;
  const wrong = problems.map(({ at, problem }) => `WRONG  ${at}${at === '' ? '' : ': '}${problem}`);
  const said = notes.map((note) => `note   ${note}`);
  return `${[head, ...(exists && config ? [JSON.stringify(config, null, 2)] : []), ...wrong, ...said].join('\n')}\n`;
}

/** Whether what the file refers to exists: secrets, programs. */
async function checkUses(ctx: Context, { notify }: Config): Promise<ConfigProblem[]> {
  const problems: ConfigProblem[] = [];
  for (const [n, rule] of notify.entries())
    for (const action of [rule.do].flat() as Action[]) {
      if (typeof action === 'string') continue;
      const at = `notify[${n}].do`;
      if ('exec' in action) {
        const [program = ''] = action.exec;
        if ((await ctx.processes.find(program, ctx.env.PATH)) === undefined)
          problems.push({
            at: `${at}.exec[0]`,
            problem: `no such program: ${JSON.stringify(program)}; name its whole path`,
          });
        continue;
      }
      const { url, secret, headers } = action.webhook;
      const secrets: [string, Secret | undefined][] = [
        ['url', url],
        ['secret', secret],
        ...Object.entries(headers).map(([name, value]): [string, Secret] => [`headers.${name}`, value]),
      ];
      for (const [name, value] of secrets) {
        if (value === undefined) continue;
        const problem = await flawOf(ctx, value, name === 'url');
        if (problem) problems.push({ at: `${at}.webhook.${name}`, problem });
      }
    }
  return problems;
}

async function flawOf(ctx: Context, secret: Secret, isUrl: boolean): Promise<string | undefined> {
  try {
    const text = await readSecret(ctx, secret);
    if (!isUrl || (/^https?:\/\//i.test(text) && URL.canParse(text))) return undefined;
    return 'no http: or https: address';
  } catch (error) {
    if (error instanceof CsdError) return error.message;
    throw error;
  }
}

async function notesOn(ctx: Context, config: Config, exists: boolean): Promise<string[]> {
  const unknown = Object.keys(config).filter((key) => !KNOWN.includes(key));
  const notes = unknown.map(
    (key) => `${JSON.stringify(key)} is nothing that this csd knows: it knows ${KNOWN.join(' and ')}`,
  );
  const file = await ctx.files.realPath(configPath(ctx));
  const isOpen = exists && (await ctx.files.examine(file, { is: 'file', closed: 'private' })) !== undefined;
  if (isOpen && JSON.stringify(hideSecrets(config).notify) !== JSON.stringify(config.notify))
    notes.push(
      `secrets stand in ${file}, which others can read: \`chmod 600 ${file}\`, or move them into files of their own`,
    );
  return notes;
}

/** The configuration without any text that can be a secret: only the origin of an address is left. */
function hideSecrets(config: Config): Config {
  const hide = (secret: Secret): Secret => (typeof secret === 'string' ? HIDDEN : secret);
  const address = (url: Secret): Secret => {
    if (typeof url !== 'string' || !URL.canParse(url)) return hide(url);
    const { origin, pathname, search, username } = new URL(url);
    return pathname === '/' && search === '' && username === '' ? url : `${origin}/${HIDDEN}`;
  };
  const shown = (action: Action): Action => {
    if (typeof action === 'string' || 'exec' in action) return action;
    const { url, headers, secret, ...rest } = action.webhook;
    const hidden = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, hide(value)]));
    return {
      webhook: { ...rest, url: address(url), headers: hidden, ...(secret !== undefined && { secret: hide(secret) }) },
    };
  };
  return {
    hosts: config.hosts,
    notify: config.notify.map((rule) => ({
      ...rule,
      do: Array.isArray(rule.do) ? rule.do.map(shown) : shown(rule.do),
    })),
  };
}
