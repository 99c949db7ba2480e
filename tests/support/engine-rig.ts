import { RecordingEngine } from '../../lib/engine/recording-engine.ts';
import type { Link, RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../lib/settings/settings.ts';
import { SpoolFile } from '../../lib/spool/spool-file.ts';
import { describeUrl } from '../../lib/upload/upload-url.ts';
import { FakeFile, joined } from './fake-file.ts';
import { sliceOf, virtualSlice } from './fake-slice.ts';
import { MemoryCatalog } from './memory-catalog.ts';
import { MemoryFile } from './memory-file.ts';
import { MemoryLocks } from './memory-locks.ts';
import type { ModelTransport } from './model-transport.ts';
import { randomFrom } from './random-from.ts';
import type { Rig, Standing } from './rig.ts';
import type { Schedule } from './schedule.ts';
import { VirtualFile } from './virtual-file.ts';
import type { World } from './world.ts';

const ID = 'recording-1';
const STANDINGS: Partial<Record<RecordingSnapshot['state'], Standing>> = {
  complete: 'complete',
  blocked: 'blocked',
  failed: 'failed',
};

/** The real engine with a disk, a catalog and locks in memory. */
export class EngineRig implements Rig {
  readonly #world: World;
  readonly #transport: ModelTransport;
  readonly #settings: Settings;
  readonly #locks = new MemoryLocks();
  readonly #catalog: MemoryCatalog;
  readonly #media: VirtualFile | MemoryFile;
  readonly #marks = new MemoryFile();
  readonly #random: () => number;
  #engine: RecordingEngine;
  #snapshot: RecordingSnapshot | null = null;
  #url = '';
  #appendedBytes = 0;
  /** Nobody takes up a recording that needs nothing any more. */
  #isAtWork = true;
  #failuresWhenOffline: number | null = null;
  readonly #urls: string[] = [];

  constructor(world: World, transport: ModelTransport, schedule: Schedule) {
    this.#world = world;
    this.#transport = transport;
    this.#media = world.content.whole ? new MemoryFile() : new VirtualFile(world.content);
    this.#catalog = new MemoryCatalog(world.clock, schedule.catalogMs);
    this.#random = randomFrom(schedule.seed);
    this.#settings = {
      ...DEFAULT_SETTINGS,
      chunkBytes: world.rules.chunkBytes,
      maxRetries: schedule.maxRetries,
      sendEarlySeconds: schedule.earlySeconds,
    };
    this.#engine = this.#newEngine();
  }

  async begin(url: string): Promise<void> {
    const { clock } = this.#world;
    this.#url = url;
    this.#urls.push(url);
    const recording = {
      id: ID,
      source: 'tab',
      title: null,
      startedAtMs: clock.now(),
      target: { uploadUrl: url },
    } as const;
    const created = this.#engine.create(recording, this.#settings);
    await clock.advance(20);
    await created;
    const started = this.#engine.started('video/webm', clock.now());
    await clock.advance(20);
    await started;
  }

  append(bytes: number): Promise<void> {
    const start = this.#appendedBytes;
    this.#appendedBytes += bytes;
    const { content } = this.#world;
    if (!content.whole) return this.#engine.append(virtualSlice(content, start, bytes));
    const real = new Uint8Array(bytes);
    content.fill(real, start);
    return this.#engine.append(sliceOf(real));
  }

  async seal(): Promise<void> {
    await this.#engine.seal(this.#world.clock.now(), null);
  }

  async retryNow(): Promise<void> {
    if (this.#isAtWork) await this.#engine.retryNow();
  }

  async useNewUrl(url: string): Promise<boolean> {
    if (!this.#isAtWork) return false;
    this.#urls.push(url);
    return this.#engine.useNewUrl({ uploadUrl: url }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Error && error.message.includes('nothing to send')) return false;
        throw error;
      },
    );
  }

  async pauseUpload(): Promise<void> {
    if (this.#isAtWork) await this.#engine.pauseUpload();
  }

  async resumeUpload(): Promise<void> {
    if (this.#isAtWork) await this.#engine.resumeUpload();
  }

  async cancelUpload(): Promise<void> {
    if (this.#isAtWork) await this.#engine.cancelUpload();
  }

  tick(): Promise<void> {
    return this.#engine.tick();
  }

  crash(): void {
    this.#isAtWork = false;
    this.#locks.crash();
    this.#engine = this.#newEngine();
  }

  recover(): Promise<void> {
    this.#isAtWork = true;
    return this.#engine.recover(ID, this.#settings);
  }

  async takeOver(): Promise<void> {
    this.#isAtWork = true;
    const committedBytes = this.#appendedBytes;
    const keptBytes = await this.#engine.takeOver(ID, this.#settings);
    if (keptBytes !== committedBytes) this.#world.violate('Committed bytes were lost with the worker');
  }

  get standing(): Standing {
    const row = this.#catalog.rows.get(ID);
    const state = this.#snapshot?.state ?? row?.state;
    return (state === undefined ? undefined : STANDINGS[state]) ?? 'going on';
  }

  get link(): Link {
    return this.#snapshot?.link ?? { kind: 'idle' };
  }

  get reason(): string | null {
    const { link } = this;
    return this.#snapshot?.problem ?? ('reason' in link ? link.reason : null);
  }

  get url(): string {
    const kept = this.#catalog.rows.get(ID)?.uploadUrl ?? this.#url;
    // Of a complete recording only what may be shown of its URL is kept.
    return this.#urls.findLast((url) => url === kept || describeUrl(url) === kept) ?? kept;
  }

  get bytes(): Uint8Array | null {
    return this.#media instanceof MemoryFile ? this.#media.bytes : null;
  }

  get spooledBytes(): number {
    return this.#media.getSize();
  }

  #newEngine(): RecordingEngine {
    const world = this.#world;
    const engine: RecordingEngine = new RecordingEngine(
      {
        clock: world.clock,
        catalog: this.#catalog,
        openSealed: async () =>
          new FakeFile((start, into) => this.#media.read(into, { at: start }), 0, this.#media.getSize()).asBlob(),
        join: joined,
        loadMinting: async () => null,
        later: queueMicrotask,
        openSpool: async () => new SpoolFile(this.#media, this.#marks),
        deleteFiles: async () => {
          this.#media.truncate(0);
        },
        takeUploadLock: (url, wait) => this.#locks.take(`upload ${url}`, wait),
        takeRecordingLock: (id) => this.#locks.take(`recording ${id}`, false),
        takeRightOfWay: async () => ({ release: () => undefined }),
        transport: {
          send: (request, options) => {
            if (!this.#locks.isHeld(`upload ${request.url}`)) world.violate('A request left without the URL’s lock');
            return this.#transport.send(request, options);
          },
        },
        networkTo: () => ({
          isOnline: () => world.online,
          onChange: (changed, signal) => world.onNetworkChange(changed, signal),
        }),
        random: this.#random,
      },
      {
        snapshot: (snapshot) => {
          // What a dead engine still says reaches nobody.
          if (engine === this.#engine) this.#see(snapshot);
        },
        log: (entries) => {
          for (const { text } of entries) if (text.includes('SECRET')) world.violate(`The log tells a secret: ${text}`);
        },
      },
    );
    return engine;
  }

  #see(snapshot: RecordingSnapshot): void {
    const world = this.#world;
    this.#snapshot = snapshot;
    world.committedBytes = this.#media.getSize();
    if (snapshot.sealedBytes !== null) world.sealedBytes = snapshot.sealedBytes;
    const { ackedBytes, sentBytes, spooledBytes } = snapshot;
    if (ackedBytes > sentBytes) world.violate(`acked ${ackedBytes} > sent ${sentBytes}`);
    if (sentBytes > spooledBytes) world.violate(`sent ${sentBytes} > spooled ${spooledBytes}`);
    if (spooledBytes > this.#media.getSize()) world.violate('More is called spooled than is on disk');
    if (JSON.stringify(snapshot).includes('SECRET')) world.violate('The snapshot tells a secret');

    this.#watchAttempts(snapshot.link);
  }

  /** While there is no network nothing is tried, so nothing can fail. */
  #watchAttempts(link: Link): void {
    const attempts = link.kind === 'retrying' ? link.attempt : link.kind === 'stalled' ? Number.POSITIVE_INFINITY : 0;
    if (this.#world.online) this.#failuresWhenOffline = null;
    else if (this.#failuresWhenOffline === null) this.#failuresWhenOffline = attempts;
    else if (attempts > this.#failuresWhenOffline && this.#failuresWhenOffline === 0) {
      this.#world.violate('An attempt was burnt without a network');
    }
  }
}
