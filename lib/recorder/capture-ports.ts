import { type Clock, inTime } from '../base/clock.ts';
import type { CapturePorts } from '../capture/capture.ts';
import { holdCaptureLock } from '../capture/capture-lock.ts';
import type { TabCondition } from '../recording/source.ts';
import type { TabView } from '../recording/tab-view.ts';
import type { PermissionPorts } from './missing-permissions.ts';

/** The browser answers within milliseconds or never. */
const ANSWER_PATIENCE_MS = 1_500;

/** What the ports are made of. */
export interface CapturePortsSource {
  readonly lookAtTab: (tabId: number) => Promise<TabCondition>;
  readonly permissions: PermissionPorts['permissions'];
  readonly clock: Pick<Clock, 'wait'>;
}

/** The ports of a capture, and the entry for what the background hears about the tab. */
export interface CaptureLines extends CapturePorts {
  tabMuted(tabId: number, isMuted: boolean): void;
  /** `view`: in device pixels. */
  tabResized(tabId: number, view: TabView): void;
}

/** No answer means no known problem: a capture is never ended on a guess. */
export function createCapturePorts({ lookAtTab, permissions, clock }: CapturePortsSource): CaptureLines {
  const muting = new TabListeners<boolean>();
  const resizing = new TabListeners<TabView>();
  const orElse = async <T>(asking: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await inTime(asking, ANSWER_PATIENCE_MS, clock, 'There was no answer.');
    } catch (error) {
      console.warn('It is not known how the capture is doing.', error);
      return otherwise;
    }
  };
  return {
    lookAtTab: (tabId) => orElse(lookAtTab(tabId), 'there'),
    isGranted: (name) =>
      orElse(
        permissions.query({ name }).then(({ state }) => state === 'granted'),
        true,
      ),
    onTabMuted: (tabId, callback) => muting.add(tabId, callback),
    onTabResized: (tabId, callback) => resizing.add(tabId, callback),
    tabMuted: (tabId, isMuted) => muting.tell(tabId, isMuted),
    tabResized: (tabId, view) => resizing.tell(tabId, view),
    holdCaptureLock,
  };
}

/** Who wants to know about which tab: one listener each. */
class TabListeners<News> {
  readonly #listeners = new Map<number, (news: News) => void>();

  /** Returns what removes it. */
  add(tabId: number, listener: (news: News) => void): () => void {
    this.#listeners.set(tabId, listener);
    return () => this.#listeners.delete(tabId);
  }

  tell(tabId: number, news: News): void {
    this.#listeners.get(tabId)?.(news);
  }
}
