import type { KnownRecording } from '../../lib/engine/engine-api.ts';
import { RecordingEngine } from '../../lib/engine/recording-engine.ts';
import type { LogEntry } from '../../lib/recording/log-entry.ts';
import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import type { MintingEndpoint, Target } from '../../lib/recording/target.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { RowCopy } from '../../lib/spool/row-copy.ts';
import { SpoolFile } from '../../lib/spool/spool-file.ts';
import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import {
  NO_ANSWER,
  noByteMoved,
  type OutgoingRequest,
  type SendOptions,
  TransportError,
} from '../../lib/upload/wire/transport.ts';
import { copyIn } from './engine-ports.ts';
import { FakeClock } from './fake-clock.ts';
import { joined } from './fake-file.ts';
import { sliceOf } from './fake-slice.ts';
import { MemoryCatalog } from './memory-catalog.ts';
import { MemoryFile } from './memory-file.ts';
import { MemoryLocks } from './memory-locks.ts';
import { openFile } from './open-file.ts';

export const UNIT = 256 * 1024;

/** A recording's files. */
interface Disk {
  readonly media: MemoryFile;
  readonly marks: MemoryFile;
  readonly row: MemoryFile;
}

/** A request in readable form: `PUT 1 bytes 0-9/10`, with the last path part of the URL. */
export type Line = string;

/** What the server answers to a request, after `afterMs`; `pending` never answers. */
export type Server = (
  line: Line,
  request: OutgoingRequest,
) => (Partial<Answer> & { readonly afterMs?: number }) | 'broken' | 'pending';

/** One machine: what engines share, and what's left when they die. */
export class EngineBench {
  readonly clock = new FakeClock();
  readonly catalog = new MemoryCatalog(this.clock, 0);
  readonly locks = new MemoryLocks();
  readonly disks = new Map<string, Disk>();
  readonly lines: Line[] = [];
  readonly logs: LogEntry[] = [];
  readonly snapshots = new Map<string, RecordingSnapshot>();
  /** Blobs that were joined from slices. */
  readonly joins = new WeakSet<Blob>();
  server: Server;
  /** What the settings say. */
  minting: MintingEndpoint | null = null;
  /** A recording as a file; empty unless a test says otherwise. */
  sealedFile: (id: string) => Blob | null = () => null;

  constructor(server: Server = () => 'pending') {
    this.server = server;
  }

