import { CaptureTimes, isFromFuture } from './capture-times.ts';
import { LIMITER_FRAMES, Limiter } from './limiter.ts';
import { type Level, LevelTaps, levelOf } from './sound-level.ts';
import { SAMPLE_RATE, type SoundChunk, SoundLine } from './sound-line.ts';
import { VoiceFirst } from './voice-first.ts';

/** 10 ms, as devices deliver it. */
export const BLOCK_FRAMES = 480;
/** The same in milliseconds. */
export const BLOCK_MS = 10;
/**
 * A source that delivers nothing for this long isn't waited for: the others continue, because a recorder writes no
 * picture before the sound of the same time.
 */
const PATIENCE_MS = 500;
/** The most time counted between two calls: a stalled document hasn't waited for anybody. */
const LONGEST_STEP_MS = 200;
/** If no source delivers anything, silence is mixed up to this long ago, so that a late source isn't cut off. */
const SILENCE_BEHIND_FRAMES = 0.3 * SAMPLE_RATE;
/**
 * A longer gap is left out: the computer was asleep. A shorter one is filled with silence, as after a stall of the whole browser:
 * players, which play samples back to back, would have the sound too early from then on.
 */
const LONGEST_GAP_FRAMES = 60 * SAMPLE_RATE;
/** A time in the future that no sound contradicts for this long is right, and the first one was wrong. */
const DOUBT_MS = 1_000;
/** The length of a volume change, in blocks. */
const FADE_BLOCKS = 2;

/** The kind of a sound: a voice takes priority over the others. */
export type SoundKind = 'voice' | 'other';

/** A stereo block of the mix. */
export interface MixedBlock {
  readonly left: Float32Array;
  readonly right: Float32Array;
  /** The capture time of its first frame, in microseconds, on the sources' clock. */
  readonly timestampUs: number;
  /** The same in milliseconds, on the mixer's clock; not earlier than it was. */
  readonly capturedAtMs: number;
}

/** How to mix. */
export interface MixerOptions {
  /**
   * How much louder than the others a voice is while someone speaks, in decibels; null: all sounds stay as they are.
   */
  readonly voiceAboveDb: number | null;
  /** When it begins: a recorder may already be running, and gets silence until the first sound. */
  readonly sinceMs: number;
  /** Takes a block of 480 frames. */
  emit(block: MixedBlock): void;
  /** Milliseconds by a clock that never jumps. */
  nowMs(): number;
}

/** One sound in the mix. */
export interface MixInput {
  push(chunk: SoundChunk): void;
  /** It has ended: the others don't wait for it, and what it delivered is mixed to the end. */
  end(): void;
  /** 1 unchanged, 0 silent; with a short fade, so it doesn't click. */
  setVolume(volume: number): void;
  /** Its level, regardless of its volume. */
  listen(): Level;
  /** Chunks that have arrived so far. */
  arrived(): number;
  /** Removes it from the mix. */
  remove(): void;
}

/**
 * Mixes sounds by their capture times, whenever they arrive, so that the sound is in sync with the picture. It never
 * ends and never stalls: a source that delivers nothing is silent.
 */
export class Mixer {
  readonly #options: MixerOptions;
  readonly #inputs = new Set<Input>();
  readonly #voiceFirst: VoiceFirst;
  readonly #limiter = new Limiter();
  #zeroUs: number | null = null;
  /** The frame after the last one that was mixed. */
  #next = 0;
  /** The offset from the current time to capture times, in microseconds. A lower bound, because sounds arrive late. */
  #aheadUs = Number.NEGATIVE_INFINITY;
  #calledAtMs: number;
  /** Milliseconds that passed without stalls. */
  #activeMs = 0;
  /** When the clocks were last compared, in `#activeMs`: sounds that are on time contradict those from the future. */
  #believedAtMs = 0;
  #othersGain = 1;

  constructor(options: MixerOptions) {
    this.#options = options;
    this.#voiceFirst = new VoiceFirst(options.voiceAboveDb);
    this.#calledAtMs = options.nowMs();
  }

