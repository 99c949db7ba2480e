import * as Comlink from 'comlink';
import { openCatalog } from '../spool/catalog.ts';
import { deleteFiles, openSpool } from '../spool/recording-files.ts';
import { systemClock } from '../upload/clock.ts';
import { browserNetwork } from '../upload/network.ts';
import { takeRecordingLock, takeUploadLock } from '../upload/upload-lock.ts';
import { isLoopbackUrl } from '../upload/upload-url.ts';
import { xhrTransport } from '../upload/xhr-transport.ts';
import type { EngineEvents } from './engine-api.ts';
import type { EngineWorkerApi } from './engine-client.ts';
import { RecordingEngine } from './recording-engine.ts';

const SECOND_MS = 1_000;

// The composition root of an engine: the real disk, network, clock and locks.
const listeners: { events: EngineEvents | null } = { events: null };
const catalog = await openCatalog();
const engine = new RecordingEngine(
  {
    clock: systemClock,
    catalog,
    openSpool,
    deleteFiles,
    takeUploadLock,
    takeRecordingLock,
    transport: xhrTransport,
    networkTo: (url) => browserNetwork(isLoopbackUrl(url)),
    random: Math.random,
    verify: async () => null,
  },
  {
    snapshot: (snapshot) => listeners.events?.snapshot(snapshot),
    log: (entries) => listeners.events?.log(entries),
  },
);
setInterval(() => engine.tick(), SECOND_MS);

const api: EngineWorkerApi = {
  listen: (snapshot, log) => {
    listeners.events = { snapshot, log };
  },
  create: (recording, settings) => engine.create(recording, settings),
  recover: (id, settings) => engine.recover(id, settings),
  started: (mimeType, atMs) => engine.started(mimeType, atMs),
  append: (slice) => engine.append(slice),
  pause: (atMs) => engine.pause(atMs),
  resume: (atMs) => engine.resume(atMs),
  seal: (atMs, problem) => engine.seal(atMs, problem),
  fail: (problem) => engine.fail(problem),
  retryNow: () => engine.retryNow(),
  useNewUrl: (target) => engine.useNewUrl(target),
};
Comlink.expose(api);
