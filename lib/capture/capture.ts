import { type AudioSource, mixAudio } from './audio-mix.ts';
import { type CameraWishes, openCameraStream, openMicrophoneStream } from './camera-stream.ts';
import { CaptureError } from './capture-error.ts';
import type { Size } from './fit-size.ts';
import { openTabStream } from './tab-stream.ts';

/** What to capture. */
export type CaptureRequest = (
  | { readonly source: 'tab'; readonly streamId: string; readonly viewport: Size | null }
  | { readonly source: 'camera'; readonly camera: CameraWishes }
) & { readonly microphone: boolean };

/** A picture and at most one track of sound, ready for a recorder. */
export interface Capture {
  readonly stream: MediaStream;
  /** The camera's name; null for a tab. */
  readonly deviceName: string | null;
  /** A sentence for the person when the video track ends by itself. */
  readonly endedSentence: string;
  /** Stops every track that was opened. May be called more than once. */
  close(): void;
}

/**
 * Opens everything that the request names, or nothing: when one part fails, the others are closed.
 * @param signal when it is aborted, what was opened is closed and the promise rejects with its reason.
 * @throws CaptureError
 */
export async function openCapture(request: CaptureRequest, signal: AbortSignal): Promise<Capture> {
  const opened = await openAll([
    openPicture(request),
    ...(request.microphone ? [openMicrophoneStream().then((stream): AudioSource => ({ stream, heard: false }))] : []),
  ]);
  const closing = opened.map(
    ({ stream }) =>
      () =>
        stopTracks(stream),
  );
  const close = () => {
    for (const step of closing.splice(0)) step();
  };
  try {
    signal.throwIfAborted();
    const [video] = opened.flatMap(({ stream }) => stream.getVideoTracks());
    if (video === undefined) throw new CaptureError('failed', 'There is no picture to record.');
    const tracks: MediaStreamTrack[] = [video];
    if (request.source === 'tab' || request.microphone) {
      const mix = await mixAudio(opened);
      closing.push(mix.close);
      tracks.push(mix.track);
    }
    signal.throwIfAborted();
    return {
      stream: new MediaStream(tracks),
      deviceName: request.source === 'camera' ? video.label || null : null,
      endedSentence: ENDED_SENTENCES[request.source],
      close,
    };
  } catch (cause) {
    close();
    throw cause;
  }
}

const ENDED_SENTENCES = {
  tab: 'The tab was closed, so the recording ended there.',
  camera: 'The camera was disconnected, so the recording ended there.',
} as const;

async function openPicture(request: CaptureRequest): Promise<AudioSource> {
  if (request.source === 'camera') return { stream: await openCameraStream(request.camera), heard: false };
  return { stream: await openTabStream(request.streamId, request.viewport), heard: true };
}

/** All of them, or none: the first error, when those that did open are closed again. */
async function openAll(opening: readonly Promise<AudioSource>[]): Promise<readonly AudioSource[]> {
  const results = await Promise.allSettled(opening);
  const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    for (const { stream } of opened) stopTracks(stream);
    throw result.reason;
  }
  return opened;
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