  /** A new engine, as in a new worker. */
  engine(): RecordingEngine {
    return new RecordingEngine(
      {
        clock: this.clock,
        catalog: this.catalog,
        reads: [(blob) => blob.arrayBuffer()],
        openSealed: async (id) => this.sealedFile(id),
        join: (parts) => {
          const join = joined(parts);
          this.joins.add(join);
          return join;
        },
        loadMinting: async () => this.minting,
        later: queueMicrotask,
        openSpool: async (id) => {
          const { media, marks } = this.disk(id);
          return new SpoolFile(openFile(media), openFile(marks));
        },
        openRowCopy: (id) => this.openRowCopy(id),
        makeRoom: () => this.makeRoom(),
        findRowCopy: async (id) => {
          const disk = this.disks.get(id);
          return disk === undefined ? null : copyIn(disk.row);
        },
        deleteFiles: async (id) => {
          this.disks.delete(id);
        },
        takeUploadLock: (url, wait) => this.locks.take(`upload ${url}`, wait),
        takeRecordingLock: (id) => this.locks.take(`recording ${id}`, false),
        takeUploadPriority: (mode) => this.locks.take(`upload priority, ${mode}`, true),
        transport: { send: (request, options) => this.#send(request, options) },
        networkTo: () => ({ isOnline: () => true, onChange: () => undefined }),
        random: () => 0.5,
      },
      {
        snapshot: (snapshot) => {
          this.snapshots.set(snapshot.id, snapshot);
        },
        log: (entries) => this.logs.push(...entries),
      },
    );
  }

  /** Gives back what is held on the disk. */
  makeRoom(): boolean {
    return false;
  }

  async openRowCopy(id: string): Promise<Pick<RowCopy, 'write' | 'close'>> {
    const disk = this.disks.get(id);
    if (disk === undefined) throw new DOMException('There is no such folder.', 'NotFoundError');
    return new RowCopy(openFile(disk.row));
  }

  /** An engine with a recording in progress. */
  recording(id: string, url = urlOf(1)): Promise<RecordingEngine> {
    return this.recordingTo(id, { uploadUrl: url });
  }

  async recordingTo(id: string, target: Target): Promise<RecordingEngine> {
    const engine = this.engine();
    const startedAtMs = this.clock.now();
    await engine.create({ id, source: 'tab', title: null, startedAtMs, target }, SETTINGS);
    await engine.started('video/webm', startedAtMs);
    await this.settle();
    return engine;
  }

  async recovered(id: string): Promise<RecordingEngine> {
    const engine = this.engine();
    await engine.recover(id, SETTINGS);
    await this.settle();
    return engine;
  }

  disk(id: string): Disk {
    const disk = this.disks.get(id) ?? { media: new MemoryFile(), marks: new MemoryFile(), row: new MemoryFile() };
    this.disks.set(id, disk);
    return disk;
  }

  /** Everything that was running is gone; the disk and the catalog remain. */
  crash(): void {
    this.clock.crash();
    this.locks.crash();
    this.server = () => 'pending';
  }

  snapshot(id: string): RecordingSnapshot {
    const snapshot = this.snapshots.get(id);
    if (snapshot === undefined) throw new Error(`Nothing was shown of ${id}.`);
    return snapshot;
  }

  settle(): Promise<void> {
    return this.clock.advance(0);
  }

  async #send(request: OutgoingRequest, { signal, stallTimeoutMs }: SendOptions): Promise<Answer> {
    const range = request.headers['Content-Range'];
    const line = `${request.method} ${new URL(request.url).pathname.slice(1)}${range === undefined ? '' : ` ${range}`}`;
    this.lines.push(line);
    const reply = this.server(line, request);
    if (reply === 'broken') throw new TransportError('network', NO_ANSWER);
    if (reply === 'pending') {
      await this.clock.wait(null, signal);
      throw signal.reason;
    }
    const { afterMs = 0, ...answer } = reply;
    if (afterMs > 0) await this.clock.wait(Math.min(afterMs, stallTimeoutMs), signal);
    signal.throwIfAborted();
    if (afterMs > stallTimeoutMs) throw noByteMoved(stallTimeoutMs);
    return {
      status: 308,
      headers: {},
      text: '',
      truncated: false,
      redirectedTo: null,
      atMs: this.clock.now(),
      ...answer,
    };
  }
}

export const SETTINGS = { ...DEFAULT_SETTINGS, chunkBytes: UNIT };

/** What the document knows about a recording that fails over and is sent to `urlOf(1)`. */
export function known(id: string, hasSent = false, target: Target = { uploadUrl: urlOf(1) }): KnownRecording {
  const recording = { id, source: 'tab', title: null, startedAtMs: 0, target } as const;
  return { recording, hasSent, isUploadHeld: false };
}

/** An upload URL whose protocol needs no discovery; `n` is its path. */
export function urlOf(n: number): string {
  return `https://storage.googleapis.com/${n}?upload_id=SECRET${n}`;
}

/** A slice of this many bytes, all equal to `value`. */
export function slice(bytes: number, value = 1): Blob {
  return sliceOf(new Uint8Array(bytes).fill(value));
}

/** A server that stores everything, one upload per path. */
export function goodServer(): Server {
  const storedBytes = new Map<string, number>();
  return (line) => {
    const [, path = '', range = ''] = /^\S+ (\S+) (.*)$/.exec(line) ?? [];
    const end = /^bytes \d+-(\d+)\/(\d+|\*)$/.exec(range);
    if (end !== null) storedBytes.set(path, Number(end[1]) + 1);
    if (end !== null && end[2] !== '*')
      return { status: 200, headers: { 'x-goog-stored-content-length': end[2] ?? '' } };
    const stored = storedBytes.get(path) ?? 0;
    return stored === 0 ? { status: 308 } : { status: 308, headers: { range: `bytes=0-${stored - 1}` } };
  };
}
