import { type Clock, inTime } from '../base/clock.ts';
import { FORMATS, FORMATS_ANYWHERE, type Judgement, orderFormats } from './format.ts';
import { type FormatMemory, loadOf } from './format-memory.ts';

/** The browser answers within milliseconds. If not, Start doesn't wait: the default order is used. */
const ANSWER_PATIENCE_MS = 250;

/** Codecs as MIME types name them, and as WebCodecs does, at a level that takes any size. */
const ENCODERS: Readonly<Record<string, string>> = {
  vp8: 'vp8',
  vp9: 'vp09.00.61.08',
  h264: 'avc1.640034',
  avc1: 'avc1.640034',
  av1: 'av01.0.16M.08',
};

/** The picture to encode. Pixels, frames and bits per second. */
export interface PictureLoad {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly videoBitsPerSecond: number;
}

/** What the choice needs from the outside. None of it has to answer. */
export interface FormatPorts {
  readonly isSupported: (mimeType: string) => boolean;
  /** `navigator.mediaCapabilities.encodingInfo`. */
  readonly encodingInfo: (configuration: MediaEncodingConfiguration) => Promise<MediaCapabilitiesInfo>;
  /** `VideoEncoder.isConfigSupported`. */
  readonly isConfigSupported: (config: VideoEncoderConfig) => Promise<VideoEncoderSupport>;
  readonly memory: FormatMemory;
  readonly clock: Pick<Clock, 'wait'>;
}

/** The formats to try for this picture on this machine, best first. Never rejects. */
export async function chooseFormats(
  picture: PictureLoad,
  playsAnywhere: boolean,
  ports: FormatPorts,
): Promise<readonly string[]> {
  const { isSupported, memory, clock } = ports;
  if (playsAnywhere) return FORMATS_ANYWHERE;
  const formats = FORMATS.filter(isSupported);
  const soon = <T>(asking: Promise<T>, otherwise: T): Promise<T> =>
    inTime(asking, ANSWER_PATIENCE_MS, clock, 'No answer.').catch((error: unknown) => {
      console.debug('Formats are chosen without an answer.', error);
      return otherwise;
    });
  const dropped = soon(memory.recall(loadOf(picture)), new Map());
  const judged = await Promise.all(
    formats.map(async (mimeType): Promise<[string, Judgement]> => {
      const isEfficient = await soon(askBrowser(mimeType, picture, ports), false);
      return [mimeType, { isEfficient, droppedShare: (await dropped).get(mimeType) ?? null }];
    }),
  );
  return orderFormats(formats, new Map(judged));
}

/** Asks the browser whether it encodes such a picture smoothly and efficiently. @throws Error when it can't say. */
async function askBrowser(mimeType: string, picture: PictureLoad, ports: FormatPorts): Promise<boolean> {
  const codec = /codecs=([^,.]+)/.exec(mimeType)?.[1] ?? '';
  const encoder = ENCODERS[codec];
  // A type without a codec says nothing about cost.
  if (encoder === undefined) return false;
  const { width, height, frameRate: framerate, videoBitsPerSecond: bitrate } = picture;
  const size = { width, height, framerate, bitrate };
  try {
    const contentType = mimeType.replace(/,(opus|mp4a\.40\.2)$/, '');
    const { smooth, powerEfficient } = await ports.encodingInfo({ type: 'record', video: { contentType, ...size } });
    return smooth && powerEfficient;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Chromium 156 doesn't support `record`. WebCodecs has the same hardware encoders as the recorder.
    const hardware = { codec: encoder, ...size, hardwareAcceleration: 'prefer-hardware' } as const;
    return (await ports.isConfigSupported(hardware)).supported === true;
  }
}
