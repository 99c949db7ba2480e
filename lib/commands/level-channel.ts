import * as v from 'valibot';
import { type SoundLevels, soundLevelsSchema } from '../recording/sound-level.ts';

/*
 * Levels go from the recorder to pages ten times a second, past the background: it would be woken each time. Nothing is
 * measured or sent while nobody watches: a page says every second that it does.
 */
const NAME = 'reelay:levels';
const WATCHING = 'watching';
const SAY_EVERY_MS = 1_000;
/** A page that is silent for this long is gone. */
const WATCHED_FOR_MS = 2_500;
const SEND_EVERY_MS = 100;

/** Measures the levels of a recording. */
export interface LevelMeter {
  /** Since the last call; null when nothing is recorded. */
  take(): SoundLevels | null;
  close(): void;
}

/** The part of `BroadcastChannel` that is used. */
export type Channel = Pick<BroadcastChannel, 'postMessage' | 'addEventListener' | 'close'>;

/** The browser's own channel, between the pages of the extension. */
export function openChannel(): Channel {
  return new BroadcastChannel(NAME);
}

/** In the recorder: measures and sends levels while a page watches. Call it once. */
export function serveLevels(channel: Channel, openMeter: () => LevelMeter): void {
  let meter: LevelMeter | null = null;
  let sending: ReturnType<typeof setInterval> | undefined;
  let ending: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    clearInterval(sending);
    meter?.close();
    meter = null;
  };
  channel.addEventListener('message', ({ data }) => {
    if (data !== WATCHING) return;
    clearTimeout(ending);
    ending = setTimeout(end, WATCHED_FOR_MS);
    if (meter !== null) return;
    const opened = openMeter();
    meter = opened;
    sending = setInterval(() => {
      const levels = opened.take();
      if (levels !== null) channel.postMessage(levels);
    }, SEND_EVERY_MS);
  });
}

/** In a page: calls back with the live recording's levels, ten times a second. Returns a function that ends this. */
export function watchLevels(channel: Channel, callback: (levels: SoundLevels) => void): () => void {
  channel.addEventListener('message', ({ data }) => {
    const levels = v.safeParse(soundLevelsSchema, data);
    if (levels.success) callback(levels.output);
  });
  const say = () => channel.postMessage(WATCHING);
  say();
  const saying = setInterval(say, SAY_EVERY_MS);
  return () => {
    clearInterval(saying);
    channel.close();
  };
}
