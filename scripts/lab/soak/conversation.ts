import type { Block, MessagesRequest } from '../api.ts';
import { isInjected, isNotification } from '../api-messages.ts';

/** What one agent process sent to its model. */
export interface Conversation {
  /** Prompts in the order in which the model first saw them. */
  prompts: string[];
  requests: number;
}

/** Adds what a main-loop request contains beyond the earlier ones; a repeated one adds nothing. */
export function readConversation(conversation: Conversation, request: MessagesRequest): void {
  conversation.requests++;
  const prompts: string[] = [];
  for (const message of request.messages) {
    if (message.role !== 'user') continue;
    const blocks: Block[] =
      typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
    const own = blocks.flatMap(({ type, text = '' }) => (type === 'text' && !isOthers(text) ? [unwrap(text)] : []));
    // Prompts without an answer between them are blocks of one message, and so is one after a refused tool call.
    prompts.push(...own);
  }
  if (prompts.length >= conversation.prompts.length) conversation.prompts = prompts;
}

/** A collapsed paste reaches the model inside its own element on 2.1.330. */
export function unwrap(text: string): string {
  return text.replace(/\n*<pasted_content id="(\w+)">\n([\s\S]*?)\n<\/pasted_content id="\1">\n?/g, '$2');
}

/** What wakes the model up is no person's prompt either. */
const isOthers = (text: string): boolean => isInjected(text) || isNotification(text);
