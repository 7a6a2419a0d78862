import { CsdError } from '../contract/errors.ts';
import { MOST_DOCUMENT_BYTES } from '../drive/session/files/look-budget.ts';

/**
 * A stream to its end, UTF-8 decoded lossily. Throws `bad_input` if it is longer than csd takes: a pipe or device may
 * never end.
 */
export async function readWhole(stream: AsyncIterable<Uint8Array | string>, what: string): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const piece = Buffer.from(chunk as Uint8Array);
    length += piece.length;
    if (length > MOST_DOCUMENT_BYTES)
      throw new CsdError('bad_input', `${what}: longer than ${MOST_DOCUMENT_BYTES / 1024 / 1024} MiB`);
    chunks.push(piece);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Standard input to its end. */
export function readStdin(): Promise<string> {
  return readWhole(process.stdin, 'standard input');
}
