import { CsdError, ERRORS, type ErrorCode } from '../../contract/errors.ts';
import type { ProtocolVersion } from '../../contract/host-call.ts';
import type { ChannelEnd } from '../../ports/transport.ts';

/** How many characters of the transport's messages to show. */
const MOST_WORDS = 600;
/** The same of an error of the csd there, which can contain a screen, and of the data with it as JSON. */
const MOST_ERROR = 16 * 1024;
const MOST_DATA = 256 * 1024;
/** How many characters of the version that a csd there claims to show. */
const MOST_VERSION = 60;
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/** A host did not answer. `asked`: the csd there may have received the request. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  constructor(
    readonly host: string,
    readonly asked: boolean,
    readonly why: string,
    /** The transport gave no reason, as when a kept connection is cut: a new one may work at once. */
    readonly isSudden = false,
  ) {
    super(why);
  }
}

/** The error for the caller; its JSON includes `data`. */
export function toUnreachable({ host, why }: NoAnswer, data: Record<string, unknown> = {}, more = ''): CsdError {
  return new CsdError('unreachable', `${host} is unreachable: ${why}${more}`, { host, ...data });
}

/** Why a channel ended, in the transport's words. */
export function whyEnded(program: string, { code, words }: ChannelEnd, wasAnswered: boolean): string {
  const said = plainWords(words);
  if (code === NOT_FOUND || code === NOT_EXECUTABLE) {
    const remedy = 'install csd there, or name it by CSD_REMOTE_BIN or "program" in config.json';
    return `no csd there: the login shell does not find ${JSON.stringify(program)} (${said || `exit code ${code}`}); ${remedy}`;
  }
  if (said !== '') return said;
  return wasAnswered
    ? `the connection was lost (exit code ${code})`
    : `the connection ended (exit code ${code}) before csd answered`;
}

/**
 * Messages of OpenSSH 8 to 10 for a kept connection that went away, and for one that was cut while it was being made.
 */
const CUT = [
  /\bmux_client_|\bcontrol master\b|\bcontrol ?socket\b|\bshared connection to /i,
  /\bconnection closed by |\bconnection reset by |\bclosed by remote host\b/i,
];

/**
 * True if the transport reports one cut connection rather than a problem with the host: a new connection may work at
 * once.
 */
export function isAboutCut(words: string): boolean {
  return CUT.some((pattern) => pattern.test(words));
}

/** A program's stderr on one line, without control characters, cut to a limit. */
export function plainWords(text: string): string {
  const lines = text
    // Removes whole terminal escape sequences, not only their first byte.
    .replace(/\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?/g, '')
    .split(/[\r\n]+/)
    .map((line) => line.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '').trim())
    .filter((line) => line !== '' && !/^[@*#=-]+$/.test(line));
  const all = lines.join('; ');
  return all.length > MOST_WORDS ? `…${all.slice(1 - MOST_WORDS)}` : all;
}

/** The version that another csd claims to have, without control characters, cut to a limit. */
export function plainVersion(claimed: string): string {
  const version = plainWords(claimed.slice(0, MOST_WORDS));
  return version.length > MOST_VERSION ? `${version.slice(0, MOST_VERSION)}…` : version;
}

/** A failure that the csd of another machine reported. */
export class RemoteFailure extends CsdError {}

/**
 * The failure that the csd there reported, as this one's; the message names the host. A longer one than csd writes is
 * cut.
 */
export function toFailure(
  host: string,
  told: { error: string; code: string; [datum: string]: unknown },
): RemoteFailure {
  const { error, code, ...all } = told;
  const data = JSON.stringify(all).length > MOST_DATA ? {} : all;
  const message = `${error.length > MOST_ERROR ? `${error.slice(0, MOST_ERROR)}…` : error} (on ${host})`;
  if (Object.hasOwn(ERRORS, code)) return new RemoteFailure(code as ErrorCode, message, { ...data, host });
  return new RemoteFailure('remote_failed', message, { ...data, host, remote_code: code });
}

/**
 * The error for an answer that this csd cannot use: `place` says where in it. The error contains nothing of the answer.
 */
export function malformed(host: string, operation: string, place: string): CsdError {
  const where = place === '' ? '' : ` (${place})`;
  const message = `the csd on ${host} answered ${operation} with something that this csd does not understand${where}: install the same version on both`;
  return new CsdError('remote_failed', message, { host, malformed: place });
}

/** The error for two csd that do not understand each other. */
export function mismatch(
  host: string,
  here: { version: string; protocol: ProtocolVersion },
  there: { version: string; protocol?: ProtocolVersion },
): CsdError {
  const tell = ({ version, protocol }: { version: string; protocol?: ProtocolVersion }) =>
    protocol === undefined
      ? `csd ${version}, which cannot be called`
      : `csd ${version} with protocol ${protocol.major}.${protocol.minor}`;
  const message = `the csd on ${host} and this one are not compatible: ${tell(there)} there, ${tell(here)} here; install the same version on both`;
  return new CsdError('version_mismatch', message, { host, here: here.version, there: there.version });
}
