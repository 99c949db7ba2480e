import * as Comlink from 'comlink';
import { openCatalog } from '../spool/catalog.ts';
import { deleteFiles, mediaFile, openSpool } from '../spool/recording-files.ts';
import { systemClock } from '../upload/clock.ts';
import { fetchTransport } from '../upload/fetch-transport.ts';
import { browserNetwork } from '../upload/network.ts';
import { splitTransport } from '../upload/split-transport.ts';
import { takeRightOfWay, takeUploadLock, waitForRecordingLock } from '../upload/upload-lock.ts';
import { isLoopbackUrl } from '../upload/upload-url.ts';
import { xhrTransport } from '../upload/xhr-transport.ts';
import type { EngineNews, EngineWorkerApi } from './engine-client.ts';
import { holdForLife } from './life-lock.ts';
import { askMinting } from './minting-question.ts';
import { pacedEvents } from './paced-events.ts';
import { RecordingEngine } from './recording-engine.ts';
import { sliceGarbage } from './slice-garbage.ts';

const SECOND_MS = 1_000;
/** From when its bytes are asked for, a request takes a millisecond or two to be made; a chunk takes ten times that to be sent. */
const ON_ITS_WAY_MS = 5;
/** The browser takes a moment to let go of what a dead worker held. */
const LOCK_PATIENCE_MS = 10_000;

// The composition root of an engine: the real disk, network, clock and locks. The first message can arrive before the
// catalog is open, so the interface is exposed at once and each call waits for the engine.
const opening = openEngine();
const dropped = sliceGarbage();

async function openEngine(): Promise<RecordingEngine> {
  const engine = new RecordingEngine(
    {
      clock: systemClock,
      catalog: await openCatalog(),
      openSpool,
      openSealed: mediaFile,
      deleteFiles,
      takeUploadLock,
      takeRecordingLock: (id) => waitForRecordingLock(id, AbortSignal.timeout(LOCK_PATIENCE_MS)),
      takeRightOfWay,
      transport: splitTransport(xhrTransport, fetchTransport),
      loadMinting: () => askMinting((port) => tell({ news: 'ask-minting', port }, [port]), systemClock),
      join: (parts) => new Blob([...parts]),
      later: (callback) => void setTimeout(callback, ON_ITS_WAY_MS),
      networkTo: (url) => browserNetwork(isLoopbackUrl(url)),
      random: Math.random,
    },
    pacedEvents({
      snapshot: (snapshot) => tell({ news: 'snapshot', snapshot }),
      log: (entries) => tell({ news: 'log', entries }),
    }),
  );
  setInterval(() => engine.tick(), SECOND_MS);
  return engine;
}

function tell(news: EngineNews, transfer: Transferable[] = []): void {
  postMessage(news, { transfer });
}

const api: EngineWorkerApi = {
  live: holdForLife,
  create: async (recording, settings) => (await opening).create(recording, settings),
  recover: async (id, settings) => (await opening).recover(id, settings),
  takeOver: async (id, settings) => (await opening).takeOver(id, settings),
  started: async (mimeType, atMs) => (await opening).started(mimeType, atMs),
  append: async (slice) => {
    await (await opening).append(slice);
    dropped(slice.size);
  },
  pause: async (atMs) => (await opening).pause(atMs),
  resume: async (atMs) => (await opening).resume(atMs),
  seal: async (atMs, problem) => (await opening).seal(atMs, problem),
  fail: async (problem) => (await opening).fail(problem),
  retryNow: async () => (await opening).retryNow(),
  useNewUrl: async (target) => (await opening).useNewUrl(target),
  pauseUpload: async () => (await opening).pauseUpload(),
  resumeUpload: async () => (await opening).resumeUpload(),
  cancelUpload: async () => (await opening).cancelUpload(),
};
Comlink.expose(api);
