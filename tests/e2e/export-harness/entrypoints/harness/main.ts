import { leftOverCopies, removeCopies, storedCopies } from '../../../../../lib/export/copies-folder.ts';
import type { SavedCopy } from '../../../../../lib/export/copy-job.ts';
import { chooseCopyTarget } from '../../../../../lib/export/copy-target.ts';
import { makePoster } from '../../../../../lib/export/poster.ts';
import { saveCopy } from '../../../../../lib/export/save-copy.ts';
import { type Catalog, openCatalog } from '../../../../../lib/spool/catalog.ts';
import { CATALOG_CONTRACT } from '../../../../support/contracts/catalog-contract.ts';
import { brokenRules } from '../../../../support/contracts/contract.ts';
import { recordingFile, targetFile, targetNames, write } from './files.ts';
import type { LiveWrite } from './live-writer.ts';
import { writeLongRecording } from './long-recording.ts';
import { type PacketList, packetEnds, packetsOf } from './packets.ts';
import { type Played, play } from './play.ts';
import { record } from './record.ts';

type Format = 'webm' | 'mp4';

/** A signal that never aborts. */
const never = new AbortController().signal;

/** What the test calls, in an extension page. Recordings and copies stay in the page and are identified by ids. */
const harness = {
  async record(id: string, mimeType: string, seconds: number): Promise<{ bytes: number; mimeType: string }> {
    const blob = await record(mimeType, seconds);
    await write(await recordingFile(id), blob);
    return { bytes: blob.size, mimeType: blob.type };
  },

  async cut(id: string, fromId: string, bytes: number): Promise<void> {
    await write(await recordingFile(id), (await (await recordingFile(fromId)).getFile()).slice(0, bytes));
  },

  async writeLong(id: string, fromId: string, leastBytes: number): Promise<{ seconds: number; bytes: number }> {
    const target = await recordingFile(id);
    const seconds = await writeLongRecording(await (await recordingFile(fromId)).getFile(), target, leastBytes);
    return { seconds, bytes: (await target.getFile()).size };
  },

  async save(id: string, format: Format): Promise<{ copy: SavedCopy; progress: number[]; ms: number }> {
    const progress: number[] = [];
    const startedAtMs = performance.now();
    const target = await targetFile(`${id}.${format}`);
    const copy = await saveCopy({ recordingId: id, format, target }, (share) => progress.push(share), never);
    return { copy, progress, ms: performance.now() - startedAtMs };
  },

  /** Aborts at the first progress report of at least `atShare`. */
  async saveAndAbort(id: string, format: Format, atShare: number): Promise<{ error: string; files: string[] }> {
    const controller = new AbortController();
    const onProgress = (share: number) => {
      if (share >= atShare) controller.abort(new Error('Changed my mind.'));
    };
    const job = { recordingId: id, format, target: await targetFile('aborted') };
    const error = await saveCopy(job, onProgress, controller.signal).then(() => 'saved', String);
    return { error, files: await targetNames() };
  },

  /**
   * Saves a recording while a worker appends to it. @returns the copy, and how much of the recording was there at the
   * start.
   */
  async saveLive(
    id: string,
    fromId: string,
    headShare: number,
    format: Format,
  ): Promise<{ copy: SavedCopy; headBytes: number }> {
    const bytes = await (await (await recordingFile(fromId)).getFile()).arrayBuffer();
    const headBytes = Math.floor(bytes.byteLength * headShare);
    const worker = new Worker(new URL('./live-writer.ts', import.meta.url), { type: 'module' });
    const said = (word: string) =>
      new Promise<void>((resolve) => worker.addEventListener('message', ({ data }) => data === word && resolve()));
    const [head, all] = [said('head'), said('all')];
    const pieceBytes = Math.ceil((bytes.byteLength - headBytes) / 100);
    worker.postMessage({
      handle: await recordingFile(id),
      bytes,
      headBytes,
      pieceBytes,
      everyMs: 10,
    } satisfies LiveWrite);
    await head;
    const { copy } = await harness.save(id, format);
    await all;
    worker.terminate();
    return { copy, headBytes };
  },

  /** Saves as in a browser without a save dialog. @returns the bytes of the copy. */
  async download(id: string, name: string, format: Format): Promise<number> {
    const target = await chooseCopyTarget({}, id, name, format);
    if (target === null) throw new Error('There is a target without a dialog.');
    const { bytes } = await saveCopy({ recordingId: id, format, target: target.handle }, () => undefined, never);
    await target.deliver();
    return bytes;
  },

  /** @returns the sizes of the copies that remain when those left over are removed in `inMs`. */
  async removeLeftOverCopies(recordingIds: readonly string[], inMs: number): Promise<number[]> {
    const { now } = leftOverCopies(await storedCopies(), recordingIds, Date.now() + inMs);
    await removeCopies(now);
    return (await storedCopies()).map(({ bytes }) => bytes);
  },

  async recordedPackets(id: string): Promise<Record<string, PacketList>> {
    return packetsOf(await (await recordingFile(id)).getFile());
  },

  async copiedPackets(name: string): Promise<Record<string, PacketList>> {
    return packetsOf(await (await targetFile(name)).getFile());
  },

  async packetEnds(id: string): Promise<Record<string, number[]>> {
    return packetEnds(await (await recordingFile(id)).getFile());
  },

  async play(name: string, shares: readonly number[]): Promise<Played> {
    return play(await (await targetFile(name)).getFile(), shares);
  },

  /** @returns the rules of the file contract that the browser's own files break. */
  async brokenFileRules(): Promise<string[]> {
    const worker = new Worker(new URL('./contract-worker.ts', import.meta.url), { type: 'module' });
    const answered = new Promise<string[]>((resolve, reject) => {
      worker.addEventListener('message', ({ data }) => resolve(data));
      worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    });
    worker.postMessage(null);
    return await answered.finally(() => worker.terminate());
  },

  /** @returns the rules of the catalog contract that the extension's own catalog breaks. */
  async brokenCatalogRules(): Promise<string[]> {
    let last: Catalog | null = null;
    return await brokenRules(CATALOG_CONTRACT, async () => {
      last?.close();
      last = await openCatalog();
      for (const { id } of await last.all()) await last.delete(id);
      return last;
    });
  },

  async poster(id: string): Promise<{ type: string; width: number; height: number; bytes: number } | null> {
    const poster = await makePoster(id, never);
    if (poster === null) return null;
    const { width, height } = await createImageBitmap(poster);
    return { type: poster.type, width, height, bytes: poster.size };
  },
};

export type Harness = typeof harness;

Object.assign(globalThis, { harness });
