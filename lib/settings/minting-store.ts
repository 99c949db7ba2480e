import * as v from 'valibot';
import { browser } from 'wxt/browser';

const KEY = 'minting';

const schema = v.object({ endpoint: v.pipe(v.string(), v.url()), headers: v.record(v.string(), v.string()) });

/** Your own server that returns upload URLs, with the headers it needs. The headers are secrets. */
export type Minting = v.InferOutput<typeof schema>;

/** The minting endpoint; null when there is none, or what was stored is not one. */
export async function loadMinting(): Promise<Minting | null> {
  const parsed = v.safeParse(schema, (await browser.storage.local.get(KEY))[KEY]);
  return parsed.success ? parsed.output : null;
}

/** Saves it, in this browser profile only; null removes it. */
export async function saveMinting(minting: Minting | null): Promise<void> {
  if (minting === null) await browser.storage.local.remove(KEY);
  else await browser.storage.local.set({ [KEY]: minting });
}
