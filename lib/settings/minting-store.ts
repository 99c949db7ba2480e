import * as v from 'valibot';
import { browser } from 'wxt/browser';

const KEY = 'minting';

const schema = v.object({ endpoint: v.pipe(v.string(), v.url()), headers: v.record(v.string(), v.string()) });

/** The person's own server that hands out upload URLs, with the headers that it wants. The headers are secrets. */
export type Minting = v.InferOutput<typeof schema>;

/** The minting endpoint; null when there is none, or what was stored is not one. */
export async function loadMinting(): Promise<Minting | null> {
  const parsed = v.safeParse(schema, (await browser.storage.local.get(KEY))[KEY]);
  return parsed.success ? parsed.output : null;
}

/** Keeps it, in this browser profile only; null forgets it. */
export async function saveMinting(minting: Minting | null): Promise<void> {
  if (minting === null) await browser.storage.local.remove(KEY);
  else await browser.storage.local.set({ [KEY]: minting });
}
