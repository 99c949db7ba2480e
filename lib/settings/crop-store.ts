import * as v from 'valibot';
import type { SessionArea } from '../base/session-area.ts';
import { type Crop, cropSchema } from '../recording/crop.ts';

/** The site that an area is remembered for: never more of an address than its origin. Null: a page that has none. */
export function siteOf(url: string | undefined): string | null {
  const parsed = url === undefined ? null : URL.parse(url);
  if (parsed === null) return null;
  if (parsed.protocol === 'file:') return 'file://';
  return /^https?:$/.test(parsed.protocol) ? parsed.origin : null;
}

/** A key for each site: two pages that save at the same time do not overwrite each other. */
const keyOf = (site: string) => `crop:${site}`;

/**
 * The area to record of a site’s tabs; null: all of them. `area` must be `storage.session`: where somebody was is not kept on
 * disk.
 * @param site as {@link siteOf} gives it; null: a page without one.
 */
export async function loadCrop(area: Pick<SessionArea, 'get'>, site: string | null): Promise<Crop | null> {
  if (site === null) return null;
  const parsed = v.safeParse(cropSchema, (await area.get(keyOf(site)))[keyOf(site)]);
  return parsed.success ? parsed.output : null;
}

/** Keeps the area for a site until the browser closes; null: the whole tab is recorded again. */
export async function keepCrop(
  area: Pick<SessionArea, 'set' | 'remove'>,
  site: string,
  crop: Crop | null,
): Promise<void> {
  if (crop === null) await area.remove(keyOf(site));
  else await area.set({ [keyOf(site)]: crop });
}
