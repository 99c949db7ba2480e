import type { Clock } from '../base/clock.ts';
import { inTime } from '../base/clock.ts';
import type { CapturePorts } from '../capture/capture.ts';
import { holdCaptureLock } from '../capture/capture-lock.ts';
import type { TabCondition } from '../recording/source.ts';
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
}

/** No answer means no known problem: a capture is never ended on a guess. */
export function createCapturePorts({ lookAtTab, permissions, clock }: CapturePortsSource): CaptureLines {
  const listeners = new Map<number, (isMuted: boolean) => void>();
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
    onTabMuted: (tabId, callback) => {
      listeners.set(tabId, callback);
      return () => listeners.delete(tabId);
    },
    tabMuted: (tabId, isMuted) => listeners.get(tabId)?.(isMuted),
    holdCaptureLock,
  };
}
