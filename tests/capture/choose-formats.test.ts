import { describe, expect, test, vi } from 'vitest';
import { chooseFormats, type FormatPorts } from '../../lib/capture/choose-formats.ts';
import { FORMATS } from '../../lib/capture/format.ts';
import { FakeClock } from '../support/fake-clock.ts';

const PICTURE = { width: 1_920, height: 1_080, frameRate: 30, videoBitsPerSecond: 5_000_000 };
const H264 = 'video/webm;codecs=h264,opus';
const never = () => new Promise<never>(() => undefined);

function portsWith(ports: Partial<FormatPorts> = {}): FormatPorts {
  return {
    isSupported: () => true,
    encodingInfo: async ({ video }) => {
      const isEfficient = video?.contentType === 'video/webm;codecs=h264';
      return { supported: true, smooth: true, powerEfficient: isEfficient } as MediaCapabilitiesInfo;
    },
    isConfigSupported: never,
    memory: { recall: async () => new Map(), remember: async () => undefined },
    clock: new FakeClock(),
    ...ports,
  };
}

describe('chooseFormats', () => {
  test('asks the browser about the picture as it is, and begins with what it does in hardware', async () => {
    const encodingInfo = vi.fn(portsWith().encodingInfo);
    const formats = await chooseFormats(PICTURE, false, portsWith({ encodingInfo }));
    expect(formats[0]).toBe(H264);
    expect(encodingInfo.mock.calls[0]).toEqual([
      {
        type: 'record',
        video: {
          contentType: 'video/webm;codecs=vp9',
          width: 1_920,
          height: 1_080,
          framerate: 30,
          bitrate: 5_000_000,
        },
      },
    ]);
  });

  test('a browser that does not know the question is asked for encoders in hardware', async () => {
    const encodingInfo = async () => {
      throw new TypeError('The provided value "record" is not valid.');
    };
    const isConfigSupported = vi.fn(async ({ codec }: VideoEncoderConfig) => ({ supported: codec.startsWith('av01') }));
    const formats = await chooseFormats(PICTURE, false, portsWith({ encodingInfo, isConfigSupported }));
    expect(formats[0]).toBe('video/webm;codecs=av1,opus');
    expect(isConfigSupported.mock.calls[0]?.[0]).toMatchObject({ hardwareAcceleration: 'prefer-hardware' });
  });

  test('what dropped pictures here comes last', async () => {
    const memory = { recall: async () => new Map([[H264, 0.5]]), remember: async () => undefined };
    expect((await chooseFormats(PICTURE, false, portsWith({ memory }))).at(-1)).toBe(H264);
  });

  test('a browser or a memory that never answers, or fails, delays a start by a moment and changes nothing', async () => {
    const fails = async () => {
      throw new Error('No.');
    };
    for (const silent of [never, fails]) {
      const clock = new FakeClock();
      const memory = { recall: silent, remember: async () => undefined };
      const choosing = chooseFormats(
        PICTURE,
        false,
        portsWith({ encodingInfo: silent, isConfigSupported: silent, memory, clock }),
      );
      await clock.advance(1_000);
      expect(await choosing).toEqual(FORMATS);
    }
  });

  test('nothing is asked where it is to play anywhere', async () => {
    expect((await chooseFormats(PICTURE, true, portsWith({ encodingInfo: never })))[0]).toContain('mp4a');
  });
});
