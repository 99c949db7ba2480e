import { systemClock } from '../../lib/base/clock.ts';
import { systemPacer } from '../../lib/base/paced.ts';
import { openCapture } from '../../lib/capture/capture.ts';
import { startRecorder } from '../../lib/capture/recorder.ts';
import { answer, send } from '../../lib/commands/messenger.ts';
import { openEngine } from '../../lib/engine/engine-client.ts';
import { sliceGarbage } from '../../lib/engine/spooling/slice-garbage.ts';
import { createCapturePorts } from '../../lib/recorder/capture-ports.ts';
import { liveRequestFrom } from '../../lib/recorder/live/live-request.ts';
import { missingPermissions } from '../../lib/recorder/missing-permissions.ts';
import { Recordings } from '../../lib/recorder/recordings.ts';
import { createReporter } from '../../lib/recorder/reporter.ts';
import { SnapshotBoard } from '../../lib/recorder/snapshot-board.ts';
import { estimateFreeBytes } from '../../lib/recorder/watch/disk-watch.ts';
import { parseSettings } from '../../lib/settings/settings.ts';
import { safeText } from '../../lib/upload/url/safe-text.ts';
import { openWireFrame } from '../../lib/upload/wire/wire-frame.ts';

const { permissions, mediaDevices } = navigator;
const board = new SnapshotBoard();
const reporter = createReporter(() => board.snapshot(), {
  sendSnapshot: (snapshot) => send('background/snapshot', snapshot),
  sendLog: (entries) => send('background/log', entries),
  pacer: systemPacer,
});
const capture = createCapturePorts({
  lookAtTab: (tabId) => send('background/look-at-tab', { tabId }),
  permissions,
  clock: systemClock,
});
const recordings = new Recordings(
  {
    openCapture: (request, signal, tellTrouble) => openCapture(request, signal, tellTrouble, capture),
    startRecorder,
    openEngine: (events, onCrash) =>
      openEngine(events, onCrash, {
        loadMinting: () => send('background/minting', null),
        openWire: openWireFrame,
      }),
    missingPermissions: (devices) => missingPermissions(devices, { permissions, mediaDevices, clock: systemClock }),
    newId: () => crypto.randomUUID(),
    nowMs: Date.now,
    later: systemPacer.later,
    clock: systemClock,
    dropped: sliceGarbage(),
    freeBytes: estimateFreeBytes,
    onIdle: () => {
      // The background closes this document when it hears it, with everything that was not told before.
      reporter.flush();
      tell('background/offscreen-idle');
    },
  },
  board,
  reporter,
);

answer(
  'offscreen',
  {
    'offscreen/start': (data) => recordings.start(liveRequestFrom(data, Date.now(), devicePixelRatio)),
    'offscreen/pause': ({ id }) => recordings.pause(id),
    'offscreen/resume': ({ id }) => recordings.resume(id),
    'offscreen/stop': ({ id }) => recordings.stop(id),
    'offscreen/tab-muted': ({ tabId, isMuted }) => capture.tabMuted(tabId, isMuted),
    'offscreen/retry-now': ({ id }) => recordings.retryNow(id),
    'offscreen/use-new-url': ({ id, target }) => recordings.useNewUrl(id, target),
    'offscreen/pause-upload': ({ id }) => recordings.pauseUpload(id),
    'offscreen/resume-upload': ({ id }) => recordings.resumeUpload(id),
    'offscreen/cancel-upload': ({ id }) => recordings.cancelUpload(id),
    'offscreen/recover': ({ id, settings }) => recordings.recover(id, parseSettings(settings)),
    'offscreen/forget': ({ id }) => recordings.forget(id),
    'offscreen/report': () => reporter.asked(),
  },
  safeText,
);
tell('background/offscreen-ready');
// What is recorded must not be cleared away when the disk is short.
navigator.storage.persist().catch((error: unknown) => console.warn('The storage was not made persistent.', error));

function tell(name: 'background/offscreen-ready' | 'background/offscreen-idle'): void {
  // A background that is being replaced takes this document with it.
  send(name, null).catch((error: unknown) => console.warn(`${name} did not arrive.`, error));
}
