import type { Bubble } from '../recording/bubble.ts';
import type { Message } from '../recording/message.ts';
import { hasBubble, SOURCES, type Source, type TabCondition } from '../recording/source.ts';
import { isSameView, type TabView } from '../recording/tab-view.ts';
import { CaptureError } from './capture-error.ts';
import { canCompose } from './compose/browser-frames.ts';
import { Compositor, type CompositorPorts } from './compose/compositor.ts';
import type { GivenPicture } from './cover-opening.ts';
import { limitRate } from './limit-rate.ts';
import { openCameraDevice } from './sources/camera.ts';
import { isListed, onDevicesChanged } from './sources/open-device.ts';
import type { CameraRequest, SourceStreams, TabRequest } from './sources/source-streams.ts';
import { CameraKeeper } from './watch/camera-keeper.ts';
import { CameraWatch, PICTURE_ENDED, type PictureWatch, watchPicture } from './watch/picture-watch.ts';

/** The longest time between two frames of a composed picture: ten frames a second, like a tab's own picture. */
const FLOOR_MS = 100;
/** How often to check a tab that is recorded for its sound only: there is no picture to show that it's alive. */
const LOOK_EVERY_MS = 10_000;

/** What is seen. */
export interface PictureParts {
  readonly source: Source;
  readonly streams: Pick<SourceStreams, 'picture' | 'camera' | 'sound'>;
  readonly tab: TabRequest | null;
  readonly camera: CameraRequest;
  readonly bubble: Bubble;
  /** Whether a microphone is recorded too. */
  readonly hasMicrophone: boolean;
}

/** What the picture needs from the capture. */
export interface CapturePicturePorts {
  lookAtTab(tabId: number): Promise<TabCondition>;
  /** Calls back when a tab has another size, in device pixels, or zoom. Returns a function that stops this. */
  onTabResized(tabId: number, callback: (view: TabView) => void): () => void;
  /** Whether the browser has taken away the permission for the camera. */
  isCameraForbidden(): Promise<boolean>;
  report(about: 'picture' | 'area' | 'camera', what: Message | null): void;
  /** Registers a step to run when the capture closes. */
  onClose(step: () => void): void;
  readonly compositor: CompositorPorts;
}

/** The picture of a capture, and what can be done to it while it is recorded. */
export interface CapturePicture extends GivenPicture {
  /** What is recorded; null for sound only. A new track after {@link replaced}. */
  readonly track: MediaStreamTrack | null;
  /** Resolves when the recorder has stopped taking frames from this track, and there is a new one, with a new promise. */
  readonly replaced: Promise<void>;
  /** Resolves when the picture ends on its own, to the reason. */
  readonly ended: Promise<Message>;
  /** Pictures delivered so far; null if the browser doesn't count them. */
  frames(): number | null;
  /**
   * Asks the source for fewer pictures a second.
   * @returns the rate before; null if it was no higher, or can't be changed.
   */
  limitRate(framesPerSecond: number): Promise<number | null>;
  /** The camera in the picture; null if there is none, or it can't be changed. */
  readonly camera: CameraKeeper | null;
}

/** Combines the parts into the one picture that is recorded. @throws CaptureError */
export function recordPicture(parts: PictureParts, ports: CapturePicturePorts): CapturePicture {
  const { source, streams, hasMicrophone } = parts;
  const { picture } = streams;
  if (picture === null) return withoutPicture({ sound: streams.sound, tab: parts.tab, hasMicrophone }, ports);
  const isComposed = SOURCES[source].composed || parts.tab?.crop != null;
  // Without access to the frames, no camera can be drawn or exchanged, and nothing cropped.
  if (isComposed && canCompose()) {
    if (parts.tab?.crop != null) watchArea(parts.tab, ports);
    return composed(picture, parts, ports);
  }
  // What you cut away must not be seen.
  if (parts.tab?.crop != null) throw new CaptureError('failed', { id: 'capture.notCropped' });
  return asItIs(picture, parts, ports);
}

/** Warns as long as the area may show another part of the page than the one that was chosen. */
function watchArea({ tabId, viewport, isCropMoved }: TabRequest, ports: CapturePicturePorts): void {
  const atStart: Message | null = isCropMoved ? { id: 'control.cropMoved' } : null;
  if (atStart !== null) ports.report('area', atStart);
  if (viewport === null) return;
  const resized = (now: TabView) =>
    ports.report('area', isSameView(now, viewport) ? atStart : { id: 'capture.areaResized' });
  ports.onClose(ports.onTabResized(tabId, resized));
}

/** The source's own picture, with warnings for a camera that isn't drawn or isn't the chosen one. */
function asItIs(picture: MediaStreamTrack, parts: PictureParts, ports: CapturePicturePorts): CapturePicture {
  const { ended, frames } = watchSource(picture, parts, ports);
  const { streams, camera } = parts;
  if (streams.camera !== null && hasBubble(parts.source)) ports.report('camera', { id: 'capture.bubbleNotDrawn' });
  else if (streams.camera?.isOther && camera.device !== null) {
    const { label: wantedName } = camera.device;
    ports.report('camera', { id: 'capture.cameraReplaced', wantedName, name: streams.camera.name ?? '' });
  }
  const settings = () => picture.getSettings();
  return {
    track: picture,
    replaced: new Promise(() => undefined),
    ended,
    frames,
    given: frames,
    settings,
    setFlow: () => undefined,
    limitRate: (rate) => limitRate(picture, rate),
    camera: null,
  };
}

