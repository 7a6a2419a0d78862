import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import { type AnyOperation, isStreaming } from '../../contract/operation.ts';
import { describeFailure } from '../failure.ts';
import type { FaceHost } from '../host.ts';
import { inputSchemaOf, outputSchemaOf, sayExclusive } from '../schemas.ts';
import { compact, dropTrivial } from './compact.ts';

/** Sends one item of a stream to the client. */
export type Deliver = (item: unknown) => Promise<void>;

/** The result of a streaming tool when its stream has ended. */
const STREAM_OUTPUT: Tool['outputSchema'] = {
  type: 'object',
  properties: { items: { type: 'integer', minimum: 0 } },
  required: ['items'],
};

/** An operation as a tool: with the same name, and schemas from its own. */
export async function describeTool(operation: AnyOperation): Promise<Tool> {
  const streaming = isStreaming(operation)
    ? `Continues until it is cancelled; each item comes as a log notification of the logger ${operation.name}.`
    : '';
  const sentences = [`${operation.summary}.`, sayExclusive(operation), streaming].filter(
    (text) => text !== '.' && text !== '',
  );
  return {
    name: operation.name,
    description: sentences.join(' '),
    inputSchema: { ...dropTrivial(inputSchemaOf(operation)), type: 'object' },
    // A union has no type, and a tool's output must be declared as an object.
    outputSchema: isStreaming(operation)
      ? STREAM_OUTPUT
      : { ...compact(await outputSchemaOf(operation)), type: 'object' },
  };
}

/** Runs the operation; a failure is a result with `isError`, with the same JSON as in every face. */
export async function callTool(
  host: FaceHost,
  { operation, input }: { operation: AnyOperation; input: Record<string, unknown> },
  signal: AbortSignal,
  deliver: Deliver,
): Promise<CallToolResult> {
  try {
    const outcome = await host.call(operation, input, signal);
    const output = isStreaming(operation) ? await drain(outcome as AsyncIterable<unknown>, deliver) : outcome;
    return { content: [text(output)], structuredContent: output as Record<string, unknown> };
  } catch (error) {
    return { content: [text(describeFailure(error).json)], isError: true };
  }
}

async function drain(items: AsyncIterable<unknown>, deliver: Deliver): Promise<{ items: number }> {
  let count = 0;
  for await (const item of items) {
    await deliver(item);
    count++;
  }
  return { items: count };
}

function text(value: unknown): { type: 'text'; text: string } {
  return { type: 'text', text: JSON.stringify(value) };
}
