import type { EnginePorts } from '../../lib/engine/recording-engine.ts';
import { isReadable, type RecordingRow, readRow } from '../../lib/spool/row.ts';
import { RowCopy, rowIn } from '../../lib/spool/row-copy.ts';
import { SpoolFile } from '../../lib/spool/spool-file.ts';
import { FakeFile, joined } from './fake-file.ts';
import { deafTo } from './hangs.ts';
import type { MemoryFile } from './memory-file.ts';
import type { MemoryLocks } from './memory-locks.ts';
import type { ModelTransport } from './model-transport.ts';
import { openFile } from './open-file.ts';
import { isProbe } from './probe-end.ts';
import type { VirtualFile } from './virtual-file.ts';
import type { World } from './world.ts';

/** An engine's storage, and its source of randomness. */
interface EngineDisk {
  readonly catalog: EnginePorts['catalog'];
  readonly media: VirtualFile | MemoryFile;
  readonly marks: MemoryFile;
  readonly row: MemoryFile;
  readonly random: () => number;
  /** Called when nobody can read the copy of the row. */
  readonly copyNotFound: () => void;
}

/** The ports of an engine in a world where any call may hang. */
export function enginePorts(
  world: World,
  transport: ModelTransport,
  locks: MemoryLocks,
  disk: EngineDisk,
): EnginePorts {
  const { hangs } = world;
  const read = (blob: Blob) => hangs.on('read', () => blob.arrayBuffer());
  const asBlob = () =>
    new FakeFile((start, into) => disk.media.read(into, { at: start }), 0, disk.media.getSize()).asBlob();
  return {
    clock: world.clock,
    catalog: disk.catalog,
    // As in the browser: one way may hang while the next works.
    reads: [read, read],
    openSealed: () => hangs.on('open sealed', async () => asBlob()),
    join: joined,
    loadMinting: async () => (world.mint === null ? null : { endpoint: world.mint.url, headers: {} }),
    later: queueMicrotask,
    openSpool: () => hangs.on('open spool', async () => new SpoolFile(openFile(disk.media), openFile(disk.marks))),
    openRowCopy: () => hangs.on('open copy', async () => new RowCopy(openFile(disk.row))),
    makeRoom: () => false,
    findRowCopy: () => {
      if (!hangs.takes('find copy')) return Promise.resolve(copyIn(disk.row));
      disk.copyNotFound();
      return new Promise(() => undefined);
    },
    deleteFiles: () => hangs.on('delete files', async () => disk.media.truncate(0)),
    // Waiting forever for a lock is legitimate.
    takeUploadLock: (url, wait) =>
      wait ? locks.take(`upload ${url}`, wait) : hangs.on('upload lock', () => locks.take(`upload ${url}`, wait)),
    takeRecordingLock: (id) => hangs.on('recording lock', () => locks.take(`recording ${id}`, false)),
    takeUploadPriority: async () => ({ release: () => undefined }),
    transport: {
      send: (request, options) => {
        if (!isProbe(request) && world.isForOne(request.url) && !locks.isHeld(`upload ${request.url}`))
          world.violate('A request left without the URL’s lock');
        return deafTo(options.signal, hangs, transport.send(request, options));
      },
    },
    networkTo: () => ({
      isOnline: () => world.online && !world.isCalledOffline,
      onChange: (changed, signal) => world.onNetworkChange(changed, signal),
    }),
    random: disk.random,
  };
}

/** The copy of a row in its file. */
export function copyIn(file: MemoryFile): RecordingRow | null {
  const found = readRow(rowIn(file.bytes));
  return isReadable(found) ? found : null;
}
