import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type AudioSource, mixAudio } from '../../../lib/capture/mix/audio-mix.ts';
import { ScriptedAudioContext, ScriptedStream, ScriptedTrack, stubMedia } from '../../support/scripted-media.ts';

beforeEach(() => {
  vi.useFakeTimers();
  stubMedia();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const sound = () => new ScriptedStream([new ScriptedTrack('audio')]);
const context = () => ScriptedAudioContext.last;

function mix(...sources: readonly [stream: ScriptedStream, heard: boolean][]) {
  const asSource = ([stream, heard]: readonly [ScriptedStream, boolean]): AudioSource => ({
    stream: stream.asStream(),
    heard,
  });
  return mixAudio(sources.map(asSource), () => undefined);
}

it('records all sounds as one track, of which the person hears those that are to be heard', async () => {
  const [tab, microphone] = [sound(), sound()];
  const { track } = await mix([tab, true], [microphone, false]);
  expect(track.label).toBe('mix');
  expect([context().records(tab), context().records(microphone)]).toEqual([true, true]);
  expect([context().volumeOf(tab), context().volumeOf(microphone)]).toEqual([1, 0]);
});

it('continues recording a sound that the person mutes and hears again', async () => {
  const tab = sound();
  const { setHeard } = await mix([tab, false]);
  expect(context().volumeOf(tab)).toBe(0);
  for (const isHeard of [false, true, true, false, true]) {
    setHeard(tab.asStream(), isHeard);
    expect(context().volumeOf(tab)).toBe(isHeard ? 1 : 0);
    expect(context().records(tab)).toBe(true);
  }
  // The same way to the speakers each time: the sound is not doubled.
  expect(context().outputsOf(tab)).toBe(2);
});

it('takes one more sound later, which the person does not hear', async () => {
  const [tab, microphone] = [sound(), sound()];
  const { add } = await mix([tab, true]);
  add(microphone.asStream());
  expect([context().records(microphone), context().volumeOf(microphone)]).toEqual([true, 0]);
});

it('has a track, of silence, also where no source has sound; a sound that is not in the mix is not heard', async () => {
  const still = new ScriptedStream([new ScriptedTrack('video')]);
  const { track, setHeard } = await mix([still, true]);
  setHeard(still.asStream(), true);
  expect(track.label).toBe('mix');
  expect(context().records(still)).toBe(false);
});

it('listens to a sound, and tells the faintest sound from silence', async () => {
  const microphone = sound();
  const { listenTo } = await mix([microphone, false]);
  const level = listenTo(microphone.asStream());
  context().sample = 0.00005;
  expect(level.hears()).toBe(false);
  context().sample = -0.001;
  expect(level.hears()).toBe(true);
  expect(context().outputsOf(microphone)).toBe(2);
  level.close();
  expect(context().outputsOf(microphone)).toBe(1);
});

it('gives up after two seconds where the browser does not let the sound run, and lets go of the device', async () => {
  ScriptedAudioContext.starts = false;
  const mixing = mix([sound(), true]);
  mixing.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(2_000);
  await expect(mixing).rejects.toThrow('capture.soundNotStarted');
  expect(context().state).toBe('closed');
});

it('runs on without the device that plays when that fails', async () => {
  await mix([sound(), true]);
  context().state = 'suspended';
  context().dispatchEvent(new Event('error'));
  await vi.advanceTimersByTimeAsync(0);
  expect(context()).toMatchObject({ sink: { type: 'none' }, state: 'running' });
});

it('is closed once or twice, and what happens to it afterwards does not matter', async () => {
  const { close } = await mix([sound(), true]);
  close();
  close();
  context().dispatchEvent(new Event('error'));
  await vi.advanceTimersByTimeAsync(0);
  expect(context()).toMatchObject({ sink: 'the device', state: 'closed' });
});
