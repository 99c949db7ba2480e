import * as v from 'valibot';
import { SerialQueue } from '../base/serial-queue.ts';
import { urlDigest } from './used-url.ts';

/* A recording's row says where it was sent. When it is deleted, this remembers the URL, so that no other recording replaces
   what is there, or is mixed with it. */

const KEY = 'urls-of-deleted';
/** The newest are kept. */
const MOST = 1_000;
/** Signed URLs are valid for a week at most, sessions a little longer. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1_000;

const schema = v.array(v.object({ digest: v.string(), atMs: v.number() }));

/** The part of `storage.local` that is needed. */
export interface DeletedUrlsArea {
  get(key: string): Promise<Record<string, unknown>>;
  set(values: Record<string, unknown>): Promise<void>;
}

const writes = new SerialQueue();

/** Remembers the digest (see `urlDigest`) of the URL that a recording was sent to, which is deleted at `nowMs`. */
export function rememberDeleted(area: DeletedUrlsArea, digest: string, nowMs: number): Promise<void> {
  return writes.add(async () => {
    const others = (await load(area, nowMs)).filter((url) => url.digest !== digest);
    await area.set({ [KEY]: [...others, { digest, atMs: nowMs }].slice(-MOST) });
  });
}

/** Whether a recording that was deleted in the last 90 days was sent to this URL. */
export async function isOfDeleted(area: DeletedUrlsArea, uploadUrl: string, nowMs: number): Promise<boolean> {
  const digest = urlDigest(uploadUrl);
  return (await load(area, nowMs)).some((url) => url.digest === digest);
}

async function load(area: DeletedUrlsArea, nowMs: number): Promise<v.InferOutput<typeof schema>> {
  const parsed = v.safeParse(schema, (await area.get(KEY))[KEY]);
  return parsed.success ? parsed.output.filter(({ atMs }) => nowMs - atMs < KEPT_MS) : [];
}
