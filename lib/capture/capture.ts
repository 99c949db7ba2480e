import type { Bubble } from '../recording/bubble.ts';
import type { Message } from '../recording/message.ts';
import { type Device, devicesFor, hasBubble, type Source, type TabCondition } from '../recording/source.ts';
import type { TabView } from '../recording/tab-view.ts';
import { CaptureError } from './capture-error.ts';
import { type CapturePicture, recordPicture } from './capture-picture.ts';
import { type CaptureSound, recordSound, type Sound } from './capture-sound.ts';
import { browserCompositor, prepareComposing } from './compose/browser-compositor.ts';
import { browserMix, prepareMixing } from './mix/browser-mix.ts';
import { type MicrophoneRequest, openMicrophone } from './sources/microphone.ts';
import type { SourceRequest } from './sources/source-streams.ts';
import { OPEN_SOURCE } from './sources/sources.ts';
import { stopTracks } from './stop-tracks.ts';

/** What to capture. */
export interface CaptureRequest extends SourceRequest {
  readonly source: Source;
  /** Null: no microphone. */
  readonly microphone: MicrophoneRequest | null;
  /** Where the camera is in the picture, for sources that show it there. */
  readonly bubble: Bubble;
}

/** Reports a problem with a part of the capture; null when it's fine again. */
export type ReportTrouble = (about: Sound | 'sound' | 'picture' | 'area' | 'camera', what: Message | null) => void;

/** What a capture needs from the outside. Every call settles within seconds. */
export interface CapturePorts {
  lookAtTab(tabId: number): Promise<TabCondition>;
  /** Calls back when you mute or unmute the tab. Returns a function that stops this. */
  onTabMuted(tabId: number, callback: (isMuted: boolean) => void): () => void;
  /** Calls back when a tab has another size, in device pixels, or zoom. Returns a function that stops this. */
  onTabResized(tabId: number, callback: (view: TabView) => void): () => void;
  /** Whether the browser allows the device. */
  isGranted(device: Device): Promise<boolean>;
  /** Marks that a capture is running, until the returned function is called. */
  holdCaptureLock(): () => void;
}

/** A picture and at most one sound track, ready to be recorded. */
export interface Capture {
  /** A new one after the picture was replaced, see {@link CapturePicture.replaced}. */
  readonly stream: MediaStream;
  /** The sound's controls; null if no sound is recorded. */
  readonly sound: CaptureSound | null;
  /** The picture's controls. */
  readonly picture: CapturePicture;
  /** The camera's name; null for a tab. */
  readonly deviceName: string | null;
  /** Resolves when the picture ends on its own, to the reason. Its track may still be live. */
  readonly pictureEnded: Promise<Message>;
  /** Pictures delivered so far; null if the browser doesn't count them. */
  frames(): number | null;
  /** Stops every open track. Can be called more than once. */
  close(): void;
}

/** A capture may open soon. */
export function prepareCapture(): void {
  prepareComposing();
  prepareMixing();
}

/**
 * Opens everything the request asks for, or nothing: if one part fails, the others are closed.
 * @param signal aborting it closes what was opened, and the promise rejects with the signal's reason.
 * @param reportTrouble called when something goes wrong with the sound or the picture while recording.
 * @throws CaptureError
 */
export async function openCapture(
  request: CaptureRequest,
  signal: AbortSignal,
  reportTrouble: ReportTrouble,
  ports: CapturePorts,
): Promise<Capture> {
  const closing: (() => void)[] = [ports.holdCaptureLock()];
  let isClosed = false;
  const onClose = (step: () => void) => {
    if (isClosed) step();
    else closing.push(step);
  };
  const close = () => {
    isClosed = true;
    for (const step of closing.splice(0)) step();
  };
  try {
    const { tab } = request;
    const opened = (stream: MediaStream) => onClose(() => stopTracks(stream));
    const opening = Promise.all([OPEN_SOURCE[request.source](request, opened), microphoneOf(request, opened)]);
    const [streams, microphone] = await unlessAborted(opening, signal);
    signal.throwIfAborted();
    const { sound, deviceName } = streams;
    if (streams.picture === null && sound === null && microphone === null) {
      throw new CaptureError('failed', { id: 'capture.noSound' });
    }
    const permissions = await watchPermissions(request, ports);
    const recorded = recordSound(
      { sound, tab, microphone, hasBubble: hasBubble(request.source) },
      {
        onTabMuted: ports.onTabMuted,
        isMicrophoneForbidden: () => permissions.isForbidden('microphone'),
        report: reportTrouble,
        onClose,
        mix: browserMix,
      },
    );
    const sounds = recorded === null ? [] : [recorded.track];
    signal.throwIfAborted();
    const picture = recordPicture(
      { ...request, streams, hasMicrophone: microphone !== null },
      {
        lookAtTab: ports.lookAtTab,
        onTabResized: ports.onTabResized,
        isCameraForbidden: () => permissions.isForbidden('camera'),
        report: reportTrouble,
        onClose,
        compositor: browserCompositor,
      },
    );
    return {
      get stream() {
        return new MediaStream(picture.track === null ? sounds : [picture.track, ...sounds]);
      },
      picture,
      sound: recorded,
      deviceName,
      pictureEnded: picture.ended,
      frames: picture.frames,
      close,
    };
  } catch (cause) {
    close();
    throw cause;
  }
}

/**
 * A device that ends was unplugged, or its permission was revoked. Only an explicitly granted permission can be seen to
 * be revoked: a browser that allows devices by policy may always report “prompt”.
 */
async function watchPermissions({ source, microphone }: CaptureRequest, ports: CapturePorts) {
  const devices = devicesFor(source, microphone !== null);
  const asked = await Promise.all(devices.map((device) => ports.isGranted(device)));
  const granted = new Set(devices.filter((_device, index) => asked[index]));
  return {
    isForbidden: async (device: Device) => granted.has(device) && !(await ports.isGranted(device)),
  };
}

async function microphoneOf({ microphone: request }: CaptureRequest, opened: (stream: MediaStream) => void) {
  if (request === null) return null;
  const microphone = await openMicrophone(request);
  opened(microphone.stream);
  return { request, opened: microphone };
}

/** A device may never open. If the caller gives up, nobody waits for it to close. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
