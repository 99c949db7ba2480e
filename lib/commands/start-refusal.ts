import * as v from 'valibot';
import { browser } from 'wxt/browser';
import type { SessionArea } from '../base/session-area.ts';
import { messageSchema } from '../recording/message.ts';

const KEY = 'start-refusal';

const schema = v.object({ atMs: v.number(), reason: messageSchema });

/** Why the last start failed. `atMs`: milliseconds since 1970. */
export type StartRefusal = v.InferOutput<typeof schema>;

/** Stores the answer for the popup: for the one that is open, or else for the next one. */
export async function keepRefusal(area: SessionArea, refusal: StartRefusal): Promise<void> {
  await area.set({ [KEY]: refusal });
}

/** Another start begins: what became of the one before no longer matters. */
export async function forgetRefusal(area: SessionArea): Promise<void> {
  await area.remove(KEY);
}

/** Why the last start failed, if nobody saw that yet; it is seen now. */
export async function takeRefusal(area: SessionArea): Promise<StartRefusal | null> {
  const parsed = v.safeParse(schema, (await area.get(KEY))[KEY]);
  if (!parsed.success) return null;
  await area.remove(KEY);
  return parsed.output;
}

/** Calls back when a start fails from now on, whoever asked for it; it is seen then. */
export function onRefused(callback: (refusal: StartRefusal) => void): void {
  const { session } = browser.storage;
  session.onChanged.addListener(({ [KEY]: change }) => {
    const parsed = v.safeParse(schema, change?.newValue);
    if (!parsed.success) return;
    callback(parsed.output);
    session.remove(KEY).catch((error: unknown) => console.warn('A refusal is shown once more.', error));
  });
}