  /** Starts without a sound. `nowUs`: what the time was on the sources' clock at `atMs`. No effect if it has started. */
  begin(nowUs: number, atMs: number): void {
    if (this.#zeroUs !== null) return;
    this.#zeroUs = nowUs - (atMs - this.#options.sinceMs) * 1_000;
    this.#aheadUs = nowUs - atMs * 1_000;
  }

  /** Whether sound captured before `untilMs` (on the clock of `nowMs`) is still on its way. */
  isBehind(untilMs: number): boolean {
    if (this.#zeroUs === null || this.#awaited().length === 0) return false;
    const mixedUs = this.#zeroUs + (this.#next / SAMPLE_RATE) * 1e6;
    return (mixedUs - this.#aheadUs) / 1_000 + BLOCK_MS < untilMs;
  }

  add(kind: SoundKind): MixInput {
    const input = new Input(kind, this.#activeMs);
    this.#inputs.add(input);
    return {
      push: (chunk) => this.#push(input, chunk),
      end: () => {
        input.pushedAtMs = Number.NEGATIVE_INFINITY;
      },
      setVolume: (volume) => input.setVolume(volume),
      listen: () => input.taps.listen(),
      arrived: () => input.arrived,
      remove: () => this.#inputs.delete(input),
    };
  }

  /** Call this regularly: it keeps the mix going when no source delivers anything. */
  tick(): void {
    const nowMs = this.#options.nowMs();
    this.#activeMs += Math.min(LONGEST_STEP_MS, nowMs - this.#calledAtMs);
    this.#calledAtMs = nowMs;
    if (this.#zeroUs === null) return;
    const end = this.#endOfReady(nowMs);
    if (end - this.#next > LONGEST_GAP_FRAMES) this.#next = end - (end % BLOCK_FRAMES) - BLOCK_FRAMES;
    while (this.#next + BLOCK_FRAMES <= end) this.#mixBlock(this.#zeroUs);
  }

  #push(input: Input, chunk: SoundChunk): void {
    const nowMs = this.#options.nowMs();
    this.begin(chunk.timestampUs, nowMs);
    const frames = chunk.channels[0]?.length ?? 0;
    const endUs = chunk.timestampUs + (frames / chunk.sampleRate) * 1e6;
    const lateUs = nowMs * 1_000 + this.#aheadUs - endUs;
    const isContradicted = isFromFuture(lateUs) && this.#activeMs - this.#believedAtMs < DOUBT_MS;
    if (!isContradicted) {
      this.#believedAtMs = this.#activeMs;
      this.#aheadUs = Math.max(this.#aheadUs, endUs - nowMs * 1_000);
    }
    const restUs = isContradicted ? lateUs : Math.max(0, lateUs);
    input.push(chunk, restUs, this.#zeroUs ?? chunk.timestampUs, this.#activeMs);
    this.tick();
  }

  /** The end of what every awaited source has delivered. */
  #endOfReady(nowMs: number): number {
    const awaited = this.#awaited();
    const ends = awaited.flatMap(({ end }) => end ?? []);
    if (ends.length > 0) return Math.min(...ends);
    if (awaited.length > 0) return this.#next;
    const nowFrame = ((nowMs * 1_000 + this.#aheadUs - (this.#zeroUs ?? 0)) / 1e6) * SAMPLE_RATE;
    return Math.floor(nowFrame) - SILENCE_BEHIND_FRAMES;
  }

  /** The sources that deliver something, or did a moment ago. */
  #awaited(): readonly Input[] {
    return [...this.#inputs].filter((input) => this.#activeMs - input.pushedAtMs < PATIENCE_MS);
  }

  #mixBlock(zeroUs: number): void {
    const left = new Float32Array(BLOCK_FRAMES);
    const right = new Float32Array(BLOCK_FRAMES);
    const start = this.#next;
    this.#next += BLOCK_FRAMES;
    const powers = { voice: 0, other: 0 };
    const blocks = [...this.#inputs].map((input) => {
      const block = input.read(start);
      powers[input.kind] += block.rms ** 2;
      return { ...block, kind: input.kind };
    });
    const before = this.#othersGain;
    this.#othersGain = this.#voiceFirst.next(Math.sqrt(powers.voice), Math.sqrt(powers.other));
    for (const block of blocks) {
      const isVoice = block.kind === 'voice';
      mixIn(left, block.left, isVoice ? 1 : before, isVoice ? 1 : this.#othersGain);
      mixIn(right, block.right, isVoice ? 1 : before, isVoice ? 1 : this.#othersGain);
    }
    this.#limiter.limit(left, right);
    const timestampUs = Math.round(zeroUs + ((start - LIMITER_FRAMES) / SAMPLE_RATE) * 1e6);
    this.#options.emit({ left, right, timestampUs, capturedAtMs: (timestampUs - this.#aheadUs) / 1_000 });
  }
}

class Input {
  readonly kind: SoundKind;
  readonly taps = new LevelTaps();
  arrived = 0;
  pushedAtMs: number;
  readonly #block = { left: new Float32Array(BLOCK_FRAMES), right: new Float32Array(BLOCK_FRAMES) };
  #line: SoundLine | null = null;
  readonly #times = new CaptureTimes();
  #volume = 1;
  #wanted = 1;

  constructor(kind: SoundKind, addedAtMs: number) {
    this.kind = kind;
    this.pushedAtMs = addedAtMs;
  }

  get end(): number | null {
    return this.#line?.end ?? null;
  }

  setVolume(volume: number): void {
    this.#wanted = volume;
  }

  push(chunk: SoundChunk, lateUs: number, zeroUs: number, atMs: number): void {
    this.pushedAtMs = atMs;
    this.arrived += 1;
    const verdict = this.#times.judge(lateUs, atMs);
    if (verdict.kind === 'wait') return;
    this.#line ??= new SoundLine(zeroUs);
    this.#line.push({ ...chunk, timestampUs: chunk.timestampUs + verdict.byUs });
  }

  /** At its volume; the level is that of the result. The arrays are reused for the next block. */
  read(start: number): { readonly left: Float32Array; readonly right: Float32Array; readonly rms: number } {
    const { left, right } = this.#block;
    if (this.#line === null) {
      left.fill(0);
      right.fill(0);
    } else this.#line.read(start, left, right);
    const level = levelOf(left, right);
    this.taps.add(level);
    const from = this.#volume;
    const step = 1 / FADE_BLOCKS;
    const to = from < this.#wanted ? Math.min(this.#wanted, from + step) : Math.max(this.#wanted, from - step);
    this.#volume = to;
    if (from !== 1 || to !== 1) for (const channel of [left, right]) fade(channel, from, to);
    return { left, right, rms: level.rms * to };
  }
}

function mixIn(into: Float32Array, samples: Float32Array, from: number, to: number): void {
  for (let frame = 0; frame < into.length; frame += 1) {
    const gain = from + ((to - from) * frame) / into.length;
    into[frame] = (into[frame] ?? 0) + (samples[frame] ?? 0) * gain;
  }
}

function fade(samples: Float32Array, from: number, to: number): void {
  for (let frame = 0; frame < samples.length; frame += 1) {
    samples[frame] = (samples[frame] ?? 0) * (from + ((to - from) * frame) / samples.length);
  }
}
