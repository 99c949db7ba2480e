import type { Bubble } from '../recording/bubble.ts';
import type { Message } from '../recording/message.ts';
import { type Device, devicesFor, type Source, type TabCondition } from '../recording/source.ts';
import { CaptureError } from './capture-error.ts';
import { type CapturePicture, recordPicture } from './capture-picture.ts';
import { type CaptureSound, recordSound, type Sound } from './capture-sound.ts';
import { browserCompositor } from './compose/browser-compositor.ts';
import { type MicrophoneRequest, openMicrophone } from './sources/microphone.ts';
import type { SourceRequest } from './sources/source-streams.ts';
import { OPEN_SOURCE } from './sources/sources.ts';
import { stopTracks } from './stop-tracks.ts';

/** What to capture. */
export interface CaptureRequest extends SourceRequest {
  readonly source: Source;
  /** Null: no microphone. */
  readonly microphone: MicrophoneRequest | null;
  /** How the camera stands in the picture, for a source that has it there. */
  readonly bubble: Bubble;
}

/** Reports what is wrong with a part of the capture; null when all is well again. */
export type ReportTrouble = (about: Sound | 'sound' | 'picture' | 'crop' | 'camera', what: Message | null) => void;

/** What a capture needs of the world. Each of these answers, or gives up, within seconds. */
export interface CapturePorts {
  lookAtTab(tabId: number): Promise<TabCondition>;
  /** Calls back when the person mutes the tab, or turns its sound on again. Returns what ends that. */
  onTabMuted(tabId: number, callback: (isMuted: boolean) => void): () => void;
  /** Whether the browser says that the device may be used. */
  isGranted(device: Device): Promise<boolean>;
  /** Marks, until what it returns is called, that something is captured. */
  holdCaptureLock(): () => void;
}

/** A picture and at most one track of sound, ready for a recorder. */
export interface Capture {
  /** Another one after the picture was replaced, see {@link CapturePicture.replaced}. */
  readonly stream: MediaStream;
  /** What can be done to the sound; null: none is recorded. */
  readonly sound: CaptureSound | null;
  /** What can be done to the picture. */
  readonly picture: CapturePicture;
  /** The camera's name; null for a tab. */
  readonly deviceName: string | null;
  /** Resolves when the picture has ended by itself, to what ended it. Its track may live on. */
  readonly pictureEnded: Promise<Message>;
  /** How many pictures have come so far; null when the browser does not count them. */
  frames(): number | null;
  /** Stops every track that was opened. May be called more than once. */
  close(): void;
}

/**
 * Opens everything that the request names, or nothing: when one part fails, the others are closed.
 * @param signal when it is aborted, what was opened is closed and the promise rejects with its reason.
 * @param reportTrouble called when something is wrong with a sound or the picture while it is recorded.
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
      { sound, tab, microphone },
      {
        onTabMuted: ports.onTabMuted,
        isMicrophoneForbidden: () => permissions.isForbidden('microphone'),
        report: reportTrouble,
        onClose,
      },
    );
    const sounds = recorded === null ? [] : [recorded.track];
    signal.throwIfAborted();
    const picture = recordPicture(
      { ...request, streams, hasMicrophone: microphone !== null },
      {
        lookAtTab: ports.lookAtTab,
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
 * A device that ends may have been unplugged, or be forbidden from now on. Only one that was granted explicitly
 * can be found to be forbidden: a browser that allows by policy may say “prompt” all the time.
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

/** A device may never open. A caller that gives up does not wait for it to close. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
