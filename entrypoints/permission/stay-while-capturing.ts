import { untilCaptureEnds } from '../../lib/capture/capture-lock.ts';
import { stopTracks } from '../../lib/capture/stop-tracks.ts';
import type { Device } from '../../lib/recording/source.ts';

/**
 * Keeps a permission that was granted for this time only until the capture ends. Chromium takes it back when the last page
 * of the extension closes (an offscreen document does not count), and after five minutes in which none of its pages is
 * visible or capturing. Nothing says whether a permission is for this time only.
 * https://chromium.googlesource.com/chromium/src/+/main/chrome/browser/permissions/one_time_permissions_tracker.cc
 */
export async function stayWhileCapturing(devices: readonly Device[]): Promise<void> {
  const leaving = new AbortController();
  addEventListener('beforeunload', (event) => event.preventDefault(), { signal: leaving.signal });
  // Not awaited: it may never open, or wait for the browser to ask you. The page closes anyway.
  const opening = openIdle(devices);
  try {
    await untilCaptureEnds();
  } finally {
    leaving.abort();
    void opening.then((stream) => stream && stopTracks(stream));
  }
}

/** Opens a capture that nothing uses. Only after the recording has started: the first to open a camera sets its resolution. */
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
    // The recording has the device. At worst the permission ends, and the recording reports it.
    console.warn('The permission may end while this page is hidden.', error);
    return null;
  }
}
