import * as Comlink from 'comlink';
import { systemClock } from '../base/clock.ts';
import { holdForLife } from '../base/life-lock.ts';
import { passErrorsOn } from '../base/thrown-messages.ts';
import { Ballast } from '../spool/ballast.ts';
import { openCatalog } from '../spool/catalog.ts';
import { estimateFreeBytes } from '../spool/estimate-free-bytes.ts';
import { findRowCopy } from '../spool/found-file.ts';
import { patientCatalog } from '../spool/patient-catalog.ts';
import { deleteFiles, mediaFile, openBallast, openRowCopy, openSpool } from '../spool/recording-files.ts';
import { takeUploadLock, takeUploadPriority, waitForRecordingLock } from '../upload/locks.ts';
import { browserNetwork } from '../upload/network.ts';
import { isLoopbackUrl } from '../upload/url/upload-url.ts';
import { fetchTransport } from '../upload/wire/fetch-transport.ts';
import { splitTransport } from '../upload/wire/split-transport.ts';
import { wireTransport } from '../upload/wire/wire-transport.ts';
import type { EngineNews, EngineWorkerApi } from './engine-client.ts';
import { pacedEvents } from './paced-events.ts';
import { RecordingEngine } from './recording-engine.ts';
import { BROWSER_READS } from './spooling/read-slice.ts';
import { sliceGarbage } from './spooling/slice-garbage.ts';
import { askMinting } from './uploading/minting-question.ts';

const SECOND_MS = 1_000;
/** A request takes a millisecond or two to be made once its bytes are read; sending a chunk takes ten times that. */
const ON_ITS_WAY_MS = 5;
/** The browser takes a moment to release what a dead worker held. */
const LOCK_PATIENCE_MS = 10_000;

// The composition root of an engine: the real disk, network, clock and locks.
const ballast = new Ballast({ open: openBallast, freeBytes: estimateFreeBytes });
const engine = openEngine();
const dropped = sliceGarbage();

function openEngine(): RecordingEngine {
  const bodies = wireTransport({
    open: (origin, port) => post({ news: 'open-wire', origin, port }, [port]),
    fallback: fetchTransport,
  });
  const opened = new RecordingEngine(
    {
      clock: systemClock,
      catalog: patientCatalog(openCatalog, systemClock),
      reads: BROWSER_READS,
      openSpool: (id) => openSpool(id, () => ballast.drop()),
      makeRoom: () => ballast.drop(),
      openRowCopy,
      findRowCopy,
      openSealed: mediaFile,
      deleteFiles,
      takeUploadLock,
      takeRecordingLock: (id) => waitForRecordingLock(id, AbortSignal.timeout(LOCK_PATIENCE_MS)),
      takeUploadPriority,
      transport: splitTransport(bodies, fetchTransport),
      loadMinting: () => askMinting((port) => post({ news: 'ask-minting', port }, [port]), systemClock),
      join: (parts) => new Blob([...parts]),
      later: (callback) => void setTimeout(callback, ON_ITS_WAY_MS),
      networkTo: (url) => browserNetwork(isLoopbackUrl(url)),
      random: Math.random,
    },
    pacedEvents({
      snapshot: (snapshot) => post({ news: 'snapshot', snapshot }),
      log: (entries) => post({ news: 'log', entries }),
    }),
  );
  setInterval(() => {
    ballast.grow();
    void opened.tick();
  }, SECOND_MS);
  return opened;
}

function post(news: EngineNews, transfer: Transferable[] = []): void {
  postMessage(news, { transfer });
}

const api: EngineWorkerApi = {
  live: holdForLife,
  create: (recording, settings) => {
    void ballast.hold();
    return engine.create(recording, settings);
  },
  recover: (id, settings) => {
    void ballast.find();
    return engine.recover(id, settings);
  },
  failOver: (id, settings, known) => {
    void ballast.hold();
    return engine.failOver(id, settings, known);
  },
  started: (mimeType, atMs) => engine.started(mimeType, atMs),
  append: async (slice, place) => {
    await engine.append(slice, place);
    dropped(slice.size);
  },
  pause: (atMs) => engine.pause(atMs),
  resume: (atMs) => engine.resume(atMs),
  setMarkers: (markersMs) => engine.setMarkers(markersMs),
  seal: (atMs, problem) => engine.seal(atMs, problem),
  fail: (problem) => engine.fail(problem),
  discard: () => engine.discard(),
  alive: () => engine.alive(),
  retryNow: () => engine.retryNow(),
  useNewUrl: (target, isRepeated) => engine.useNewUrl(target, isRepeated),
  pauseUpload: () => engine.pauseUpload(),
  resumeUpload: () => engine.resumeUpload(),
  cancelUpload: () => engine.cancelUpload(),
};
passErrorsOn();
Comlink.expose(api);
