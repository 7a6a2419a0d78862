import { createNotifiers } from '../../adapters/notify/create-notifiers.ts';
import type { Config } from '../../contract/config.ts';
import { CsdError, sayFailure } from '../../contract/errors.ts';
import type { Event, Watched } from '../../contract/event.ts';
import type { ServiceHost } from '../../contract/service.ts';
import type { Notice } from '../../drive/notify/decide-notices.ts';
import { bodyOf, toTelling } from '../../drive/notify/notice.ts';
import { signedHeaders } from '../../drive/notify/outbox.ts';
import { playRules, type Report } from '../../drive/notify/play-rules.ts';
import { readSecret } from '../../drive/notify/read-secret.ts';
import { toRules } from '../../drive/notify/rules.ts';
import { showNotice } from '../../drive/notify/show-notice.ts';
import type { Context } from '../../drive/session/context.ts';
import { readConfig } from '../../drive/session/files/config-file.ts';
import { configPath } from '../../drive/session/files/config-path.ts';
import { toJson } from '../../operations/text/escape-output.ts';
import { createContext, ownProgram } from '../compose.ts';

/** The flags of the command. */
export interface NotifyInput {
  hosts?: boolean | undefined;
  test?: boolean | undefined;
}

type Events = (signal: AbortSignal) => AsyncIterable<Event>;

/** Sends notices by the rules until a signal; prints the result of each as a line of JSON on stdout. */
export async function runNotify({ hosts, test }: NotifyInput, host: ServiceHost): Promise<number> {
  const ctx = createContext({ signal: host.signal, program: ownProgram(), version: host.version, isServer: true });
  const config = await requireRules(ctx);
  if (test) return tryAll(ctx, config, host);
  const events = hosts ? await eventsOfHosts(ctx) : await ownEvents(ctx);
  await playRules(ctx, {
    config,
    notifiers: notifiersOf(ctx),
    events,
    report: reportTo(host, 'stdout'),
    signal: host.signal,
  });
  return 0;
}

/**
 * Sends notices alongside a server; the returned function ends that. Errors are lines of JSON on stderr. Throws like
 * `csd notify`.
 */
export async function startNotifying(ctx: Context, host: ServiceHost, events: Events): Promise<() => Promise<void>> {
  const config = await requireRules(ctx);
  const over = new AbortController();
  const signal = AbortSignal.any([host.signal, over.signal]);
  const say = reportTo(host, 'stderr');
  const report: Report = (line) => (['failed', 'given_up', 'stands_by'].includes(line.outcome) ? say(line) : undefined);
  const playing = playRules(ctx, { config, notifiers: notifiersOf(ctx), events, report, signal }).catch((error) =>
    say({ at: ctx.clock.now(), outcome: 'failed', error: sayFailure(error) }),
  );
  return async () => {
    over.abort();
    await playing;
  };
}

async function requireRules(ctx: Context): Promise<Config> {
  const config = await readConfig(ctx);
  if (config.notify.length > 0) return config;
  const file = configPath(ctx);
  throw new CsdError('bad_input', `there are no rules: add some as "notify" to ${file}; docs/notify.md has examples`, {
    path: file,
  });
}

function notifiersOf({ env, processes }: Context) {
  return createNotifiers({ env, processes, platform: process.platform });
}

function reportTo(host: ServiceHost, stream: 'stdout' | 'stderr'): Report {
  return (line) => host.write(stream, `${toJson(line)}\n`);
}

async function ownEvents(ctx: Context): Promise<Events> {
  const hub = await ctx.hub();
  return (signal) => hub.events({ signal });
}

async function eventsOfHosts(ctx: Context): Promise<Events> {
  const { allHosts } = await import('../../drive/hosts/find-host.ts');
  const { HostsHub } = await import('../../drive/hosts/hosts-hub.ts');
  const hub = new HostsHub(ctx, [{}, ...(await allHosts(ctx)).map((name) => ({ host: name }))], false);
  return (signal) => hub.events({ signal });
}

const SAMPLE: Watched = {
  since: 0,
  at: 0,
  session: 'csd-test',
  cwd: '/',
  backend: 'none',
  alive: true,
  state: {
    status: 'blocked',
    gate: 'permission',
    prompt: 'This is a test of csd notify.',
    question: 'This is a test of csd notify.',
    options: ['Yes', 'No'],
    selected: 1,
    gate_id: 'test',
  },
};

/** Uses each channel of each rule once. Exit code 1 if one failed. */
async function tryAll(ctx: Context, config: Config, host: ServiceHost): Promise<number> {
  const notifiers = notifiersOf(ctx);
  const report = reportTo(host, 'stdout');
  let code = 0;
  for (const rule of toRules(config))
    for (const channel of rule.channels) {
      const at = ctx.clock.now();
      const { action } = channel;
      const by = typeof action === 'string' ? action : 'exec' in action ? 'exec' : 'webhook';
      const watched = { ...SAMPLE, since: at, at };
      const notice: Notice = { channel, rule: rule.number, watched, since: at, again: false };
      const error = await attempt(ctx, notifiers, notice, at);
      if (error !== undefined) code = 1;
      report({ at, outcome: error === undefined ? 'done' : 'failed', rule: rule.number, by, ...(error && { error }) });
    }
  return code;
}

/** The error message. */
async function attempt(
  ctx: Context,
  notifiers: ReturnType<typeof notifiersOf>,
  notice: Notice,
  at: number,
): Promise<string | undefined> {
  const { action } = notice.channel;
  const telling = toTelling(notice, at, true);
  try {
    if (typeof action === 'string' || 'exec' in action) await showNotice(notifiers, action, telling);
    else {
      const { webhook } = action;
      const body = bodyOf(toTelling(notice, at, webhook.state), webhook);
      const headers = await signedHeaders(ctx, webhook, { id: telling.id, body: body.text, type: body.type });
      const url = await readSecret(ctx, webhook.url);
      const answer = await notifiers.post({ url, method: webhook.method, headers, body: body.text }, ctx.signal);
      if ('failure' in answer) return answer.failure;
      if (answer.status < 200 || answer.status > 299) return `status ${answer.status}`;
    }
    return undefined;
  } catch (error) {
    return error instanceof CsdError ? error.message : String((error as NodeJS.ErrnoException).code ?? 'it failed');
  }
}
