/** The names of the presets, lowest first. */
export const PRESET_NAMES = ['small', 'normal', 'sharp', 'best'] as const;

/** The quality of a recording. */
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
  /** Bits per second for the picture, by what it shows. A still page takes far fewer. */
  readonly videoBitsPerSecond: Readonly<Record<Content, number>>;
}

const MBIT = 1_000_000;

/** See {@link Preset}. The more the picture moves, the more bits it gets. */
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

/** What you set by hand instead of the preset's value; null: the preset's. */
export interface ByHand {
  readonly videoBitsPerSecond: number | null;
  readonly cameraWidth: number | null;
  readonly cameraHeight: number | null;
  readonly cameraFrameRate: number | null;
}

/** The values a recording is made with. */
export interface Quality {
  /** The most pixels that a picture has. */
  readonly maxPixels: number;
  /** Frames per second, at most. */
  readonly frameRate: number;
  readonly videoBitsPerSecond: number;
  /** What to request from the camera: pixels and frames per second. */
  readonly camera: { readonly width: number; readonly height: number; readonly frameRate: number };
}

/** The values of a preset for a picture, with what you set by hand. */
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

/** A bubble fills at most 0.4 of the picture's shorter side. Any more pixels would be wasted on every frame. */
const BUBBLE_CAMERAS = { upToFullHd: { width: 640, height: 480 }, larger: { width: 1_280, height: 720 } } as const;

/** What to request from a camera that is shown as a bubble. */
export function bubbleCamera({ camera, maxPixels }: Quality): Quality['camera'] {
  const { width, height } = BUBBLE_CAMERAS[maxPixels > 1_920 * 1_080 ? 'larger' : 'upToFullHd'];
  return { ...camera, width: Math.min(camera.width, width), height: Math.min(camera.height, height) };
}

/** The most bytes an hour can take. A picture that hardly changes takes far fewer. */
export function bytesPerHour(videoBitsPerSecond: number, audioBitsPerSecond: number): number {
  return ((videoBitsPerSecond + audioBitsPerSecond) / 8) * 3_600;
}
