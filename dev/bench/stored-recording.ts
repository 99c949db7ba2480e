import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { MIB } from '../../lib/base/byte-units.ts';
import type { RecorderCommand } from '../../lib/commands/commands.ts';
import type { RecordingRow } from '../../lib/spool/row.ts';
import type { Inspector } from '../browser/inspector.ts';

/** The browser APIs we use in the extension's pages. */
declare const chrome: {
  readonly alarms: { get(name: string): Promise<object | undefined> };
  readonly runtime: { sendMessage(message: unknown): Promise<unknown> };
};

/** About half a second at 5 Mbit/s. */
const SLICE_BYTES = (5 * MIB) / 16;

const PATIENCE_MS = 600_000;
/** Each look opens the database, which costs the browser some work. */
const LOOK_EVERY_MS = 200;

/** After this time, a freshly started extension is looking for unfinished recordings. */
const STARTING_MS = 1_000;

/** A recording on this machine that has ended but hasn't been uploaded. */
export interface StoredRecording {
  readonly id: string;
  readonly bytes: number;
}

/**
 * Resolves when a freshly started extension has resumed everything unfinished and finds no more. A recording put there
 * earlier would be resumed too soon, or its folder removed while still empty.
 */
export async function untilRecovered({ page }: Inspector): Promise<void> {
  await delay(STARTING_MS);
  const isDone = async () => (await chrome.alarms.get('resume')) === undefined;
  await page.waitForFunction(isDone, { polling: LOOK_EVERY_MS, timeout: PATIENCE_MS });
}

/** Stores a recording. `contentUrl` serves its bytes; null makes a file of zeros that takes no space on disk. */
export async function storeRecording(
  { page }: Inspector,
  bytes: number,
  contentUrl: string | null,
): Promise<StoredRecording> {
  const id = randomUUID();
  await page.evaluate(
    async (folder, length, url, sliceBytes) => {
      const root = await navigator.storage.getDirectory();
      const recordings = await root.getDirectoryHandle('recordings', { create: true });
      const files = await recordings.getDirectoryHandle(folder, { create: true });
      const open = async (name: string) => (await files.getFileHandle(name, { create: true })).createWritable();
      const media = await open('media');
      if (url === null) {
        await media.truncate(length);
        await media.close();
      } else {
        const { body } = await fetch(url);
        await body?.pipeTo(media);
      }
      const slices = Math.ceil(length / sliceBytes);
      const marks = new DataView(new ArrayBuffer(slices * 8));
      for (let slice = 1; slice <= slices; slice += 1) {
        marks.setFloat64((slice - 1) * 8, Math.min(length, slice * sliceBytes));
      }
      const marksFile = await open('marks');
      await marksFile.write(marks);
      await marksFile.close();
    },
    id,
    bytes,
    contentUrl,
    SLICE_BYTES,
  );
  return { id, bytes };
}

/** Enters it in the catalog as a recording still to be uploaded to this URL. */
export async function catalogue({ page }: Inspector, { id, bytes }: StoredRecording, uploadUrl: string): Promise<void> {
  const nowMs = Date.now();
  const row: RecordingRow = {
    id,
    source: 'tab',
    title: 'A recording for the bench',
    mimeType: 'video/webm;codecs=vp9,opus',
    startedAtMs: nowMs,
    recordedMs: bytes / 640,
    markersMs: [],
    state: 'finishing',
    ending: null,
    problem: null,
    target: { uploadUrl },
    uploadUrl,
    usedUrl: null,
    uploadPaused: false,
    protocol: null,
    session: null,
    spooledBytes: bytes,
    ackedBytes: 0,
    sealedBytes: bytes,
    updatedAtMs: nowMs,
    order: nowMs,
  };
  await page.evaluate(async (stored) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('reelay', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('recordings', { keyPath: 'id' });
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    await new Promise<void>((resolve, reject) => {
      const change = database.transaction('recordings', 'readwrite', { durability: 'strict' });
      change.objectStore('recordings').put(stored);
      change.oncomplete = () => resolve();
      change.onerror = () => reject(change.error);
    });
    database.close();
  }, row);
}

/** Resumes its upload if needed, then sends it this command, as a click on the recordings page would. */
export async function command(
  { page }: Inspector,
  name: Extract<RecorderCommand, 'retry-now' | 'pause-upload' | 'resume-upload'>,
  { id }: StoredRecording,
): Promise<void> {
  const reply = await page.evaluate(
    async (what, recordingId) => await chrome.runtime.sendMessage({ name: what, data: { id: recordingId } }),
    `background/${name}`,
    id,
  );
  if (typeof reply !== 'object' || reply === null || !('ok' in reply) || reply.ok !== true) {
    throw new Error(`${name}: ${JSON.stringify(reply)}`);
  }
}

/**
 * Resolves when the catalog lists it as complete, moments after the server has everything.
 * @throws Error when it ends in another state, or doesn't end within ten minutes.
 */
export async function untilComplete({ page }: Inspector, { id }: StoredRecording): Promise<void> {
  const ended = await page.waitForFunction(
    async (recordingId) => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open('reelay');
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      const row = await new Promise<RecordingRow>((resolve, reject) => {
        const reading = database.transaction('recordings').objectStore('recordings').get(recordingId);
        reading.onsuccess = () => resolve(reading.result);
        reading.onerror = () => reject(reading.error);
      });
      database.close();
      return row.state === 'finishing' ? null : row.state;
    },
    // A background page draws no frames.
    { polling: LOOK_EVERY_MS, timeout: PATIENCE_MS },
    id,
  );
  const state = await ended.jsonValue();
  if (state !== 'complete') throw new Error(`The upload ended as ${state}.`);
}
