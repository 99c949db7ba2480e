import { vi } from 'vitest';

/** A track that ends on the test's command. */
export class ScriptedTrack extends EventTarget {
  readonly kind: 'audio' | 'video';
  readonly label: string;
  muted = false;
  readyState: MediaStreamTrackState = 'live';
  stopped = false;

  constructor(kind: 'audio' | 'video', label = '') {
    super();
    this.kind = kind;
    this.label = label;
  }

  stop(): void {
    this.stopped = true;
    this.readyState = 'ended';
  }

  /** A clone for reading its frames, which don't arrive by themselves. */
  clone(): ScriptedTrack {
    return new ScriptedTrack(this.kind, this.label);
  }

  getSettings = () => ({ deviceId: this.label, groupId: '' });

  /** Muted by the system, or by the device's own switch. */
  mute(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }

  end(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }

  /** Its open readers. */
  readonly reading = new Set<ReadableStreamDefaultController<ScriptedSound>>();

  /** Delivers 10 ms of steady sound, captured at a time in milliseconds. */
  sound(sample: number, atMs: number): void {
    for (const controller of this.reading) {
      const data = new Float32Array(480).fill(sample);
      controller.enqueue(
        new ScriptedSound({
          data,
          numberOfChannels: 1,
          numberOfFrames: 480,
          sampleRate: 48_000,
          timestamp: atMs * 1_000,
        }),
      );
    }
  }
}

/** What an AudioData is made from. */
interface SoundInit {
  readonly data: Float32Array;
  readonly numberOfChannels: number;
  readonly numberOfFrames: number;
  readonly sampleRate: number;
  readonly timestamp: number;
}

/** A chunk of sound. Chunks that aren't closed are counted. */
export class ScriptedSound implements SoundInit {
  static open = 0;
  readonly data: Float32Array;
  readonly numberOfChannels: number;
  readonly numberOfFrames: number;
  readonly sampleRate: number;
  readonly timestamp: number;

  constructor(init: SoundInit) {
    ScriptedSound.open += 1;
    this.data = init.data;
    this.numberOfChannels = init.numberOfChannels;
    this.numberOfFrames = init.numberOfFrames;
    this.sampleRate = init.sampleRate;
    this.timestamp = init.timestamp;
  }

  copyTo(into: Float32Array, { planeIndex }: { readonly planeIndex: number }): void {
    const start = planeIndex * this.numberOfFrames;
    into.set(this.data.subarray(start, start + this.numberOfFrames));
  }

  close(): void {
    ScriptedSound.open -= 1;
  }
}

class ScriptedProcessor {
  readonly readable: ReadableStream<ScriptedSound>;

  constructor({ track }: { readonly track: ScriptedTrack }) {
    let reading: ReadableStreamDefaultController<ScriptedSound>;
    this.readable = new ReadableStream({
      start: (controller) => {
        reading = controller;
        track.reading.add(controller);
      },
      cancel: () => void track.reading.delete(reading),
    });
    track.addEventListener('ended', () => {
      if (track.reading.delete(reading)) reading.close();
    });
  }
}

/** A track generated from frames; it keeps each frame's first sample and its time, in milliseconds. */
export class ScriptedGenerator extends ScriptedTrack {
  /** The one that was made last. */
  static last: ScriptedGenerator;
  readonly written: { readonly sample: number; readonly atMs: number }[] = [];
  readonly writable = new WritableStream<ScriptedSound>({
    write: (sound) => {
      this.written.push({ sample: sound.data[0] ?? 0, atMs: sound.timestamp / 1_000 });
      sound.close();
    },
  });

  constructor({ kind }: { readonly kind: 'audio' | 'video' }) {
    super(kind, 'mix');
    ScriptedGenerator.last = this;
  }
}

/** A stream of such tracks; replaces the browser's own after {@link stubMedia}. */
export class ScriptedStream {
  readonly tracks: readonly ScriptedTrack[];

  constructor(tracks: readonly ScriptedTrack[]) {
    this.tracks = tracks;
  }

  getTracks = () => [...this.tracks];
  getAudioTracks = () => this.tracks.filter(({ kind }) => kind === 'audio');
  getVideoTracks = () => this.tracks.filter(({ kind }) => kind === 'video');

  /** The stream to pass to the program. */
  asStream(): MediaStream {
    return this as unknown as MediaStream;
  }
}

/** A worker that never replies. */
class StillWorker extends EventTarget {
  readonly postMessage = () => undefined;
  readonly terminate = () => undefined;
}

/** A node of the audio graph, and what it's connected to. */
class ScriptedNode {
  readonly outputs = new Set<ScriptedNode>();
  readonly gain = { value: 1 };

  connect(to: ScriptedNode): ScriptedNode {
    this.outputs.add(to);
    return to;
  }
}

/** The audio output that the person hears: its graph can be inspected, and it can hang or lose its device. */
export class ScriptedAudioContext extends EventTarget {
  /** The one that was made last. */
  static last: ScriptedAudioContext;
  /** Whether the next one starts when asked to; otherwise it hangs. */
  static starts = true;
  /** Whether what's made with it produces sound. */
  static sounds = true;
  state: 'suspended' | 'running' | 'closed' = 'suspended';
  readonly sinks: unknown[] = [];
  readonly destination = new ScriptedNode();
  readonly #sources = new Map<ScriptedStream, ScriptedNode>();

  constructor() {
    super();
    ScriptedAudioContext.last = this;
  }

  createGain = () => new ScriptedNode();
  createConstantSource = () => Object.assign(new ScriptedNode(), { start: () => undefined });

  /** Silence, captured immediately by the clock of `performance.now()`. */
  createMediaStreamDestination(): { readonly stream: ScriptedStream } {
    const track = new ScriptedTrack('audio');
    if (ScriptedAudioContext.sounds) setTimeout(() => track.sound(0, performance.now()), 10);
    return { stream: new ScriptedStream([track]) };
  }

  createMediaStreamSource(stream: ScriptedStream): ScriptedNode {
    const node = new ScriptedNode();
    this.#sources.set(stream, node);
    return node;
  }

  async resume(): Promise<void> {
    if (!ScriptedAudioContext.starts) await new Promise(() => undefined);
    this.state = 'running';
  }

  async setSinkId(sink: unknown): Promise<void> {
    this.sinks.push(sink);
  }

  async close(): Promise<void> {
    if (this.state === 'closed') throw new DOMException('It is closed.', 'InvalidStateError');
    this.state = 'closed';
  }

  /** How loud a sound is to the person: 0 if inaudible. */
  volumeOf(stream: ScriptedStream): number {
    const gains = [...(this.#sources.get(stream)?.outputs ?? [])].filter(({ outputs }) =>
      outputs.has(this.destination),
    );
    return gains.reduce((sum, { gain }) => sum + gain.value, 0);
  }

  /** How many nodes a sound is connected to. */
  outputsOf(stream: ScriptedStream): number {
    return this.#sources.get(stream)?.outputs.size ?? 0;
  }
}

/** Replaces the browser's own with them, until `vi.unstubAllGlobals()`. */
export function stubMedia(): void {
  ScriptedAudioContext.starts = true;
  ScriptedAudioContext.sounds = true;
  vi.stubGlobal('AudioContext', ScriptedAudioContext);
  vi.stubGlobal('AudioData', ScriptedSound);
  vi.stubGlobal('MediaStreamTrackProcessor', ScriptedProcessor);
  vi.stubGlobal('MediaStreamTrackGenerator', ScriptedGenerator);
  vi.stubGlobal('MediaStream', ScriptedStream);
  vi.stubGlobal('Worker', StillWorker);
}
