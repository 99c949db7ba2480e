import { send, serveMessages } from '../../lib/commands/messenger.ts';
import { runRecorder } from '../../lib/recorder/run-recorder.ts';
import { estimateFreeBytes } from '../../lib/spool/estimate-free-bytes.ts';
import { safeText } from '../../lib/upload/url/safe-text.ts';
import { openWireFrame } from '../../lib/upload/wire/wire-frame.ts';

runRecorder({
  send,
  serve: (handlers) => serveMessages('recorder', safeText, handlers),
  openWire: openWireFrame,
  permissions: navigator.permissions,
  mediaDevices: navigator.mediaDevices,
  freeBytes: estimateFreeBytes,
  pixelRatio: () => devicePixelRatio,
});
// What is recorded must not be cleared away when the disk is short.
navigator.storage.persist().catch((error: unknown) => console.warn('The storage was not made persistent.', error));
