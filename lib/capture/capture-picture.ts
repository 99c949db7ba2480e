import type { Bubble } from '../recording/bubble.ts';
import type { Message } from '../recording/message.ts';
import { SOURCES, type Source, type TabCondition } from '../recording/source.ts';
import { canCompose } from './compose/browser-frames.ts';
import { Compositor, type CompositorPorts } from './compose/compositor.ts';
import { openCameraPicture } from './sources/camera.ts';
import type { CameraRequest, SourceStreams, TabRequest } from './sources/source-streams.ts';
import { BubbleCamera } from './watch/bubble-camera.ts';
import { PICTURE_ENDED, watchPicture } from './watch/picture-watch.ts';

/** The longest time between two frames of a composed picture: ten a second, as a tab's own. */
const FLOOR_MS = 100;
/** How often to look at a tab whose sound alone is recorded: no picture says that it lives. */
const LOOK_EVERY_MS = 10_000;

/** What is seen. */
export interface PictureParts {
  readonly source: Source;
  readonly streams: Pick<SourceStreams, 'picture' | 'camera' | 'sound'>;
  readonly tab: TabRequest | null;
  readonly camera: CameraRequest;
  readonly bubble: Bubble;
  /** Whether something is heard beside the source. */
  readonly hasMicrophone: boolean;
}

/** What the picture of a capture needs of it. */
export interface CapturePicturePorts {
  lookAtTab(tabId: number): Promise<TabCondition>;
  /** Whether the browser has taken away the permission for the camera. */
  isCameraForbidden(): Promise<boolean>;
  report(about: 'picture' | 'bubble' | 'crop', what: Message | null): void;
  /** To be called when the capture is closed. */
  onClose(step: () => void): void;
  readonly compositor: CompositorPorts;
}

/** The picture of a capture, and what can be done to it while it is recorded. */
export interface CapturePicture {
  /** What is recorded; null for sound alone. Another one after {@link replaced}. */
  readonly track: MediaStreamTrack | null;
  /** Resolves when the recorder takes no frame of the track any more, and there is another one. */
  readonly replaced: Promise<void>;
  /** Resolves when the picture has ended by itself, to what ended it. */
  readonly ended: Promise<Message>;
  /** How many pictures have come so far; null when the browser does not count them. */
  frames(): number | null;
  /** The camera over it; null where there is none. */
  readonly bubble: BubbleCamera | null;
}

/** Makes the one picture that is recorded of its parts. */
export function recordPicture(
  { source, streams, tab, camera, bubble, hasMicrophone }: PictureParts,
  ports: CapturePicturePorts,
): CapturePicture {
  const { onClose, report } = ports;
  const { picture } = streams;
  if (picture === null) return withoutPicture({ sound: streams.sound, tab, hasMicrophone }, ports);
  const kind = SOURCES[source].tab ? 'tab' : SOURCES[source].camera ? 'camera' : 'screen';
  const watch = watchPicture(picture, {
    source: kind,
    lookAtTab: async () => (tab === null ? 'there' : ports.lookAtTab(tab.tabId)),
    isForbidden: ports.isCameraForbidden,
    warn: (what) => report('picture', what),
  });
  onClose(watch.close);
  const replaced = Promise.withResolvers<void>();
  const watched = { replaced: replaced.promise, ended: watch.ended, frames: watch.frames };
  // Without a way to the frames a camera could not be drawn; the tab is recorded all the same, and the person hears of it.
  const crop = tab?.crop ?? null;
  if (!(SOURCES[source].composed || crop !== null) || !canCompose()) {
    if (crop !== null) report('crop', { id: 'capture.notCropped' });
    if (streams.camera !== null) report('bubble', { id: 'capture.bubbleNotDrawn' });
    return { ...watched, track: picture, bubble: null };
  }
  const compositor = new Compositor(
    ports.compositor,
    {
      bypassed: () => {
        bubbleCamera?.close();
        if (bubbleCamera !== null) report('bubble', { id: 'capture.bubbleNotDrawn' });
      },
      trackReplaced: () => replaced.resolve(),
    },
    FLOOR_MS,
    crop,
  );
  onClose(() => compositor.close());
  compositor.setInput('base', picture);
  const bubbleCamera =
    streams.camera === null
      ? null
      : new BubbleCamera(streams.camera, camera.device, bubble, {
          open: (device) => openCameraPicture({ ...camera, device }),
          show: (track) => compositor.setInput('bubble', track),
          setLook: (look) => compositor.setLook(look),
          isForbidden: ports.isCameraForbidden,
          report: (what) => report('bubble', what),
        });
  if (bubbleCamera !== null) onClose(() => bubbleCamera.close());
  return {
    ...watched,
    get track() {
      return compositor.track;
    },
    bubble: bubbleCamera,
  };
}

/** Sound alone ends with the tab, unless a microphone is left. */
function withoutPicture(
  { sound, tab, hasMicrophone }: Pick<PictureParts, 'tab' | 'hasMicrophone'> & Pick<SourceStreams, 'sound'>,
  { lookAtTab, report, onClose }: CapturePicturePorts,
): CapturePicture {
  const ended = Promise.withResolvers<Message>();
  const end = (why: Message) => {
    clearInterval(timer);
    if (!hasMicrophone) ended.resolve(why);
  };
  // A tab that crashes does not end its sound: silence comes from it for ever.
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
    bubble: null,
  };
}