function composed(picture: MediaStreamTrack, parts: PictureParts, ports: CapturePicturePorts): CapturePicture {
  const { streams, camera, source, bubble } = parts;
  const { onClose } = ports;
  const isBubble = hasBubble(source);
  // A camera alone is shown by its keeper.
  const isCameraAlone = streams.camera !== null && !isBubble;
  let replaced = Promise.withResolvers<void>();
  const revoked = Promise.withResolvers<Message>();
  const compositor = new Compositor(
    ports.compositor,
    {
      bypassed: () => {
        if (!isBubble) return;
        keeper?.close();
        ports.report('camera', { id: 'capture.bubbleNotDrawn' });
      },
      trackReplaced: () => {
        replaced.resolve();
        replaced = Promise.withResolvers();
      },
    },
    FLOOR_MS,
    { crop: parts.tab?.crop ?? null, isCamera: isCameraAlone },
  );
  onClose(() => compositor.close());
  const cameras = new CameraWatch((what) => ports.report('picture', what));
  if (!isCameraAlone) compositor.setInput('base', picture);
  let base = picture;
  const showAlone = (track: MediaStreamTrack | null) => {
    cameras.follow(track);
    base = track ?? base;
    // The last picture stays until a new one comes.
    if (track !== null) compositor.setInput('base', track);
  };
  const keeper =
    streams.camera === null
      ? null
      : new CameraKeeper(streams.camera, camera.device, isBubble ? bubble : null, {
          open: (device) => openCameraDevice({ ...camera, device }),
          isThere: (device) => isListed(device, 'videoinput'),
          onDevicesChanged,
          isForbidden: ports.isCameraForbidden,
          show: isBubble ? (track) => compositor.setInput('bubble', track) : showAlone,
          setLook: (look) => compositor.setLook(look),
          report: (what) => {
            if (what?.id === PICTURE_ENDED.forbidden.id) revoked.resolve(what);
            else ports.report('camera', what);
          },
        });
  if (keeper !== null) onClose(() => keeper.close());
  onClose(() => cameras.follow(null));
  const watch = isCameraAlone
    ? { ended: revoked.promise, frames: () => cameras.frames }
    : watchSource(picture, parts, ports);
  return {
    get track() {
      return compositor.track;
    },
    get replaced() {
      return replaced.promise;
    },
    ended: watch.ended,
    frames: watch.frames,
    given: () => compositor.frames,
    // A track made of frames has no size before its first frame.
    settings: () => picture.getSettings(),
    setFlow: (flow) => compositor.setFlow(flow),
    limitRate: (rate) => limitRate(base, rate),
    camera: keeper,
  };
}

/** A source that ends the picture when it ends. */
function watchSource(
  picture: MediaStreamTrack,
  { source, tab }: PictureParts,
  ports: CapturePicturePorts,
): PictureWatch {
  const watch = watchPicture(picture, {
    source: SOURCES[source].tab ? 'tab' : SOURCES[source].camera ? 'camera' : 'screen',
    lookAtTab: async () => (tab === null ? 'there' : ports.lookAtTab(tab.tabId)),
    isForbidden: ports.isCameraForbidden,
    warn: (what) => ports.report('picture', what),
  });
  ports.onClose(watch.close);
  return watch;
}

/** A sound-only recording ends with the tab, unless a microphone is left. */
function withoutPicture(
  { sound, tab, hasMicrophone }: Pick<PictureParts, 'tab' | 'hasMicrophone'> & Pick<SourceStreams, 'sound'>,
  { lookAtTab, report, onClose }: CapturePicturePorts,
): CapturePicture {
  const ended = Promise.withResolvers<Message>();
  const end = (why: Message) => {
    clearInterval(timer);
    if (!hasMicrophone) ended.resolve(why);
  };
  // A crashed tab's sound track doesn't end: it stays silent for good.
  const look = async (tabId: number) => {
    const condition = await lookAtTab(tabId);
    if (condition === 'there' || condition === 'gone' || track?.readyState === 'ended') return;
    end(PICTURE_ENDED[condition]);
    if (hasMicrophone) report('picture', { id: 'capture.tabSoundEnded' });
  };
  const timer = sound === null || tab === null ? undefined : setInterval(() => void look(tab.tabId), LOOK_EVERY_MS);
  onClose(() => clearInterval(timer));
  const [track] = sound?.getAudioTracks() ?? [];
  track?.addEventListener('ended', () => end(PICTURE_ENDED.tab));
  if (track?.readyState === 'ended') end(PICTURE_ENDED.tab);
  return {
    track: null,
    replaced: new Promise(() => undefined),
    ended: ended.promise,
    frames: () => null,
    given: () => null,
    settings: () => ({}),
    setFlow: () => undefined,
    limitRate: async () => null,
    camera: null,
  };
}
