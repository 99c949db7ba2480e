import type { CommandData } from '../../commands/commands.ts';
import type { MessageData, StartResult } from '../../commands/messages.ts';
import { type Message, messageOf } from '../../recording/message.ts';
import type { Snapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import type { Target } from '../../recording/target.ts';
import type { Settings } from '../../settings/settings.ts';
import type { WantedTarget } from './choose-target.ts';
import type { TabToRecord } from './tab-to-record.ts';

/** What a start asks for. */
export type StartRequest = CommandData<'start'>;

/** What a start needs of the world. */
export interface StartPorts {
  readonly chooseTarget: (wanted: WantedTarget) => Promise<Target>;
  readonly loadSettings: () => Promise<Settings>;
  readonly findTab: (tabId: number) => Promise<TabToRecord>;
  readonly mintStreamId: (tabId: number) => Promise<string>;
  /** Opens the offscreen document and keeps it open while `work` runs. */
  readonly withDocument: <T>(work: () => Promise<T>) => Promise<T>;
  readonly sendStart: (data: MessageData<'recorder/start'>) => Promise<StartResult>;
  readonly snapshot: () => Snapshot;
  readonly newId: () => string;
}

/**
 * Makes the function that starts recordings, one at a time. It never rejects: what stands in the way is the answer.
 */
export function createStart(ports: StartPorts): (request: StartRequest) => Promise<StartResult> {
  let starting = false;
  return async (request) => {
    const { current } = ports.snapshot();
    if (starting) return refused({ id: 'recorder.anotherStarts' });
    if (current !== null && isLive(current.state)) {
      return refused({ id: 'recorder.another' });
    }
    starting = true;
    try {
      return await start(request, ports);
    } catch (error) {
      return refused(messageOf(error));
    } finally {
      starting = false;
    }
  };
}

async function start(request: StartRequest, ports: StartPorts): Promise<StartResult> {
  const target = await ports.chooseTarget(request.target);
  const { source, microphone, tabId } = request;
  if (source === 'tab' && tabId === null) return refused({ id: 'recorder.noTab' });
  const tab = source === 'tab' && tabId !== null ? await ports.findTab(tabId) : null;
  const settings = await ports.loadSettings();
  return ports.withDocument(async () => {
    // Last of all: the id lives for seconds.
    const streamId = tab === null ? null : await ports.mintStreamId(tab.tabId);
    const captured =
      tab === null || streamId === null
        ? null
        : { tabId: tab.tabId, streamId, viewport: tab.viewport, isMuted: tab.isMuted };
    return ports.sendStart({
      id: ports.newId(),
      source,
      microphone,
      target,
      title: tab?.title ?? null,
      tab: captured,
      settings: { ...settings },
    });
  });
}

function refused(reason: Message): StartResult {
  return { kind: 'refused', reason };
}
