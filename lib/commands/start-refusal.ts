import * as v from 'valibot';
import type { SessionArea } from '../base/session-area.ts';
import { messageSchema } from '../recording/message.ts';

const KEY = 'start-refusal';

const schema = v.object({ atMs: v.number(), reason: messageSchema });

/** Why the last start failed. `atMs`: milliseconds since 1970. */
export type StartRefusal = v.InferOutput<typeof schema>;

/** Stores the answer for a popup that closed before it came. */
export async function keepRefusal(area: SessionArea, refusal: StartRefusal): Promise<void> {
  await area.set({ [KEY]: refusal });
}

/** The last failed start of this browser session; null when there was none. */
export async function loadRefusal(area: SessionArea): Promise<StartRefusal | null> {
  const parsed = v.safeParse(schema, (await area.get(KEY))[KEY]);
  return parsed.success ? parsed.output : null;
}
