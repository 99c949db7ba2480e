import type { Engine } from '../engine/engine-api.ts';
import { MessageError } from '../recording/message.ts';
import type { Settings } from '../settings/settings.ts';
import type { GuardedEngine } from './failover/guarded-engine.ts';

/** An engine that was opened for a recording. */
export interface OpenedEngine {
  readonly settings: Settings;
  readonly engine: Promise<GuardedEngine>;
  /** While the engine recovers the recording; rejects when it cannot. */
  recovering: Promise<void> | null;
}

/** The engines of this recorder: one at most for each recording. */
export class OpenEngines {
  readonly #start: (id: string) => Promise<GuardedEngine>;
  readonly #opened = new Map<string, OpenedEngine>();

  /** @param start starts an engine for a recording. */
  constructor(start: (id: string) => Promise<GuardedEngine>) {
    this.#start = start;
  }

  /** Opens an engine, which takes the place of the last one at once. The caller closes that one. */
  open(id: string, settings: Settings): OpenedEngine {
    const opened: OpenedEngine = { settings, engine: this.#start(id), recovering: null };
    this.#opened.set(id, opened);
    return opened;
  }

  /** Null when none is open. */
  get(id: string): OpenedEngine | null {
    return this.#opened.get(id) ?? null;
  }

  /** The recordings that have one. */
  get ids(): readonly string[] {
    return [...this.#opened.keys()];
  }

  /** @throws MessageError when none is open, and whatever `use` rejects with. */
  async ask(id: string, use: (engine: Engine) => Promise<void>): Promise<void> {
    const opened = this.#opened.get(id);
    if (opened === undefined) throw new MessageError({ id: 'recorder.notOpen' });
    await (await opened.engine).call(use);
  }

  /** Closes a recording's engine. With `opened`, nothing happens when another has taken its place. */
  close(id: string, opened = this.#opened.get(id)): void {
    if (opened === undefined || this.#opened.get(id) !== opened) return;
    this.#opened.delete(id);
    closeEngine(opened);
  }
}

/** Closes an engine that another has replaced. One that is still opening is closed when it is open: nobody waits for that. */
export function closeEngine({ engine }: OpenedEngine): void {
  engine.then(
    (open) => open.close(),
    (error: unknown) => console.debug('An engine was gone.', error),
  );
}
