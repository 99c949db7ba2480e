import { vi } from 'vitest';

/** A track that ends when the test says so. */
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
  }

  end(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

/** A stream of such tracks; in the place of the browser's own after {@link stubMedia}. */
export class ScriptedStream {
  readonly tracks: readonly ScriptedTrack[];

  constructor(tracks: readonly ScriptedTrack[]) {
    this.tracks = tracks;
  }

  getTracks = () => [...this.tracks];
  getAudioTracks = () => this.tracks.filter(({ kind }) => kind === 'audio');
  getVideoTracks = () => this.tracks.filter(({ kind }) => kind === 'video');

  /** To hand it to the program. */
  asStream(): MediaStream {
    return this as unknown as MediaStream;
  }
}

/** A node of the audio graph, with what it leads to. */
class ScriptedNode {
  readonly outputs = new Set<ScriptedNode>();
  readonly gain = { value: 1 };
  readonly stream: ScriptedStream;

  constructor(stream: ScriptedStream = new ScriptedStream([])) {
    this.stream = stream;
  }

  connect(to: ScriptedNode): ScriptedNode {
    this.outputs.add(to);
    return to;
  }

  disconnect(from: ScriptedNode): void {
    this.outputs.delete(from);
  }
}

/** What an analyser finds in a sound: the same sample throughout. */
class ScriptedAnalyser extends ScriptedNode {
  readonly context: ScriptedAudioContext;

  constructor(context: ScriptedAudioContext) {
    super();
    this.context = context;
  }

  getFloatTimeDomainData(samples: Float32Array): void {
    samples.fill(this.context.sample);
  }
}

/** The browser's mixer: its graph can be looked at, and it can hang or lose its device. */
export class ScriptedAudioContext extends EventTarget {
  /** The one that was made last. */
  static last: ScriptedAudioContext;
  /** Whether the next one runs as soon as it is asked to; else it hangs. */
  static starts = true;
  state: 'suspended' | 'running' | 'closed' = 'suspended';
  /** How loud the sounds are. */
  sample = 0;
  sink: unknown = 'the device';
  readonly destination = new ScriptedNode();
  readonly mixed = new ScriptedNode(new ScriptedStream([new ScriptedTrack('audio', 'mix')]));
  readonly #sources = new Map<ScriptedStream, ScriptedNode>();

  constructor() {
    super();
    ScriptedAudioContext.last = this;
  }

  createMediaStreamDestination = () => this.mixed;
  createGain = () => new ScriptedNode();

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
    this.sink = sink;
  }

  async close(): Promise<void> {
    if (this.state === 'closed') throw new DOMException('It is closed.', 'InvalidStateError');
    this.state = 'closed';
  }

  /** Whether a sound is in the mix that is recorded. */
  records(stream: ScriptedStream): boolean {
    return this.#sources.get(stream)?.outputs.has(this.mixed) ?? false;
  }

  /** How loud the person hears a sound: 0 when not at all. */
  volumeOf(stream: ScriptedStream): number {
    const gains = [...(this.#sources.get(stream)?.outputs ?? [])].filter(({ outputs }) =>
      outputs.has(this.destination),
    );
    return gains.reduce((sum, { gain }) => sum + gain.value, 0);
  }

  /** How many nodes a sound leads to. */
  outputsOf(stream: ScriptedStream): number {
    return this.#sources.get(stream)?.outputs.size ?? 0;
  }
}

/** Puts them in the place of the browser's own, until `vi.unstubAllGlobals()`. */
export function stubMedia(): void {
  ScriptedAudioContext.starts = true;
  vi.stubGlobal('AudioContext', ScriptedAudioContext);
  vi.stubGlobal('AnalyserNode', ScriptedAnalyser);
  vi.stubGlobal('MediaStream', ScriptedStream);
}
