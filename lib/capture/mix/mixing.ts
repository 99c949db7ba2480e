import { assertNever } from '../../base/errors.ts';
import type { MixNews, MixOrder } from './mix-messages.ts';
import { type MixedBlock, Mixer, type MixInput } from './mixer.ts';
import type { Level } from './sound-level.ts';
import { readSound } from './track-sound.ts';

/** How often the mix checks whether it is stalled. */
const TICK_MS = 100;

/** What mixing needs. */
export interface MixingPorts {
  tell(news: MixNews): void;
  nowMs(): number;
  /** A capture time on the document's clock, in microseconds. */
  documentTimeUs(timestampUs: number): number;
  /** Calls back repeatedly; returns a function that stops it. */
  every(delayMs: number, callback: () => void): () => void;
}

/** Reads sounds, mixes them and tells the result, in whatever thread it's created. */
export class Mixing {
  readonly #ports: MixingPorts;
  readonly #mixer: Mixer;
  readonly #sounds = new Map<number, { readonly input: MixInput; readonly level: Level; readonly stop: () => void }>();
  readonly #stopTicking: () => void;
  #asked: readonly number[] = [];

  constructor({ voiceAboveDb, sinceMs }: Extract<MixOrder, { kind: 'open' }>, ports: MixingPorts) {
    this.#ports = ports;
    this.#mixer = new Mixer({ voiceAboveDb, sinceMs, emit: (block) => this.#emit(block), nowMs: ports.nowMs });
    this.#stopTicking = ports.every(TICK_MS, () => {
      this.#mixer.tick();
      this.#answer();
      this.#beat();
    });
  }

  order(order: MixOrder): void {
    switch (order.kind) {
      case 'open':
        this.#beat();
        return;
      case 'add':
        this.#add(order);
        return;
      case 'remove':
        this.#remove(order.id);
        return;
      case 'volume':
        this.#sounds.get(order.id)?.input.setVolume(order.volume);
        return;
      case 'begin':
        this.#mixer.begin(order.nowUs, order.atMs);
        return;
      case 'catch-up':
        this.#asked = [...this.#asked, order.untilMs];
        this.#answer();
        return;
      default:
        assertNever(order);
    }
  }

  /** Lets go of every sound. */
  close(): void {
    this.#stopTicking();
    for (const id of [...this.#sounds.keys()]) this.#remove(id);
  }

  #add({ id, soundKind, lateMs, readable }: Extract<MixOrder, { kind: 'add' }>): void {
    const input = this.#mixer.add(soundKind);
    const stop = readSound(
      readable,
      (chunk) => {
        input.push({ ...chunk, timestampUs: this.#ports.documentTimeUs(chunk.timestampUs) - lateMs * 1_000 });
        this.#answer();
        if (input.arrived() === 1) this.#beat();
      },
      input.end,
    );
    this.#sounds.set(id, { input, level: input.listen(), stop });
  }

  #remove(id: number): void {
    const sound = this.#sounds.get(id);
    this.#sounds.delete(id);
    sound?.stop();
    sound?.input.remove();
  }

  #emit(block: MixedBlock): void {
    this.#ports.tell({
      kind: 'block',
      block,
      levels: new Map([...this.#sounds].map(([id, { level }]) => [id, level.take()])),
    });
  }

  #answer(): void {
    if (this.#asked.length === 0) return;
    const [done, behind] = [
      this.#asked.filter((at) => !this.#mixer.isBehind(at)),
      this.#asked.filter((at) => this.#mixer.isBehind(at)),
    ];
    this.#asked = behind;
    for (const untilMs of done) this.#ports.tell({ kind: 'caught-up', untilMs });
  }

  #beat(): void {
    const arrived = new Map([...this.#sounds].map(([id, { input }]) => [id, input.arrived()]));
    this.#ports.tell({ kind: 'beat', arrived });
  }
}
