import { inTime, systemClock } from '../base/clock.ts';
import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandData,
  type CommandName,
  RECORDER_COMMANDS,
  type RecorderCommand,
} from '../commands/commands.ts';
import type { AnswerTo } from '../commands/messages.ts';
import { type Handlers, send } from '../commands/messenger.ts';
import { waitingUploads } from '../recording/snapshot.ts';
import { loadSettings } from '../settings/settings-store.ts';
import type { ChooseTarget } from './start/choose-target.ts';
import { deleteStored } from './storage/housekeeping.ts';
import type { NamesLog } from './storage/names-log.ts';
import type { ControllerWorld } from './world.ts';

/** A recorder that never answers must not hold up anything. It may resume a recording first. */
const ANSWER_PATIENCE_MS = 120_000;

/** Carries out each command in the background. Rejects with an error that `messageOf` can read. */
export type CommandHandlers = {
  readonly [N in CommandName]: (data: CommandData<N>) => Promise<AnswerTo<`background/${N}`>>;
};

/** The handlers of the commands' messages. */
export type CommandMessageHandlers = {
  readonly [N in CommandName as `background/${N}`]: Handlers<'background'>[`background/${N}`];
};

/** What {@link serveCommands} needs besides the world. */
export interface ServePorts {
  readonly start: CommandHandlers['start'];
  readonly chooseTarget: ChooseTarget;
  /** Tidies up soon. */
  readonly makeRound: () => void;
  readonly namesLog: NamesLog;
}

/** Passes on the recorder's commands, and carries out the others itself. */
export function serveCommands(
  world: ControllerWorld,
  { start, chooseTarget, makeRound, namesLog }: ServePorts,
): CommandHandlers {
  const { offscreen, relay, write } = world;
  const askRecorder = async (asking: () => Promise<null>): Promise<null> =>
    offscreen.use(() => inTime(asking(), ANSWER_PATIENCE_MS, systemClock, { id: 'control.noAnswer' }));
  const settings = async () => ({ ...(await loadSettings()) });
  const forward = async (name: RecorderCommand, id: string): Promise<null> => {
    const data = { id, settings: COMMANDS[name].resumes ? await settings() : null };
    return askRecorder(() => send(`recorder/${name}`, data));
  };
  return {
    ...byName(
      RECORDER_COMMANDS,
      (name) =>
        ({ id }: { readonly id: string }) =>
          forward(name, id),
    ),
    start,
    'use-microphone': (data) => askRecorder(() => send('recorder/use-microphone', data)),
    'use-new-url': async ({ id, target: wanted }) => {
      const data = { id, target: await chooseTarget(wanted, id), settings: await settings() };
      return askRecorder(() => send('recorder/use-new-url', data));
    },
    'use-camera': (data) => askRecorder(() => send('recorder/use-camera', data)),
    'place-camera': (data) => askRecorder(() => send('recorder/place-camera', data)),
    delete: async ({ id }) => {
      await namesLog.look();
      await deleteStored(id, {
        snapshot: relay.snapshot,
        show: relay.show,
        letGo: async () => {
          if (await offscreen.exists()) await send('recorder/forget', { id });
        },
      });
      relay.recordingsChanged();
      makeRound();
      await write('info', { id: 'control.deleted' }, id);
      return null;
    },
  };
}

/** The handlers of all commands' messages. `during` wraps the work of each. */
export function commandMessages(
  handlers: CommandHandlers,
  during: <T>(work: () => Promise<T>) => Promise<T>,
): CommandMessageHandlers {
  const wrapped = COMMAND_NAMES.map((name) => {
    const handler: (data: never) => Promise<unknown> = handlers[name];
    return [`background/${name}`, (data: never) => during(() => handler(data))];
  });
  return Object.fromEntries(wrapped) as CommandMessageHandlers;
}

/** The extension may reach one more server: what waits for its next try may succeed now. */
export async function retryWaiting(
  { relay }: Pick<ControllerWorld, 'relay'>,
  handlers: CommandHandlers,
): Promise<void> {
  await Promise.all(waitingUploads(relay.snapshot()).map((id) => handlers['retry-now']({ id })));
}

function byName<N extends string, T>(names: readonly N[], make: (name: N) => T): Record<N, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<N, T>;
}
