/** The names of the presets, from the least to the most. */
export const PRESET_NAMES = ['small', 'normal', 'sharp', 'best'] as const;

/** How good a recording is to be. */
export type PresetName = (typeof PRESET_NAMES)[number];

/** What a picture shows. `screen`: text and windows. `film`: a page that plays something. */
export type Content = 'screen' | 'film' | 'camera';

/** What a preset asks for. */
export interface Preset {
  /** Pixels of a landscape picture. A picture of another shape has as many pixels in all. */
  readonly width: number;
  readonly height: number;
  /** Frames per second, at most. */
  readonly frameRate: number;
  /** Bits per second that the picture may take, by what it shows. A page that stands still takes far fewer. */
  readonly videoBitsPerSecond: Readonly<Record<Content, number>>;
}

const MBIT = 1_000_000;

/** See {@link Preset}. What the picture moves most is worth the most bits. */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  small: {
    width: 1_280,
    height: 720,
    frameRate: 30,
    videoBitsPerSecond: { screen: 2.5 * MBIT, film: 4 * MBIT, camera: 2.5 * MBIT },
  },
  normal: {
    width: 1_920,
    height: 1_080,
    frameRate: 30,
    videoBitsPerSecond: { screen: 5 * MBIT, film: 8 * MBIT, camera: 5 * MBIT },
  },
  sharp: {
    width: 2_560,
    height: 1_440,
    frameRate: 30,
    videoBitsPerSecond: { screen: 9 * MBIT, film: 14 * MBIT, camera: 9 * MBIT },
  },
  best: {
    width: 3_840,
    height: 2_160,
    frameRate: 60,
    videoBitsPerSecond: { screen: 24 * MBIT, film: 40 * MBIT, camera: 30 * MBIT },
  },
};

/** What you set by hand, in the place of the preset's; null: the preset's. */
export interface ByHand {
  readonly videoBitsPerSecond: number | null;
  readonly cameraWidth: number | null;
  readonly cameraHeight: number | null;
  readonly cameraFrameRate: number | null;
}

/** What a recording is made with. */
export interface Quality {
  /** The most pixels that a picture has. */
  readonly maxPixels: number;
  /** Frames per second, at most. */
  readonly frameRate: number;
  readonly videoBitsPerSecond: number;
  /** What is asked of the camera; pixels and frames per second. */
  readonly camera: { readonly width: number; readonly height: number; readonly frameRate: number };
}

/** What a preset means for a picture, with what you set by hand. */
export function qualityOf(name: PresetName, content: Content, byHand: ByHand): Quality {
  const { width, height, frameRate, videoBitsPerSecond } = PRESETS[name];
  return {
    maxPixels: width * height,
    frameRate,
    videoBitsPerSecond: byHand.videoBitsPerSecond ?? videoBitsPerSecond[content],
    camera: {
      width: byHand.cameraWidth ?? width,
      height: byHand.cameraHeight ?? height,
      frameRate: byHand.cameraFrameRate ?? frameRate,
    },
  };
}

/** A bubble fills at most 0.4 of the picture's shorter side. Every pixel more is drawn in vain, for each frame. */
const BUBBLE_CAMERAS = { upToFullHd: { width: 640, height: 480 }, larger: { width: 1_280, height: 720 } } as const;

/** What is asked of a camera that stands as a bubble in the picture. */
export function bubbleCamera({ camera, maxPixels }: Quality): Quality['camera'] {
  const { width, height } = BUBBLE_CAMERAS[maxPixels > 1_920 * 1_080 ? 'larger' : 'upToFullHd'];
  return { ...camera, width: Math.min(camera.width, width), height: Math.min(camera.height, height) };
}

/** The most bytes that an hour takes. A picture that hardly changes takes far fewer. */
export function bytesPerHour(videoBitsPerSecond: number, audioBitsPerSecond: number): number {
  return ((videoBitsPerSecond + audioBitsPerSecond) / 8) * 3_600;
}
