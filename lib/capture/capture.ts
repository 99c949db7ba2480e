import type { Message } from '../recording/message.ts';
import type { Device, TabCondition } from '../recording/source.ts';
import { CaptureError } from './capture-error.ts';
import type { Size } from './fit-size.ts';
import { type AudioSource, mixAudio } from './mix/audio-mix.ts';
import { type CameraWishes, openCameraStream, openMicrophoneStream } from './sources/camera-stream.ts';
import { openTabStream } from './sources/tab-stream.ts';
import { stopTracks } from './stop-tracks.ts';
import { watchPicture } from './watch/picture-watch.ts';
import { keepMicrophone, type Sound, watchTabSound } from './watch/sound-watch.ts';

/** What to capture. `isMuted`: whether the person has muted the tab. */
export type CaptureRequest = (
  | {
      readonly source: 'tab';
      readonly tabId: number;
      readonly streamId: string;
      readonly viewport: Size | null;
      readonly isMuted: boolean;
    }
  | { readonly source: 'camera'; readonly camera: CameraWishes }
) & { readonly microphone: boolean };

/** Reports what is wrong with a part of the capture; null when all is well again. */
export type ReportTrouble = (about: Sound | 'sound' | 'picture', what: Message | null) => void;

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
  readonly stream: MediaStream;
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
    const opening = [openPicture(request), ...(request.microphone ? [openMicrophoneStream()] : [])];
    const [picture, microphone] = await unlessAborted(
      openAll(opening, (stream) => onClose(() => stopTracks(stream))),
      signal,
    );
    signal.throwIfAborted();
    const [video] = picture?.getVideoTracks() ?? [];
    if (picture === undefined || video === undefined) {
      throw new CaptureError('failed', { id: 'capture.noPicture' });
    }
    const tracks: MediaStreamTrack[] = [video];
    const tellOf = (about: Parameters<ReportTrouble>[0]) => (what: Message | null) => reportTrouble(about, what);
    const permissions = await watchPermissions(request, ports);
    if (request.source === 'tab' || microphone !== undefined) {
      const sources: AudioSource[] = [{ stream: picture, heard: request.source === 'tab' && !request.isMuted }];
      if (microphone !== undefined) sources.push({ stream: microphone, heard: false });
      const mix = await mixAudio(sources, tellOf('sound'));
      onClose(mix.close);
      tracks.push(mix.track);
      if (request.source === 'tab') {
        onClose(watchTabSound(picture, tellOf('tab')));
        onClose(ports.onTabMuted(request.tabId, (isMuted) => mix.setHeard(picture, !isMuted)));
      }
      if (microphone !== undefined) {
        const { isForbidden } = permissions;
        const toKeep = {
          open: openMicrophoneStream,
          listenTo: mix.listenTo,
          use: mix.add,
          isForbidden: () => isForbidden('microphone'),
        };
        onClose(keepMicrophone(microphone, toKeep, tellOf('microphone')));
      }
    }
    signal.throwIfAborted();
    const watch = watchPicture(video, {
      source: request.source,
      lookAtTab: async () => (request.source === 'tab' ? ports.lookAtTab(request.tabId) : 'there'),
      isForbidden: () => permissions.isForbidden('camera'),
      warn: tellOf('picture'),
    });
    onClose(watch.close);
    return {
      stream: new MediaStream(tracks),
      deviceName: request.source === 'camera' ? video.label || null : null,
      pictureEnded: watch.ended,
      frames: watch.frames,
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
  const [camera, microphoneToo] = await Promise.all([
    source === 'camera' && ports.isGranted('camera'),
    microphone && ports.isGranted('microphone'),
  ]);
  const wasGranted = { camera, microphone: microphoneToo };
  return {
    isForbidden: async (device: Device) => wasGranted[device] && !(await ports.isGranted(device)),
  };
}

function openPicture(request: CaptureRequest): Promise<MediaStream> {
  return request.source === 'camera'
    ? openCameraStream(request.camera)
    : openTabStream(request.streamId, request.viewport);
}

/** All of them, or the first error. `opened` gets each as it opens, also one that opens after that. */
function openAll(
  opening: readonly Promise<MediaStream>[],
  opened: (stream: MediaStream) => void,
): Promise<readonly MediaStream[]> {
  return Promise.all(
    opening.map(async (open) => {
      const stream = await open;
      opened(stream);
      return stream;
    }),
  );
}

/** A device may never open. A caller that gives up does not wait for it to close. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
