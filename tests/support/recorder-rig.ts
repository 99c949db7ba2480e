import type { Flow } from '../../lib/capture/cover-opening.ts';
import { FORMATS } from '../../lib/capture/format.ts';
import { startRecorder } from '../../lib/capture/recorder.ts';
import type { Message } from '../../lib/recording/message.ts';
import { STILL_PICTURE } from './capture-requests.ts';
import { ScriptedRecorder, ScriptedTrack } from './scripted-recorder.ts';
import { text } from './text.ts';

const OPTIONS = {
  sliceMs: 500,
  videoBitsPerSecond: 5_000_000,
  audioBitsPerSecond: 128_000,
  playsAnywhere: false,
};

interface RecorderWorld {
  /** How a recorder of this type fails to start. */
  readonly fault: (mimeType: string) => ScriptedRecorder['startFault'];
  /** The types that the browser supports. */
  readonly supported: RegExp;
  /** Resolves when an encoder is open. */
  readonly opening: Promise<void>;
  readonly sounds: readonly ScriptedTrack[];
  readonly stopped: AbortSignal;
  /** Resolves when the sound has caught up with the present. */
  readonly caughtUp: Promise<boolean>;
  /** Pictures so far. */
  readonly given: () => number | null;
}

/** A start of a recorder, on scripted ones that start at once. */
export function startScripted({
  fault = () => null,
  supported = /./,
  opening = Promise.resolve(),
  sounds = [],
  stopped = new AbortController().signal,
  caughtUp = Promise.resolve(true),
  given = () => null,
}: Partial<RecorderWorld> = {}) {
  const track = new ScriptedTrack();
  const stream = { getVideoTracks: () => [track], getAudioTracks: () => sounds } as unknown as MediaStream;
  const recorders: ScriptedRecorder[] = [];
  const slices: Blob[] = [];
  const begun: (string | undefined)[] = [];
  const endings: Message[] = [];
  const noted: [string, number][] = [];
  const flows: Flow[] = [];
  const picture = { ...STILL_PICTURE, given, setFlow: (flow: Flow) => void flows.push(flow) };
  const sound = { forgetPast: () => void begun.push(recorders.at(-1)?.mimeType), catchUp: () => caughtUp };
  const { promise: pictureEnded, resolve: pictureEnds } = Promise.withResolvers<Message>();
  track.addEventListener('ended', () => pictureEnds(text('The tab was closed.')));
  const starting = startRecorder(
    stream,
    { ...OPTIONS, pictureEnded, picture, sound, stopped },
    { slice: (slice) => slices.push(slice), ended: (why) => endings.push(why) },
    {
      isSupported: (mimeType) => supported.test(mimeType),
      chooseFormats: async () => FORMATS,
      rememberDropped: async (_picture, mimeType, share) => void noted.push([mimeType, share]),
      create: (_stream, options) => {
        const recorder = new ScriptedRecorder(options);
        recorder.startFault = fault(recorder.mimeType);
        recorder.opening = opening;
        recorders.push(recorder);
        return recorder as unknown as MediaRecorder;
      },
    },
  );
  const media = (): ScriptedRecorder => {
    const last = recorders.at(-1);
    if (last === undefined) throw new Error('No recorder was made.');
    return last;
  };
  return {
    track,
    pictureEnds,
    recorders,
    slices,
    begun,
    endings,
    noted,
    flows,
    starting,
    media,
    texts: () => Promise.all(slices.map((s) => s.text())),
  };
}
