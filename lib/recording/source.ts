/** The devices that need your permission before they can be opened. */
export const DEVICES = ['camera', 'microphone'] as const;

/** See {@link DEVICES}. */
export type Device = (typeof DEVICES)[number];

/** What a source is made of. */
interface SourceKind {
  /** Whether it records a tab: the tab must exist, and you must have clicked Reelay's icon on it. */
  readonly tab: boolean;
  /** Whether it opens the camera. */
  readonly camera: boolean;
  /** Whether it has a picture. */
  readonly picture: boolean;
  /**
   * Whether its picture is composed frame by frame: that costs a little, and keeps size and frame rate whatever its
   * parts do.
   */
  readonly composed: boolean;
  /** Whether the browser asks you what to record, which may take a while. */
  readonly asks: boolean;
}

/**
 * Every source, once. How a source is opened is a file in `lib/capture/sources/`; its words are in `locales/en.yml`
 * under its name, its icon is in `lib/ui/kit/source-icon.tsx`.
 */
export const SOURCES = {
  tab: { tab: true, camera: false, picture: true, composed: false, asks: false },
  camera: { tab: false, camera: true, picture: true, composed: true, asks: false },
  tabCamera: { tab: true, camera: true, picture: true, composed: true, asks: false },
  screen: { tab: false, camera: false, picture: true, composed: true, asks: true },
  sound: { tab: true, camera: false, picture: false, composed: false, asks: false },
} as const satisfies Readonly<Record<string, SourceKind>>;

/** What a recording is made of. */
export type Source = keyof typeof SOURCES;

/** The name of every source, in the order in which they are offered. */
export const SOURCE_NAMES = Object.keys(SOURCES) as readonly Source[];

/** Whether the camera is shown in a corner of another picture. */
export function hasBubble(source: Source): boolean {
  return SOURCES[source].tab && SOURCES[source].camera;
}

/** The devices that a recording of this source opens. */
export function devicesFor(source: Source, microphone: boolean): readonly Device[] {
  return DEVICES.filter((device) => (device === 'camera' ? SOURCES[source].camera : microphone));
}

/** How a recorded tab is doing. `crashed`: its process ended. `gone`: closed, or replaced by the browser. */
export type TabCondition = 'there' | 'crashed' | 'discarded' | 'gone';

/** Whether it gives pictures all the time: a tab does, even one that stands still. */
export function isSteady(source: Source): boolean {
  return SOURCES[source].tab && SOURCES[source].picture;
}
