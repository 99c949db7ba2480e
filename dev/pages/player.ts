/*
 * Plays the recording at `?src=` and examines it: `await window.reelayPlayer.examine({ points: 10 })`.
 * The file is held in memory and its sound is decoded as a whole, so this is for recordings of minutes, not hours.
 */
import { readBarcode } from './barcode.ts';
import { rootMeanSquare, tonesIn } from './tone.ts';

const TONE_SAMPLES = 16_384;
/** Each look decodes everything from the previous key frame on. */
const LOOKS_PER_SECOND = 2;
const LEAST_LOOKS = 5;
/** A time past any end: seeking there makes the browser find out the duration. */
const PAST_THE_END_SECONDS = 1e9;

/** What a recording holds. Times are in seconds of the recording. */
export interface Examination {
  readonly durationSeconds: number;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  /** The frame numbers read at points spread over the recording; null where none was readable. */
  readonly frames: readonly { readonly atSeconds: number; readonly number: number | null }[];
  /** Null when there's no audio track. */
  readonly audio: {
    readonly seconds: number;
    readonly rms: number;
    /** In the middle of the recording; null when it's silent there. */
    readonly dominantHz: number | null;
    /** All tones heard there, strongest first. */
    readonly tonesHz: readonly number[];
  } | null;
}

/** The page's API for its driver. */
export interface ReelayPlayer {
  /**
   * Looks at the picture at this many points, or at fewer if they'd be less than half a second apart.
   * @throws Error when the recording can't be fetched or played.
   */
  examine(options?: { readonly points?: number }): Promise<Examination>;
  /**
   * The colours of a recording at each time, in seconds, and each place, as shares of its width and height.
   * @throws Error when it can't be played.
   */
  lookAt(atSeconds: readonly number[], places: readonly Place[]): Promise<readonly (readonly Colour[])[]>;
}

/** A place in a picture, as shares of its width and height. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number];

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
      const most = video.videoWidth === 0 ? 0 : points;
      const looks = Math.min(most, Math.max(LEAST_LOOKS, Math.floor(durationSeconds * LOOKS_PER_SECOND)));
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
  async lookAt(atSeconds, places) {
    const looks: Colour[][] = [];
    for (const seconds of atSeconds) {
      const context = await pictureAt(seconds);
      looks.push(places.map((place) => colourAt(context, place)));
    }
    return looks;
  },
};

/** The mean of a few pixels around a place. */
function colourAt(context: OffscreenCanvasRenderingContext2D, { x, y }: Place): Colour {
  const { width, height } = context.canvas;
  const { data } = context.getImageData(Math.round(x * width) - 4, Math.round(y * height) - 4, 8, 8);
  const sums = [0, 0, 0] as [number, number, number];
  for (let at = 0; at < data.length; at += 4) {
    for (const channel of [0, 1, 2] as const) sums[channel] += data[at + channel] ?? 0;
  }
  return sums.map((sum) => Math.round(sum / 64)) as unknown as Colour;
}

/** A live recording has no duration in its header: the browser learns it when it reaches the end. */
async function findDuration(): Promise<number> {
  if (Number.isFinite(video.duration)) return video.duration;
  await seek(PAST_THE_END_SECONDS);
  return Number.isFinite(video.duration) ? video.duration : video.currentTime;
}

async function readAt(seconds: number): Promise<{ atSeconds: number; number: number | null }> {
  const context = await pictureAt(seconds);
  const number = readBarcode(context.getImageData(0, 0, context.canvas.width, context.canvas.height));
  return { atSeconds: video.currentTime, number };
}

async function pictureAt(seconds: number): Promise<OffscreenCanvasRenderingContext2D> {
  await seek(seconds);
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('There is no 2D canvas.');
  context.drawImage(video, 0, 0);
  return context;
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
    // Without an audio track, there's nothing to decode.
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
