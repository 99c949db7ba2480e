import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CapturePorts, type CaptureRequest, openCapture } from '../../lib/capture/capture.ts';
import type { Message } from '../../lib/recording/message.ts';
import { CAMERA, MICROPHONE, TAB } from '../support/capture-requests.ts';
import { ScriptedAudioContext, ScriptedStream, ScriptedTrack, stubMedia } from '../support/scripted-media.ts';
import { named } from '../support/scripted-microphones.ts';

beforeEach(() => {
  vi.useFakeTimers();
  stubMedia();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A tab, a camera and a microphone, each of which opens when the test lets it. */
class Devices {
  readonly tab = new ScriptedStream([new ScriptedTrack('video'), new ScriptedTrack('audio')]);
  readonly camera = new ScriptedStream([new ScriptedTrack('video', 'A camera')]);
  readonly microphone = new ScriptedStream([new ScriptedTrack('audio', 'A microphone')]);
  readonly opensMicrophone = Promise.withResolvers<void>();
  readonly asked: MediaStreamConstraints[] = [];
  readonly reported: (readonly [string, Message | null])[] = [];
  readonly granted = new Set<string>();
  readonly abort = new AbortController();
  locks = 0;
  muteTab: ((isMuted: boolean) => void) | null = null;

  open(request: CaptureRequest) {
    const getUserMedia = async (wanted: MediaStreamConstraints) => {
      this.asked.push(wanted);
      if (wanted.video === undefined) await this.opensMicrophone.promise;
      if (JSON.stringify(wanted).includes('Gone')) {
        throw new DOMException('It is not there.', 'OverconstrainedError');
      }
      return wanted.video === undefined ? this.microphone : request.source === 'tab' ? this.tab : this.camera;
    };
    const headset = { kind: 'audioinput', deviceId: 'headset', groupId: 'group', label: 'Headset' };
    const mediaDevices = Object.assign(new EventTarget(), { getUserMedia, enumerateDevices: async () => [headset] });
    vi.stubGlobal('navigator', { mediaDevices });
    const ports: CapturePorts = {
      lookAtTab: async () => 'there',
      onTabMuted: (tabId, callback) => {
        expect(tabId).toBe(7);
        this.muteTab = callback;
        return () => {
          this.muteTab = null;
        };
      },
      onTabResized: () => () => undefined,
      isGranted: async (device) => this.granted.has(device),
      holdCaptureLock: () => {
        this.locks += 1;
        return () => {
          this.locks -= 1;
        };
      },
    };
    const opening = openCapture(
      request,
      this.abort.signal,
      (about, said) => void this.reported.push([about, said]),
      ports,
    );
    opening.catch(() => undefined);
    return opening;
  }

  /** What was wrong. */
  get troubles() {
    return this.reported.filter(([, what]) => what !== null);
  }

  /** Whether the tracks of a stream were let go of. */
  isClosed(stream: ScriptedStream): boolean {
    return stream.tracks.every(({ stopped }) => stopped);
  }
}

describe('a tab', () => {
  it('is its picture and one sound track, which you still hear, unless it was muted', async () => {
    const devices = new Devices();
    const { stream, deviceName } = await devices.open(TAB);
    expect(stream.getTracks().map(({ kind, label }) => `${kind} ${label}`)).toEqual(['video ', 'audio mix']);
    expect(deviceName).toBeNull();
    expect(ScriptedAudioContext.last.volumeOf(devices.tab)).toBe(1);
    devices.muteTab?.(true);
    expect(ScriptedAudioContext.last.volumeOf(devices.tab)).toBe(0);

    const muted = new Devices();
    await muted.open({ ...TAB, tab: { ...TAB.tab, isMuted: true } });
    expect(ScriptedAudioContext.last.volumeOf(muted.tab)).toBe(0);
  });

  it('is requested by its stream id, in its own size', async () => {
    const devices = new Devices();
    await devices.open(TAB);
    const source = { chromeMediaSource: 'tab', chromeMediaSourceId: 's' };
    expect(devices.asked).toMatchObject([
      { audio: { mandatory: source }, video: { mandatory: { ...source, maxWidth: 800, maxHeight: 600 } } },
    ]);
  });

  it('is mixed with the microphone, which you don’t hear', async () => {
    const devices = new Devices();
    devices.opensMicrophone.resolve();
    const { stream } = await devices.open({ ...TAB, microphone: MICROPHONE });
    expect(stream.getAudioTracks()).toHaveLength(1);
    expect(devices.tab.tracks[1]?.reading.size).toBe(1);
    expect(devices.microphone.tracks[0]?.reading.size).toBe(1);
    const { last } = ScriptedAudioContext;
    expect([last.volumeOf(devices.tab), last.volumeOf(devices.microphone)]).toEqual([1, 0]);
  });

  it('has a microphone that can be muted, switched and measured', async () => {
    const devices = new Devices();
    devices.opensMicrophone.resolve();
    const { sound } = await devices.open({ ...TAB, microphone: MICROPHONE });
    expect(sound?.microphone()).toEqual({ name: 'A microphone', isMuted: false });
    sound?.muteMicrophone(true);
    expect(sound?.microphone()).toEqual({ name: 'A microphone', isMuted: true });
    const [, , ...before] = devices.asked;
    await vi.advanceTimersByTimeAsync(0);
    const switching = sound?.useMicrophone({ id: 'headset', groupId: '', label: 'Headset' });
    await vi.advanceTimersByTimeAsync(1_000);
    await switching;
    const [, , ...asked] = devices.asked;
    expect([before, asked]).toMatchObject([[], [{ audio: { deviceId: { exact: 'headset' } } }]]);
    const silence = { peak: 0, rms: 0 };
    expect(sound?.openMeter().take()).toEqual({ tab: silence, microphone: silence });

    const { sound: alone } = await new Devices().open(TAB);
    expect([alone?.microphone(), alone?.openMeter().take()]).toEqual([null, { tab: silence, microphone: null }]);
  });

  it('reports when its sound ends while its picture continues', async () => {
    const devices = new Devices();
    await devices.open(TAB);
    devices.tab.tracks[1]?.end();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(devices.reported).toEqual([['tab', { id: 'capture.tabSoundEnded' }]]);
  });
});

describe('a camera', () => {
  it('is just its picture without a microphone, and carries its name', async () => {
    const devices = new Devices();
    const { stream, deviceName } = await devices.open({ ...CAMERA, microphone: null });
    expect(stream.getTracks().map(({ kind }) => kind)).toEqual(['video']);
    expect(deviceName).toBe('A camera');
  });

  it('that was chosen is requested; a replacement is reported with both names', async () => {
    const devices = new Devices();
    await devices.open({ ...CAMERA, microphone: null, camera: { ...CAMERA.camera, device: named('A camera') } });
    expect([devices.asked[0], devices.troubles]).toMatchObject([{ video: { deviceId: { exact: 'A camera' } } }, []]);
    const others = new Devices();
    await others.open({ ...CAMERA, microphone: null, camera: { ...CAMERA.camera, device: named('Gone') } });
    expect(others.troubles).toEqual([
      ['camera', { id: 'capture.cameraReplaced', wantedName: 'Gone', name: 'A camera' }],
    ]);
  });

  it('that is unplugged is reported and reopened; one whose permission is revoked ends the picture', async () => {
    for (const wasGranted of [false, true]) {
      const devices = new Devices();
      if (wasGranted) devices.granted.add('camera');
      const { pictureEnded, close } = await devices.open({ ...CAMERA, microphone: null });
      const ended = vi.fn();
      void pictureEnded.then(ended);
      devices.granted.clear();
      devices.camera.tracks[0]?.end();
      await vi.advanceTimersByTimeAsync(0);
      expect(devices.reported).toContainEqual(['camera', { id: 'capture.cameraGone' }]);
      if (wasGranted) expect(ended).toHaveBeenCalledWith({ id: 'capture.cameraRevoked' });
      else expect([ended.mock.calls, devices.asked.length]).toEqual([[], 2]);
      close();
    }
  });

  it('that is unplugged ends the picture if the browser gives no access to its frames', async () => {
    vi.stubGlobal('MediaStreamTrackGenerator', undefined);
    Reflect.deleteProperty(globalThis, 'MediaStreamTrackGenerator');
    const devices = new Devices();
    const { pictureEnded } = await devices.open({ ...CAMERA, microphone: null });
    devices.camera.tracks[0]?.end();
    expect(await pictureEnded).toEqual({ id: 'capture.cameraDisconnected' });
  });
});

it('releases everything it opened when it’s closed, once or twice', async () => {
  const devices = new Devices();
  devices.opensMicrophone.resolve();
  const { close } = await devices.open({ ...TAB, microphone: MICROPHONE });
  expect(devices.locks).toBe(1);
  close();
  close();
  expect([devices.isClosed(devices.tab), devices.isClosed(devices.microphone)]).toEqual([true, true]);
  expect(ScriptedAudioContext.last.state).toBe('closed');
  expect([devices.locks, devices.muteTab]).toEqual([0, null]);
  expect(vi.getTimerCount()).toBe(0);
});

describe('what did open is let go of', () => {
  it('when a part hangs and the caller gives up, and the rest once it opens', async () => {
    const devices = new Devices();
    const opening = devices.open(CAMERA);
    await vi.advanceTimersByTimeAsync(0);
    devices.abort.abort(new Error('Too late.'));
    await expect(opening).rejects.toThrow('Too late.');
    expect([devices.locks, devices.isClosed(devices.camera), devices.isClosed(devices.microphone)]).toEqual([
      0,
      true,
      false,
    ]);
    devices.opensMicrophone.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(devices.isClosed(devices.microphone)).toBe(true);
  });

  it('when a part fails', async () => {
    const devices = new Devices();
    const opening = devices.open(CAMERA);
    devices.opensMicrophone.reject(new DOMException('No.', 'NotFoundError'));
    await expect(opening).rejects.toThrow('capture.microphoneMissing');
    expect([devices.locks, devices.isClosed(devices.camera)]).toEqual([0, true]);
  });

  it('when there is no picture in what opened', async () => {
    const devices = new Devices();
    vi.spyOn(devices.camera, 'getVideoTracks').mockReturnValue([]);
    await expect(devices.open({ ...CAMERA, microphone: null })).rejects.toThrow('capture.noPicture');
    expect([devices.locks, devices.isClosed(devices.camera)]).toEqual([0, true]);
  });
});
