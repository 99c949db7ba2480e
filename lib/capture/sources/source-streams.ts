import type { DeviceChoice } from '../../recording/capture-choices.ts';
import type { Rect } from '../../recording/crop.ts';
import type { Content } from '../../recording/presets.ts';
import type { TabView } from '../../recording/tab-view.ts';
import { CaptureError } from '../capture-error.ts';
import type { OpenedDevice } from '../watch/device-keeper.ts';

/** A tab to capture. */
export interface TabRequest {
  readonly tabId: number;
  /** Can be used once, within seconds. */
  readonly streamId: string;
  /** In device pixels; null if unknown. */
  readonly viewport: TabView | null;
  /** Whether you have muted it. */
  readonly isMuted: boolean;
  /** The part of it that is recorded, in shares of its sides; null: all of it. */
  readonly crop: Rect | null;
  /** Whether the tab has another size or zoom than when you chose that part. */
  readonly isCropMoved: boolean;
}

/** What to ask of the camera; it delivers the closest it can. */
export interface CameraRequest {
  /** Null: the browser's default. */
  readonly device: DeviceChoice | null;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Frames per second. */
  readonly frameRate: number;
}

/** The limits of the picture, and what it shows. */
export interface PictureRequest {
  /** The most pixels it may have. */
  readonly maxPixels: number;
  /** Frames per second, at most. */
  readonly frameRate: number;
  readonly content: Content;
}

/** What to open a source with. */
export interface SourceRequest {
  readonly picture: PictureRequest;
  /** Null for sources without a tab. */
  readonly tab: TabRequest | null;
  /** For a source with a camera. */
  readonly camera: CameraRequest;
}

/** What a source provides. */
export interface SourceStreams {
  /** The main picture; null for sound only. */
  readonly picture: MediaStreamTrack | null;
  /** The camera, whether it's the main picture or drawn over it; null for sources without one. */
  readonly camera: OpenedDevice | null;
  /** The source's sound; null if it has none. */
  readonly sound: MediaStream | null;
  /** The device's name; null for sources with their own title. */
  readonly deviceName: string | null;
}

/**
 * Opens a source, or nothing: what was opened before a failure is passed to `opened`, like everything else.
 * @param opened gets each stream as it opens, to be closed in the end.
 * @throws CaptureError
 */
export type OpenSource = (request: SourceRequest, opened: (stream: MediaStream) => void) => Promise<SourceStreams>;

/** The picture of a stream. @throws CaptureError when it has none. */
export function pictureOf(stream: MediaStream): MediaStreamTrack {
  const [picture] = stream.getVideoTracks();
  if (picture === undefined) throw new CaptureError('failed', { id: 'capture.noPicture' });
  return picture;
}
