/*
 * Plays the recording at `?src=` and examines it: `await window.reelayPlayer.examine({ points: 10 })`.
 * The file is held in memory, and its sound is decoded as a whole: meant for recordings of minutes, not of hours.
 */
import { readBarcode } from './barcode.ts';
import { rootMeanSquare, tonesIn } from './tone.ts';

const TONE_SAMPLES = 16_384;
/** Each look decodes everything from the last key frame on. */
const LOOKS_PER_SECOND = 2;
const LEAST_LOOKS = 5;
/** A time past the end of everything: seeking there makes the browser find out the duration. */
const PAST_THE_END_SECONDS = 1e9;

/** What a recording holds. Times are seconds of the recording. */
export interface Examination {
  readonly durationSeconds: number;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  /** The frame numbers read from the picture at points spread over the recording; null where none was readable. */
  readonly frames: readonly { readonly atSeconds: number; readonly number: number | null }[];
  /** Null when there is no sound track. */
  readonly audio: {
    readonly seconds: number;
    readonly rms: number;
    /** In the middle of the recording; null when it is silent there. */
    readonly dominantHz: number | null;
    /** All tones that are heard there, the strongest first. */
    readonly tonesHz: readonly number[];
  } | null;
}

/** What the page offers to whoever drives it. */
export interface ReelayPlayer {
  /**
   * Looks at the picture at so many points, or at fewer when they would be less than half a second apart.
   * @throws Error when the recording cannot be fetched or played.
   */
  examine(options?: { readonly points?: number }): Promise<Examination>;
}

declare global {
  interface Window {
    reelayPlayer: ReelayPlayer;
  }
}

function findVideo(): HTMLVideoElement {
  const found = document.getElementById('video');
  if (!(found instanceof HTMLVideoElement)) throw new Error('There is no #video.');
  return found;
}

const video = findVideo();
const source = new URLSearchParams(location.search).get('src') ?? '';
if (source !== '') video.src = source;

window.reelayPlayer = {
  async examine({ points = 10 } = {}) {
    const answer = await fetch(source);
    if (!answer.ok) throw new Error(`The recording cannot be fetched: ${answer.status}.`);
    const recording = await answer.blob();
    const url = URL.createObjectURL(recording);
    try {
      video.src = url;
      await happens('loadedmetadata');
      const durationSeconds = await findDuration();
      const frames: { atSeconds: number; number: number | null }[] = [];
      const looks = Math.min(points, Math.max(LEAST_LOOKS, Math.floor(durationSeconds * LOOKS_PER_SECOND)));
      for (let look = 0; look < looks; look += 1) {
        frames.push(await readAt(((look + 0.5) / looks) * durationSeconds));
      }
      const { videoWidth: width, videoHeight: height } = video;
      const audio = await listen(await recording.arrayBuffer());
      return { durationSeconds, width, height, bytes: recording.size, frames, audio };
    } finally {
      video.src = source;
      URL.revokeObjectURL(url);
    }
  },
};

/** A recording made live has no duration in its head: the browser learns it when it has come to the end. */
async function findDuration(): Promise<number> {
  if (Number.isFinite(video.duration)) return video.duration;
  await seek(PAST_THE_END_SECONDS);
  return Number.isFinite(video.duration) ? video.duration : video.currentTime;
}

async function readAt(seconds: number): Promise<{ atSeconds: number; number: number | null }> {
  await seek(seconds);
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('There is no 2D canvas.');
  context.drawImage(video, 0, 0);
  const number = readBarcode(context.getImageData(0, 0, canvas.width, canvas.height));
  return { atSeconds: video.currentTime, number };
}

async function seek(seconds: number): Promise<void> {
  const sought = happens('seeked');
  video.currentTime = seconds;
  await sought;
}

async function listen(bytes: ArrayBuffer): Promise<Examination['audio']> {
  const context = new OfflineAudioContext(1, 1, 48_000);
  let sound: AudioBuffer;
  try {
    sound = await context.decodeAudioData(bytes);
  } catch (error) {
    // What has no sound track cannot be decoded.
    if (error instanceof DOMException && error.name === 'EncodingError') return null;
    throw error;
  }
  const samples = sound.getChannelData(0);
  const start = Math.max(0, Math.floor((samples.length - TONE_SAMPLES) / 2));
  const middle = samples.subarray(start, start + TONE_SAMPLES);
  const tonesHz = tonesIn(middle, sound.sampleRate);
  return { seconds: sound.duration, rms: rootMeanSquare(samples), dominantHz: tonesHz[0] ?? null, tonesHz };
}

function happens(name: 'loadedmetadata' | 'seeked'): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = new AbortController();
    const finish = (): void => {
      done.abort();
      resolve();
    };
    const fail = (): void => {
      done.abort();
      reject(new Error(`The recording cannot be played: ${video.error?.message ?? 'no reason given'}.`));
    };
    video.addEventListener(name, finish, { signal: done.signal });
    video.addEventListener('error', fail, { signal: done.signal });
  });
}
