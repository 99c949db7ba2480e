import { untilCaptureEnds } from '../../lib/capture/capture-lock.ts';
import { stopTracks } from '../../lib/capture/stop-tracks.ts';
import type { Device } from '../../lib/ui/permission/permission-words.ts';

/**
 * Keeps a permission that was given for this time only, until the capture ends. Chromium takes it back when the last page
 * of the extension is closed (a document without a window is none), and after five minutes in which all its pages are out
 * of sight and none of them captures. Nothing says whether a permission is for this time only.
 * https://chromium.googlesource.com/chromium/src/+/main/chrome/browser/permissions/one_time_permissions_tracker.cc
 */
export async function stayWhileCapturing(devices: readonly Device[]): Promise<void> {
  const leaving = new AbortController();
  addEventListener('beforeunload', (event) => event.preventDefault(), { signal: leaving.signal });
  // It may never open, or wait for an answer to a question of the browser's: the page closes all the same.
  const opening = openIdle(devices);
  try {
    await untilCaptureEnds();
  } finally {
    leaving.abort();
    void opening.then((stream) => stream && stopTracks(stream));
  }
}

/** A capture that nobody looks at. Only now: whoever opens the camera first decides on the size of its picture. */
async function openIdle(devices: readonly Device[]): Promise<MediaStream | null> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      video: devices.includes('camera'),
      audio: devices.includes('microphone') && {
        echoCancellation: false,
        noiseSuppression: false,
        autoGainControl: false,
      },
    });
  } catch (error) {
    // The recording has the device. At worst the permission ends, which the recording reports.
    console.warn('The permission may end while this page is out of sight.', error);
    return null;
  }
}
