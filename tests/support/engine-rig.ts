import { TooLateError } from '../../lib/base/clock.ts';
import type { KnownRecording, NewRecording } from '../../lib/engine/engine-api.ts';
import { RecordingEngine } from '../../lib/engine/recording-engine.ts';
import { Aims } from '../../lib/recorder/live/aims.ts';
import { type Message, type MessageId, messageOf } from '../../lib/recording/message.ts';
import type { Link, RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { givenUploadUrl, type Target } from '../../lib/recording/target.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../lib/settings/settings.ts';
import { enginePorts } from './engine-ports.ts';
import { hangingCatalog } from './hangs.ts';
import { type HeldSlice, keepSlice } from './held-slice.ts';
import { MemoryFile } from './memory-file.ts';
import { MemoryLocks } from './memory-locks.ts';
import type { ModelTransport } from './model-transport.ts';
import { randomFrom } from './random-from.ts';
import { type Rig, type Standing, standingOf } from './rig.ts';
import { RigDisk } from './rig-disk.ts';
import type { Schedule } from './schedule.ts';
import { SnapshotWatch } from './snapshot-watch.ts';
import type { World } from './world.ts';

const ID = '0d5f2f64-8f0e-4c0e-9d43-2b6f0a6c1e11';
/** However much hangs, a call to the engine returns. */
const ANSWER_MS = 120_000;
/** The engine seals what's on disk within this time. */
const SEAL_MS = 3_500;
const NOT_TRIED: readonly MessageId[] = ['problem.cancelledHere', 'problem.nothingToSend', 'problem.noUrl'];

/** The real engine, with an in-memory disk, catalog and locks. */
export class EngineRig implements Rig {
  readonly #world: World;
  readonly #transport: ModelTransport;
  readonly #settings: Settings;
  readonly #locks = new MemoryLocks();
  readonly #disk: RigDisk;
  readonly #random: () => number;
  readonly #watch: SnapshotWatch;
  /** As the document knows them. */
  #aims = new Aims({ unknown: true });
  /** The URL that it was ordered to use last, until an engine has answered. */
  #ordered: Target | null = null;
  #engine: RecordingEngine;
  #snapshot: RecordingSnapshot | null = null;
  #known: NewRecording = { id: ID, source: 'tab', title: null, startedAtMs: 0, target: { unknown: true } };
  /** Handed over, but not known to be on disk. */
  readonly #held: HeldSlice[] = [];
  #writing: Promise<void> = Promise.resolve();
  #taking: Promise<void> = Promise.resolve();
  #appendedBytes = 0;
  /** A recording that needs nothing more isn't resumed. */
  #isAtWork = true;
  readonly #urls: string[] = [];

  constructor(world: World, transport: ModelTransport, schedule: Schedule) {
    this.#world = world;
    this.#transport = transport;
    this.#disk = new RigDisk(world, ID, schedule.catalogMs);
    this.#random = randomFrom(schedule.seed);
    this.#watch = new SnapshotWatch(world);
    this.#settings = {
      ...DEFAULT_SETTINGS,
      chunkBytes: world.rules.chunkBytes,
      maxRetries: schedule.maxRetries,
      sendEarlySeconds: schedule.earlySeconds,
    };
    this.#engine = this.#newEngine();
  }

  async begin(target: Target): Promise<void> {
    const { clock } = this.#world;
    this.#note(target);
    const recording = { id: ID, source: 'tab', title: null, startedAtMs: clock.now(), target } as const;
    this.#known = recording;
    this.#aims = new Aims(target);
    await clock.finish(
      this.#withNewEngines((engine) => engine.create(recording, this.#settings)),
      ANSWER_MS,
    );
    await clock.finish(this.#engine.started('video/webm', clock.now()), ANSWER_MS);
  }

  async append(bytes: number): Promise<void> {
    const at = this.#appendedBytes;
    this.#appendedBytes += bytes;
    this.#held.push({ at, bytes });
    await this.#writeHeld();
  }

  async seal(): Promise<void> {
    await this.#writeHeld();
    const { clock } = this.#world;
    const engine = this.#engine;
    const sinceMs = clock.monotonicMs();
    await engine.seal(clock.now(), null);
    if (clock.monotonicMs() - sinceMs > SEAL_MS) this.#world.violate('Stop took too long');
  }

  /** As the document does it: one at a time, in order, retrying until each is kept. */
  #writeHeld(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const engine = this.#engine;
      for (let slice = this.#held[0]; slice !== undefined && engine === this.#engine; slice = this.#held[0]) {
        await keepSlice(engine, this.#world.content, slice);
        if (engine === this.#engine) this.#held.shift();
      }
    });
    return this.#writing;
  }

  async retryNow(): Promise<void> {
    await this.#whenTaken((engine) =>
      engine.retryNow().catch((error: unknown) => {
        // A recording that was cancelled, is empty or has lost its address isn't retried.
        if (!NOT_TRIED.includes(messageOf(error).id)) throw error;
      }),
    );
  }

  #note(target: Target): void {
    const url = givenUploadUrl(target);
    if (url !== null) this.#urls.push(url);
  }

  async useNewUrl(target: Target): Promise<boolean> {
    await this.#taking;
    if (!this.#isAtWork) return false;
    this.#note(target);
    const aim = this.#aims.add(target);
    const engine = this.#engine;
    this.#ordered = target;
    return engine.useNewUrl(target).then(
      () => {
        if (engine !== this.#engine) return true;
        aim.taken();
        if (this.#ordered === target) this.#ordered = null;
        this.#known = { ...this.#known, target };
        return true;
      },
      (error: unknown) => {
        // Of a dead engine, nobody hears.
        if (engine !== this.#engine) return true;
        aim.takeBack();
        if (this.#ordered === target) this.#ordered = null;
        if (messageOf(error).id === 'problem.nothingToSend') return false;
        throw error;
      },
    );
  }

  async pauseUpload(): Promise<void> {
    await this.#whenTaken((engine) => engine.pauseUpload());
  }

  async resumeUpload(): Promise<void> {
    await this.#whenTaken((engine) => engine.resumeUpload());
  }

  cancelUpload(): Promise<boolean> {
    return this.#whenTaken((engine) => {
      const aim = this.#aims.add({ unknown: true });
      this.#ordered = null;
      return engine.cancelUpload().then(() => {
        if (engine === this.#engine) aim.taken();
      });
    });
  }

  /** The person's requests reach an engine that has the recording. */
  async #whenTaken(ask: (engine: RecordingEngine) => Promise<void>): Promise<boolean> {
    const taking = this.#taking;
    await taking;
    const isTaken = this.#isAtWork && taking === this.#taking;
    if (isTaken) await ask(this.#engine);
    return isTaken;
  }

  tick(): Promise<void> {
    return this.#engine.tick();
  }

  crash(losesList: boolean): void {
    const { copy, listed, catalog } = this.#disk;
    // With the copy lost, too, it would need another URL.
    if (losesList && copy !== null) {
      const isOld = copy.order < (listed?.order ?? 0);
      // Nobody could write to it, and now it's all there is.
      if (isOld && this.#world.hangs.seen.includes('open copy')) this.#forget();
      catalog.rows.clear();
    }
    this.#world.listFails = false;
    this.#isAtWork = false;
    this.#writing = Promise.resolve();
    this.#taking = Promise.resolve();
    this.#renewEngine();
  }

  recover(): Promise<void> {
    this.#taking = this.#recover();
    return this.#taking;
  }

  async #recover(): Promise<void> {
    // The recorder died, too.
    this.#held.length = 0;
    await this.#disk.repair();
    const row = this.#disk.listed;
    if (row === undefined || row.target === undefined) return;
    const uploadUrl = this.#urls.find((url) => url === row.uploadUrl);
    this.#mayTouchAgain();
    if (uploadUrl !== undefined) this.#known = { ...this.#known, target: { uploadUrl } };
    // The document died, too.
    this.#aims = new Aims(this.#known.target);
    this.#ordered = null;
    try {
      await this.#withNewEngines((engine) => engine.recover(ID, this.#settings));
      this.#isAtWork = true;
    } catch (error) {
      // The dead engine had saved that and not said so: it's shown.
      if (messageOf(error).id !== 'engine.finished') throw error;
    }
  }

  failOver(): Promise<void> {
    // Anything handed over in the meantime waits for it, like every other request.
    this.#taking = this.#failOver();
    this.#writing = this.#taking;
    return this.#writing.then(() => this.#writeHeld());
  }

  async #failOver(): Promise<void> {
    const { target, hasSent } = this.#aims.handOver();
    const kind = this.#snapshot?.link.kind;
    const recording = { ...this.#known, target };
    const known: KnownRecording = { recording, hasSent, isUploadHeld: kind === 'paused' || kind === 'blocked' };
    if (!('unknown' in target)) this.#known = recording;
    const keptBytes = await this.#withNewEngines((engine) => engine.failOver(ID, this.#settings, known));
    this.#isAtWork = true;
    const heldFrom = this.#held[0]?.at ?? this.#appendedBytes;
    if (keptBytes < heldFrom) this.#world.violate('Committed bytes were lost with the worker');
    // The dead engine may have kept it without living to say so.
    while (this.#held[0] !== undefined && this.#held[0].at + this.#held[0].bytes <= keptBytes) this.#held.shift();
    if ((this.#held[0]?.at ?? this.#appendedBytes) !== keptBytes) this.#world.violate('A slice is on disk in part');
    await this.#engine.started('video/webm', this.#known.startedAtMs);
    await this.#orderAgain();
  }

  /** The dead engine may not have done what it was ordered. */
  async #orderAgain(): Promise<void> {
    const engine = this.#engine;
    const target = this.#ordered;
    if (target === null) return;
    await engine.useNewUrl(target, true).catch((error: unknown) => {
      if (engine === this.#engine && messageOf(error).id !== 'problem.nothingToSend') throw error;
    });
    if (engine === this.#engine && this.#ordered === target) this.#ordered = null;
  }

  /** Puts another engine in place of one that failed to do the work. */
  async #withNewEngines<T>(work: (engine: RecordingEngine) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work(this.#engine);
      } catch (error) {
        this.#renewEngine();
        if (!(error instanceof TooLateError)) throw error;
      }
    }
  }

  /** Where the copy couldn't be written, a change may be lost that the list didn't take. */
  #mayTouchAgain(): void {
    if (!this.#world.hangs.seen.includes('open copy')) return;
    for (const url of this.#usedUrls) this.#world.unretire(url);
  }

  /** What a resuming engine knows about its upload may be wrong. */
  #forget(): void {
    for (const url of this.#usedUrls) this.#world.forget(url);
  }

  get #usedUrls(): readonly string[] {
    const { mint } = this.#world;
    return [...this.#urls, ...(mint === null ? [] : [mint.url, ...mint.minted])];
  }

  #renewEngine(): void {
    this.#locks.crash();
    this.#engine = this.#newEngine();
  }

  get standing(): Standing {
    if (this.#disk.isGone) return 'failed';
    return standingOf(this.#snapshot?.state ?? this.#disk.listed?.state);
  }

  get link(): Link {
    return this.#snapshot?.link ?? { kind: 'idle' };
  }

  get reason(): Message | null {
    const { link } = this;
    return this.#snapshot?.problem ?? ('reason' in link ? link.reason : null);
  }

  get url(): string {
    return givenUploadUrl(this.#known.target) ?? this.#world.mint?.current ?? '';
  }

  get bytes(): Uint8Array | null {
    const { media } = this.#disk;
    return media instanceof MemoryFile ? media.bytes : null;
  }

  get spooledBytes(): number {
    return this.#disk.media.getSize();
  }

  #newEngine(): RecordingEngine {
    const [world, disk] = [this.#world, this.#disk];
    const engine: RecordingEngine = new RecordingEngine(
      enginePorts(world, this.#transport, this.#locks, {
        catalog: hangingCatalog(disk.catalog, { hangs: world.hangs, listFails: () => world.listFails }, () =>
          this.#forget(),
        ),
        media: disk.media,
        marks: disk.marks,
        row: disk.row,
        random: this.#random,
        copyNotFound: () => {
          // What it has and the list has not is lost.
          if (world.kinds.has('list fails')) this.#forget();
        },
      }),
      {
        snapshot: (snapshot) => {
          // A dead engine's reports reach nobody.
          if (engine !== this.#engine) return;
          this.#snapshot = snapshot;
          this.#aims.heard(snapshot.sentBytes);
          this.#watch.see(snapshot, disk.media.getSize());
        },
        log: (entries) => this.#watch.log(entries),
      },
    );
    return engine;
  }
}
