/** Keys to press one after the other, by tmux's names. */
export interface Press {
  keys: string[];
  /** An idle agent may end on it and a draft be cleared: only for a turn in flight and an empty composer. */
  endsIdle?: boolean;
}

/** Where the agent waits for an interrupt: its composer is up, or a menu of the turn. */
export type InterruptPlace = 'turn' | 'menu';

/** What interrupts, best first; none where the person has left no key that a terminal can send. */
export type InterruptKeys = Record<InterruptPlace, Press[]>;

/** The file in which a person rebinds the agent's keys. */
export interface KeyBindings {
  file(configDir: string): string;
  /** What interrupts where the file has this text; of one that is not in force, the agent's own keys. */
  interrupts(text: string): InterruptKeys;
  /** What a person writes into the file where nothing interrupts. */
  remedy: Record<InterruptPlace, string>;
}
