import { systemClock } from '../base/clock.ts';
import { systemPacer } from '../base/paced.ts';
import { openCapture, prepareCapture } from '../capture/capture.ts';
import { browserRecorder, startRecorder } from '../capture/recorder.ts';
import { RECORDER_COMMANDS, type RecorderCommand } from '../commands/commands.ts';
import { openChannel, serveLevels } from '../commands/level-channel.ts';
import type { Handlers, send } from '../commands/messenger.ts';
import { openEngine } from '../engine/engine-client.ts';
import { sliceGarbage } from '../engine/spooling/slice-garbage.ts';
import { parseSettings } from '../settings/settings.ts';
import { createCapturePorts } from './capture-ports.ts';
import { SERVED } from './commands.ts';
import { SpareEngine } from './failover/spare-engine.ts';
import { inDevicePixels, liveRequestFrom } from './live/live-request.ts';
import { missingPermissions, type PermissionPorts } from './missing-permissions.ts';
import { Recordings } from './recordings.ts';
import { createReporter } from './reporter.ts';

/** What a recorder needs from its host: Chromium's offscreen document, or a page that stays open. */
export interface RecorderHost extends Omit<PermissionPorts, 'clock'> {
  /** Sends a message to the background. */
  readonly send: typeof send;
  /** Has the recorder serve its messages from now on. */
  serve(handlers: Handlers<'recorder'>): void;
  /** Opens the wire for bodies to one origin, see `wireTransport`; returns what ends it, with the request under way. */
  openWire(origin: string, port: MessagePort): () => void;
  /** Bytes that still fit on the disk; null when the browser does not say. */
  freeBytes(): Promise<number | null>;
  /** Device pixels for each CSS pixel. */
  pixelRatio(): number;
}

/** Runs the recorder in its host. Call it once, synchronously: the opener waits to hear that it listens. */
export function runRecorder(host: RecorderHost): void {
  const reporter = createReporter(() => recordings.board.snapshot(), {
    sendSnapshot: (snapshot) => host.send('background/snapshot', snapshot),
    sendLog: (entries) => host.send('background/log', entries),
    pacer: systemPacer,
  });
  const capture = createCapturePorts({
    lookAtTab: (tabId) => host.send('background/look-at-tab', { tabId }),
    permissions: host.permissions,
    clock: systemClock,
  });
  const announce = (name: 'background/recorder-ready' | 'background/recorder-idle'): void => {
    // A background that is being replaced takes the recorder with it.
    host.send(name, null).catch((error: unknown) => console.warn(`${name} did not arrive.`, error));
  };
  const recorderPorts = browserRecorder();
  const spare = new SpareEngine(
    (events, onCrash) =>
      openEngine(events, onCrash, {
        loadMinting: () => host.send('background/minting', null),
        openWire: host.openWire,
      }),
    systemClock,
  );
  const recordings: Recordings = new Recordings(
    {
      openCapture: (request, signal, reportTrouble) => openCapture(request, signal, reportTrouble, capture),
      startRecorder: (stream, options, events) => startRecorder(stream, options, events, recorderPorts),
      openEngine: spare.open,
      missingPermissions: (devices) => missingPermissions(devices, { ...host, clock: systemClock }),
      newId: () => crypto.randomUUID(),
      nowMs: Date.now,
      later: systemPacer.later,
      clock: systemClock,
      dropped: sliceGarbage(),
      freeBytes: host.freeBytes,
      onIdle: () => {
        // The background closes the host when it hears it, with everything that was not reported before.
        reporter.flush();
        announce('background/recorder-idle');
      },
    },
    reporter,
  );
  host.serve({
    ...commandHandlers(recordings),
    'recorder/start': (data) => recordings.live.start(liveRequestFrom(data, Date.now(), host.pixelRatio())),
    'recorder/use-microphone': ({ id, device }) =>
      recordings.live.change(id, ({ sound }) => sound?.useMicrophone(device)),
    'recorder/use-camera': ({ id, device }) => recordings.live.change(id, (part) => part.camera?.choose(device)),
    'recorder/place-camera': ({ id, bubble }) => recordings.live.change(id, (part) => part.camera?.place(bubble)),
    'recorder/use-new-url': ({ id, target, settings }) => recordings.useNewUrl(id, target, parseSettings(settings)),
    'recorder/recover': ({ id, settings }) => recordings.recover(id, parseSettings(settings)),
    'recorder/forget': ({ id }) => recordings.forget(id),
    'recorder/tab-muted': ({ tabId, isMuted }) => capture.tabMuted(tabId, isMuted),
    'recorder/tab-resized': ({ tabId, viewport }) =>
      capture.tabResized(tabId, inDevicePixels(viewport, host.pixelRatio())),
    'recorder/prepare': () => {
      spare.prepare();
      prepareCapture();
    },
    'recorder/report': () => reporter.asked(),
  });
  serveLevels(openChannel(), () => recordings.live.openMeter());
  announce('background/recorder-ready');
}

type CommandHandlers = {
  readonly [N in RecorderCommand as `recorder/${N}`]: Handlers<'recorder'>[`recorder/${N}`];
};

function commandHandlers(recordings: Recordings): CommandHandlers {
  const handlers = RECORDER_COMMANDS.map((name) => {
    const handler: CommandHandlers[`recorder/${RecorderCommand}`] = ({ id, settings }) =>
      SERVED[name](recordings, id, settings === null ? null : parseSettings(settings));
    return [`recorder/${name}`, handler];
  });
  return Object.fromEntries(handlers) as CommandHandlers;
}
