import { join } from 'node:path';
import type { Size } from '../../lib/base/pixels.ts';
import { writeY4m } from '../pages/y4m.ts';
import type { BenchSetting } from './part.ts';

/** The size of what the bench's cameras show by default. */
export const FILM_SIZE: Size = { width: 640, height: 360 };

/** Writes a film for a camera, partly noise; a short one in a quick round. Resolves to its path. */
export async function writeFilm({ directory, quick }: BenchSetting, size = FILM_SIZE): Promise<string> {
  const path = join(directory, `film-${size.height}.y4m`);
  await writeY4m({ path, ...size, noise: true, seconds: quick ? 2 : 10 });
  return path;
}
