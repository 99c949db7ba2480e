import type { DeviceChoice } from '../../recording/capture-choices.ts';
import type { Rect } from '../../recording/crop.ts';
import type { Content } from '../../recording/presets.ts';
import { CaptureError } from '../capture-error.ts';
import type { Size } from '../fit-size.ts';
import type { OpenedDevice } from '../watch/device-keeper.ts';

/** A tab to capture. */
export interface TabRequest {
  readonly tabId: number;
  /** Good for one use, within seconds. */
  readonly streamId: string;
  /** In device pixels; null when it is not known. */
  readonly viewport: Size | null;
  /** Whether the person has muted it. */
  readonly isMuted: boolean;
  /** The part of it that is recorded, in shares of its sides; null: all of it. */
  readonly crop: Rect | null;
}

/** What is asked of the camera; it gives what comes nearest. */
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

/** How large and how smooth a picture may be, and what it shows. */
export interface PictureRequest {
  /** The most pixels that it has. */
  readonly maxPixels: number;
  /** Frames per second, at most. */
  readonly frameRate: number;
  readonly content: Content;
}

/** What a source is opened with. */
export interface SourceRequest {
  readonly picture: PictureRequest;
  /** Null for a source without a tab. */
  readonly tab: TabRequest | null;
  /** For a source with a camera. */
  readonly camera: CameraRequest;
}

/** What a source gives. */
export interface SourceStreams {
  /** The picture that fills the recorded one; null for sound alone. */
  readonly picture: MediaStreamTrack | null;
  /** The camera, whether its picture is that one or stands over it; null for a source without. */
  readonly camera: OpenedDevice | null;
  /** Sound to record; null for a source without a sound of its own. */
  readonly sound: MediaStream | null;
  /** The device's name; null for a source that has a title of its own. */
  readonly deviceName: string | null;
}

/**
 * Opens a source, or nothing: what was opened before a failure is handed to `opened`, as everything is.
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
