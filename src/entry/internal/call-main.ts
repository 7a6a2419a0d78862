import { StringDecoder } from 'node:string_decoder';
import { createOutput } from '../../adapters/stdio/output.ts';
import { CsdError } from '../../contract/errors.ts';
import type { CallReply, CallRequest } from '../../contract/host-call.ts';
import type { AnyOperation } from '../../contract/operation.ts';
import { answerCall as answer } from '../../drive/hosts/answer-call.ts';
import { describeFailure } from '../../faces/failure.ts';
import { callOperation, followOperation } from '../../operations/call-operation.ts';
import { OPERATIONS } from '../../operations/index.ts';
import { toJson } from '../../operations/text/escape-output.ts';
import { createContext, ownProgram } from '../compose.ts';
import { boundContext } from '../create-context.ts';

/**
 * Answers the call of a csd on another machine on standard input and output, see `contract/host-call.ts`; then the
 * process is done.
 */
export async function answerCall(version: string, stop: AbortController): Promise<number> {
  const ctx = createContext({ signal: stop.signal, program: ownProgram(), isServer: true });
  // A reader that is gone ends nothing: what was begun is finished.
  const output = createOutput('stdout', ctx.clock, new AbortController().signal);
  const caller = {
    lines: linesOf(process.stdin),
    say: (reply: CallReply) => output.write(`${toJson(reply)}\n`),
  };
  const perform = async (request: CallRequest, signal: AbortSignal) => {
    const operation = await find(request.operation, version);
    const own = { ...boundContext(ctx, signal), ...(request.by_model && { needsConsent: true }) };
    return request.follow
      ? followOperation(operation, request.input, own)
      : callOperation(operation, request.input, own);
  };
  await answer(ctx, caller, { version, perform, describe: (error) => describeFailure(error).json }, stop);
  return 0;
}

/** Operations of this machine only: a call is not forwarded to a third machine. */
async function find(name: string, version: string): Promise<AnyOperation> {
  const load = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name as keyof typeof OPERATIONS] : undefined;
  if (load !== undefined) return load() as Promise<AnyOperation>;
  const { CALLED_ONLY } = await import('../../operations/on-hosts/record-here.ts');
  if (Object.hasOwn(CALLED_ONLY, name)) return CALLED_ONLY[name] as AnyOperation;
  throw new CsdError(
    'version_mismatch',
    `csd ${version} has no operation ${JSON.stringify(name)}: install the same version on both`,
    { there: version },
  );
}

async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.write(Buffer.from(chunk))).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
