import { browser } from 'wxt/browser';
import { inTime, systemClock } from '../../lib/base/clock.ts';
import type { Still } from '../../lib/commands/messages.ts';
import type { Crop, Rect } from '../../lib/recording/crop.ts';
import { keepCrop, loadCrop } from '../../lib/settings/crop-store.ts';

/** The background and the browser answer at once or never. */
const PATIENCE_MS = 5_000;

/** A still that can be shown, and the area that was chosen on the site before. */
export interface OpenedStill {
  readonly picture: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Pixels of the still for each CSS pixel of the tab. */
  readonly pixelRatio: number;
  /** Null: the whole tab. */
  readonly chosen: Rect | null;
  /** Remembers an area for the site. */
  keep(rect: Rect): Promise<void>;
  /** Brings the tab back to the front, with the popup where the browser opens one, and closes this page. */
  leave(withPopup: boolean): Promise<void>;
}

/** Asks for the still of this page; null: there is none. Never rejects. */
export async function openStill(ask: () => Promise<Still | null>): Promise<OpenedStill | null> {
  try {
    return await inTime(open(ask), PATIENCE_MS, systemClock, 'There was no answer.');
  } catch (error) {
    console.warn('There is no still to show.', error);
    return null;
  }
}

async function open(ask: () => Promise<Still | null>): Promise<OpenedStill | null> {
  const still = await ask();
  if (still === null) return null;
  const { tabId, site, picture, viewportWidth, zoom } = still;
  const image = new Image();
  image.src = picture;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const pixelRatio = viewportWidth === null ? devicePixelRatio : width / viewportWidth;
  const before = await loadCrop(browser.storage.session, site);
  return {
    picture,
    width,
    height,
    pixelRatio,
    chosen: before === null ? null : rectOn(before, { width, height }),
    keep: (rect) => keepCrop(browser.storage.session, site, { rect, still: { width, height }, pixelRatio, zoom }),
    leave: (withPopup) => leave(tabId, withPopup),
  };
}

/** Where an earlier area is on this still; null where it does not fit. */
function rectOn({ rect }: Crop, still: { readonly width: number; readonly height: number }): Rect | null {
  return rect.width <= still.width && rect.height <= still.height ? rect : null;
}

async function leave(tabId: number, withPopup: boolean): Promise<void> {
  try {
    const tab = await browser.tabs.update(tabId, { active: true });
    if (withPopup && tab !== undefined) await browser.action.openPopup({ windowId: tab.windowId });
  } catch (error) {
    // The tab is gone, or the popup has to be opened by a click.
    console.debug('Not back where this began.', error);
  }
  window.close();
}
