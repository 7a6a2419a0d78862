/** Keys to press one after the other, by tmux's names. */
export interface Press {
  keys: string[];
  /** Can quit an idle agent and clear a draft: only for a turn in flight and an empty composer. */
  endsIdle?: boolean;
}

/** Where the agent accepts an interrupt: while its composer is shown, or a menu of the turn. */
export type InterruptPlace = 'turn' | 'menu';

/** The keys that interrupt, best first; empty if the user's bindings leave no key that a terminal can send. */
export type InterruptKeys = Record<InterruptPlace, Press[]>;

/** The file in which a user rebinds the agent's keys. */
export interface KeyBindings {
  file(configDir: string): string;
  /** What interrupts with this text in the file; the agent's default keys if the file is not in force. */
  interrupts(text: string): InterruptKeys;
  /** What a user must add to the file if nothing interrupts. */
  remedy: Record<InterruptPlace, string>;
}
