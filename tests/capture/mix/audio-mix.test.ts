import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type AudioSource, mixAudio } from '../../../lib/capture/mix/audio-mix.ts';
import type { Message } from '../../../lib/recording/message.ts';
import {
  ScriptedAudioContext,
  ScriptedGenerator,
  ScriptedSound,
  ScriptedStream,
  ScriptedTrack,
  stubMedia,
} from '../../support/scripted-media.ts';
import { type ScriptedMix, scriptedMix } from '../../support/scripted-mix.ts';

let ports: ScriptedMix;

beforeEach(() => {
  vi.useFakeTimers();
  stubMedia();
  ScriptedSound.open = 0;
  ports = scriptedMix();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const sound = () => new ScriptedStream([new ScriptedTrack('audio')]);
const context = () => ScriptedAudioContext.last;
const written = () => ScriptedGenerator.last.written;

function mix(...sources: readonly [stream: ScriptedStream, heard: boolean][]) {
  const reported: (Message | null)[] = [];
  const asSource = ([stream, heard]: readonly [ScriptedStream, boolean]): AudioSource => ({
    stream: stream.asStream(),
    kind: 'other',
    heard,
    lateMs: 0,
  });
  return { ...mixAudio(sources.map(asSource), null, (what) => void reported.push(what), ports), reported };
}

/** Has all of them sound for a while, each with its own sample. */
async function play(ms: number, ...sounds: readonly [stream: ScriptedStream, sample: number][]): Promise<void> {
  for (let at = 0; at < ms; at += 10) {
    await vi.advanceTimersByTimeAsync(10);
    for (const [stream, sample] of sounds) stream.tracks[0]?.sound(sample, performance.now());
  }
  await vi.advanceTimersByTimeAsync(0);
}

/** The sample that was written last. */
const last = () => Number(written().at(-1)?.sample.toFixed(3));

it('records all sounds as one track, and plays only those you should hear', async () => {
  const [tab, microphone] = [sound(), sound()];
  const { track } = mix([tab, true], [microphone, false]);
  expect(track.label).toBe('mix');
  await play(200, [tab, 0.25], [microphone, 0.125]);
  expect(last()).toBe(0.375);
  expect([context().volumeOf(tab), context().volumeOf(microphone)]).toEqual([1, 0]);
});

it('continues recording a sound that you mute and unmute', async () => {
  const tab = sound();
  const { setHeard } = mix([tab, false]);
  for (const isHeard of [false, true, true, false, true]) {
    setHeard(tab.asStream(), isHeard);
    await play(50, [tab, 0.25]);
    expect(last()).toBe(0.25);
    if (isHeard || context() !== undefined) expect(context().volumeOf(tab)).toBe(isHeard ? 1 : 0);
  }
  // The same way to the speakers each time: the sound is not doubled.
  expect(context().outputsOf(tab)).toBe(1);
});

it('opens no output device while nothing has to be played', () => {
  const made = vi.fn();
  vi.stubGlobal('AudioContext', made);
  mix([sound(), false]);
  expect(made).not.toHaveBeenCalled();
});

it('adds a sound later, and removes it again', async () => {
  const [tab, microphone] = [sound(), sound()];
  const { add, remove } = mix([tab, false]);
  await play(50, [tab, 0.25]);
  add({ stream: microphone.asStream(), kind: 'voice', heard: false, lateMs: 0 });
  await play(100, [tab, 0.25], [microphone, 0.5]);
  expect(last()).toBe(0.75);
  remove(microphone.asStream());
  await play(50, [tab, 0.25]);
  expect(last()).toBe(0.25);
});

it('places a sound with late capture times correctly', async () => {
  const [tab, microphone] = [sound(), sound()];
  const { add } = mix([microphone, false]);
  void add({ stream: tab.asStream(), kind: 'other', heard: false, lateMs: 20 });
  await play(100, [tab, 0], [microphone, 0]);
  await play(100, [tab, 0.25], [microphone, 0.5]);
  const [early, together] = [0.2, 0.7].map((level) => written().find(({ sample }) => sample > level)?.atMs ?? 0);
  expect((together ?? 0) - (early ?? 0)).toBeCloseTo(20, 5);
});

it('catches up with sound that is still on its way, but doesn’t wait for what never comes', async () => {
  const tab = sound();
  const { catchUp } = mix([tab, false]);
  const answers: boolean[] = [];
  const ask = () => void catchUp().then((hasCaughtUp) => answers.push(hasCaughtUp));
  await play(100, [tab, 0.25]);
  await vi.advanceTimersByTimeAsync(200);
  ask();
  await vi.advanceTimersByTimeAsync(100);
  expect(answers).toEqual([]);
  for (let at = 100; at < 300; at += 10) tab.tracks[0]?.sound(0.5, performance.now() - 400 + at);
  await vi.advanceTimersByTimeAsync(20);
  expect([answers, last()]).toEqual([[true], 0.5]);
  // It goes on arriving, and too late.
  ask();
  for (let late = 0; late < 170; late += 1) {
    tab.tracks[0]?.sound(0.5, performance.now() - 2_000);
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(answers).toEqual([true, false]);
  await vi.advanceTimersByTimeAsync(1_000);
  ask();
  await vi.advanceTimersByTimeAsync(20);
  expect(answers).toEqual([true, false, true]);
});

it('continues in silence if no source has sound, and after all have ended', async () => {
  const still = new ScriptedStream([new ScriptedTrack('video')]);
  const { setHeard } = mix([still, true]);
  setHeard(still.asStream(), true);
  await play(3_000);
  expect(written().length).toBeGreaterThan(150);
  expect(written().every(({ sample }) => sample === 0)).toBe(true);

  const tab = sound();
  mix([tab, false]);
  await play(100, [tab, 0.25]);
  tab.tracks[0]?.end();
  await play(2_000);
  expect(last()).toBe(0);
  // One block after the other, without a hole or a step back.
  const times = written().map(({ atMs }) => atMs);
  expect(times.slice(1).every((atMs, index) => Math.abs(atMs - (times[index] ?? 0) - 10) < 0.01)).toBe(true);
});

it('asks for the time again when the browser doesn’t give it, because the picture waits for the first sound', async () => {
  ScriptedAudioContext.sounds = false;
  mix([sound(), false]);
  await play(4_000);
  expect(written()).toEqual([]);
  ScriptedAudioContext.sounds = true;
  await play(4_000);
  // The picture waits no more. Five seconds and more without a sound are left out, as when the computer slept.
  expect(written().length).toBeGreaterThan(100);
  expect(written().at(-1)?.atMs).toBeGreaterThan(performance.now() - 500);
});

it('is silent for a sound with volume 0, but still measures it', async () => {
  const microphone = sound();
  const { setVolume, listenTo } = mix([microphone, false]);
  const level = listenTo(microphone.asStream());
  await play(50, [microphone, 0.5]);
  expect(level.take().peak).toBe(0.5);
  setVolume(microphone.asStream(), 0);
  await play(100, [microphone, 0.25]);
  expect(last()).toBe(0);
  expect(level.take()).toMatchObject({ peak: 0.25, rms: 0.25 });
  setVolume(microphone.asStream(), 1);
  await play(100, [microphone, 0.25]);
  expect(last()).toBe(0.25);
});

it('is recorded even if the browser can’t play it, which is reported', async () => {
  ScriptedAudioContext.starts = false;
  const tab = sound();
  const { reported } = mix([tab, true]);
  await play(7_000, [tab, 0.25]);
  expect(last()).toBe(0.25);
  expect(reported.at(-1)).toEqual({ id: 'capture.tabNotHeard' });
});

it('reopens the output device when it fails', async () => {
  mix([sound(), true]);
  await vi.advanceTimersByTimeAsync(0);
  context().state = 'suspended';
  context().dispatchEvent(new Event('error'));
  await vi.advanceTimersByTimeAsync(0);
  expect(context()).toMatchObject({ sinks: [{ type: 'none' }, ''], state: 'running' });
});

it('can be closed twice, releases every sound, and ignores what happens afterwards', async () => {
  const tab = sound();
  const { close } = mix([tab, true]);
  await play(100, [tab, 0.25]);
  close();
  close();
  context().dispatchEvent(new Event('error'));
  await play(100, [tab, 0.25]);
  expect(context()).toMatchObject({ sinks: [], state: 'closed' });
  expect([ScriptedSound.open, vi.getTimerCount(), ports.open]).toEqual([0, 0, []]);
});

for (const failure of ['die', 'hang'] as const) {
  it(`mixes in the document when its worker does this: ${failure}`, async () => {
    const [tab, microphone] = [sound(), sound()];
    const { setVolume, listenTo, catchUp } = mix([tab, false], [microphone, false]);
    const level = listenTo(tab.asStream());
    await play(500, [tab, 0.25], [microphone, 0.5]);
    setVolume(microphone.asStream(), 0);
    ports[failure]();
    await play(4_000, [tab, 0.25], [microphone, 0.5]);
    expect(ports.open).toEqual(['here']);
    expect(last()).toBe(0.25);
    expect(level.take().peak).toBe(0.25);
    expect(await catchUp()).toBe(true);
    // The recorder waits for no sound, and gets no time twice: silence where the worker is missing.
    const times = written().map(({ atMs }) => atMs);
    const steps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    expect(steps.filter((step) => step < 9.9 || step > 20.1)).toEqual([]);
    expect(performance.now() - (times.at(-1) ?? 0)).toBeLessThan(60);
    expect(written().filter(({ sample }) => sample === 0).length).toBeLessThan(260);
  });
}

it('begins without a sound even if its worker hangs: the picture waits for it', async () => {
  mix([sound(), false]);
  ports.hang();
  await play(8_000);
  expect(ports.open).toEqual(['here']);
  expect(written().length).toBeGreaterThan(600);
  expect(written().at(-1)?.atMs).toBeGreaterThan(performance.now() - 500);
});

it('has caught up even if its worker dies meanwhile', async () => {
  const tab = sound();
  const { catchUp } = mix([tab, false]);
  await play(100, [tab, 0.25]);
  await vi.advanceTimersByTimeAsync(50);
  const caughtUp = catchUp();
  ports.die();
  await play(500, [tab, 0.25]);
  expect(await caughtUp).toBe(true);
});

it('has caught up even if its worker hung just before', async () => {
  const tab = sound();
  const { catchUp } = mix([tab, false]);
  await play(1_000, [tab, 0.25]);
  ports.hang();
  const caughtUp = catchUp();
  const askedMs = performance.now();
  await play(1_400, [tab, 0.25]);
  expect(await caughtUp).toBe(true);
  const times = written().map(({ atMs }) => atMs);
  expect(times.at(-1)).toBeGreaterThan(askedMs);
  // Silence where it's missing.
  expect(times.slice(1).every((atMs, index) => atMs - (times[index] ?? 0) < 20.1)).toBe(true);
});
