import type { FaceHost } from '../host.ts';

/** The user's keys and pastes; listens until the returned function is called. */
export interface Keyboard {
  listen(listener: { key(key: string): void; paste(text: string): void }): () => void;
}

/** Everything that the dashboard needs from its process, so that a test can replace it. */
export interface TopHost extends Pick<FaceHost, 'operations' | 'call' | 'pause'> {
  keyboard: Keyboard;
  terminal: {
    colours: boolean;
    size(): { columns: number; rows: number };
    onResize(listener: () => void): () => void;
  };
  /** Writes to the terminal after what was written before; false when it does not take it and the command is to end. */
  draw(text: string): Promise<boolean>;
  /** The time of day, ms since 1970. */
  time(): number;
  /** The default folder of a new session. */
  cwd: string;
  /** The machines to watch, as `watch` and `ps` take them. */
  hosts: Record<string, unknown>;
  /** Attaches the terminal to a session until the user detaches. */
  attach(session: string): Promise<void>;
}
