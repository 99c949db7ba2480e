import { mixAudio } from './audio-mix.ts';
import { type CameraWishes, openCameraStream, openMicrophoneStream } from './camera-stream.ts';
import { CaptureError } from './capture-error.ts';
import type { Size } from './fit-size.ts';
import { keepMicrophone, type Sound, type TellSoundTrouble, watchTabSound } from './sound-watch.ts';
import { stopTracks } from './stop-tracks.ts';
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
 * @param tellTrouble told what is wrong with a sound while it is recorded.
 * @throws CaptureError
 */
export async function openCapture(
  request: CaptureRequest,
  signal: AbortSignal,
  tellTrouble: TellSoundTrouble,
): Promise<Capture> {
  const [picture, microphone] = await openAll([
    openPicture(request),
    ...(request.microphone ? [openMicrophoneStream()] : []),
  ]);
  const closing = [picture, microphone].map((stream) => () => stream && stopTracks(stream));
  const close = () => {
    for (const step of closing.splice(0)) step();
  };
  try {
    signal.throwIfAborted();
    const [video] = picture?.getVideoTracks() ?? [];
    if (picture === undefined || video === undefined) {
      throw new CaptureError('failed', 'There is no picture to record.');
    }
    const tracks: MediaStreamTrack[] = [video];
    if (request.source === 'tab' || microphone !== undefined) {
      const mix = await mixAudio([
        { stream: picture, heard: true },
        ...(microphone === undefined ? [] : [{ stream: microphone, heard: false }]),
      ]);
      closing.push(mix.close);
      tracks.push(mix.track);
      const tellOf = (sound: Sound) => (sentence: string | null) => tellTrouble(sound, sentence);
      if (request.source === 'tab') closing.push(watchTabSound(picture, tellOf('tab')));
      if (microphone !== undefined) {
        const ports = { open: openMicrophoneStream, listenTo: mix.listenTo, use: mix.add };
        closing.push(keepMicrophone(microphone, ports, tellOf('microphone')));
      }
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

function openPicture(request: CaptureRequest): Promise<MediaStream> {
  return request.source === 'camera'
    ? openCameraStream(request.camera)
    : openTabStream(request.streamId, request.viewport);
}

/** All of them, or none: the first error, when those that did open are closed again. */
async function openAll(opening: readonly Promise<MediaStream>[]): Promise<readonly MediaStream[]> {
  const results = await Promise.allSettled(opening);
  const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    for (const stream of opened) stopTracks(stream);
    throw result.reason;
  }
  return opened;
}
