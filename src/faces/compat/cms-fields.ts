import * as z from 'zod/mini';
import type { OtherField, Translation } from './translate.ts';

/** A command of `cms`, the tool of its MCP server, or both, and their equivalent here. */
export type CmsRow = { command?: string; tool?: string } & Translation;

export const text = z.optional(z.string());
export const must = z.string();
export const flag = z.optional(z.boolean());
export const number = z.optional(z.number());
export const words = z.optional(z.union([z.string(), z.array(z.string())]));

export const NAME: OtherField = { schema: must, help: 'name of the session' };
export const MESSAGE: OtherField = { schema: text, help: 'a prompt to send then; its answer is waited for' };
export const STOP: OtherField = { schema: flag, help: 'end the session when its turn is done; it can be resumed' };

/** The parameters for starting a session, by the names of `cms`. */
export const START = {
  model: { schema: text, help: "the model, by the agent's own name for it" },
  work_dir: { schema: text, help: "the agent's folder (default: this one)" },
  permission_mode: { schema: text, help: 'a permission mode that the agent has' },
  allowed_tools: { schema: words, help: 'tools that the agent may use without asking, with commas between them' },
  system_prompt: { schema: text, help: "text that is added to the agent's system prompt" },
  max_budget: { schema: number, help: 'USD that the session may cost: a turn beyond it is cut off' },
  agent: { schema: text, help: 'the agent definition to work as, by its name' },
};
