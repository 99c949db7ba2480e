import { type Clock, inTime } from '../../base/clock.ts';
import type { Still } from '../../commands/messages.ts';
import { type Message, MessageError } from '../../recording/message.ts';
import { siteOf } from '../../settings/crop-store.ts';
import { whyNotRecordable } from '../start/why-no-tab.ts';

/** The browser answers within milliseconds, on a busy machine within seconds. */
const BROWSER_PATIENCE_MS = 5_000;

/** What the browser says about a tab whose area is to be chosen. */
export interface StillTab {
  readonly windowId: number;
  readonly index: number;
  readonly active: boolean;
  /** In CSS pixels. */
  readonly width?: number | undefined;
  /** Absent when the browser doesn't say. */
  readonly url?: string | undefined;
  readonly status?: string | undefined;
  readonly discarded?: boolean | undefined;
}

/** What choosing an area needs of the browser. None of it need ever answer. */
export interface CropPorts {
  readonly tab: (tabId: number) => Promise<StillTab>;
  /** The page's zoom. */
  readonly zoom: (tabId: number) => Promise<number>;
  /** What the tab in front of a window shows, as a data URL. */
  readonly takeStill: (windowId: number) => Promise<string>;
  /** Opens the page on which the area is chosen, next to the tab. */
  readonly openPage: (tabId: number, tab: StillTab) => Promise<unknown>;
  readonly clock: Pick<Clock, 'wait'>;
}

/** Lets you choose an area of a tab. */
export interface CropChooser {
  /**
   * Takes a still of the tab, which must be in front, and opens the page that shows it.
   * @throws MessageError
   */
  choose(tabId: number): Promise<void>;
  /** The still that the page shows, once; null: it was taken before, or is lost with the worker that held it. */
  takeStill(): Still | null;
}

/** Makes it. The still is held in memory until its page asks for it, and nowhere else. */
export function createCropChooser({ tab: find, zoom: zoomOf, takeStill, openPage, clock }: CropPorts): CropChooser {
  let held: Still | null = null;
  const soon = <T>(work: Promise<T>, otherwise: Message) => inTime(work, BROWSER_PATIENCE_MS, clock, otherwise);
  return {
    async choose(tabId) {
      const tab = await soon(find(tabId), { id: 'control.browserNoAnswer' });
      const reason = whyNotRecordable(tab);
      if (reason !== null) throw new MessageError(reason);
      const site = siteOf(tab.url);
      // Without your click on the icon, the browser reveals neither address nor picture.
      if (site === null) throw new MessageError({ id: 'control.needsClick' });
      if (!tab.active) throw new MessageError({ id: 'control.stillFailed' });
      const picture = await soon(takeStill(tab.windowId), { id: 'control.stillFailed' }).catch((cause: unknown) => {
        throw new MessageError({ id: 'control.stillFailed' }, { cause });
      });
      const zoom = await soon(zoomOf(tabId), { id: 'control.browserNoAnswer' });
      held = { tabId, site, picture, viewportWidth: tab.width ?? null, zoom };
      try {
        await soon(openPage(tabId, tab), { id: 'control.browserNoAnswer' });
      } catch (error) {
        held = null;
        throw error;
      }
    },
    takeStill() {
      const still = held;
      held = null;
      return still;
    },
  };
}
