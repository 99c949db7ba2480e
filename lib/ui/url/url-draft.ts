import * as v from 'valibot';
import { browser } from 'wxt/browser';
import type { Snapshot } from '../../recording/snapshot.ts';
import { sendingSchema } from '../../recording/target.ts';

const KEY = 'urlDraft';

const schema = v.object({
  text: v.string(),
  sending: v.optional(v.nullable(sendingSchema), null),
  handedOverAtMs: v.nullable(v.number()),
});

/**
 * What stands in the field "Upload URL": a secret, kept in memory for this browser session and never on disk.
 * `sending` is how the person chose to have it sent; null: not chosen. `handedOverAtMs` is when a start took it (milliseconds since 1970). The popup may be closed before the answer comes,
 * so whether the URL was used is found out when it opens again.
 */
export type UrlDraft = v.InferOutput<typeof schema>;

/** A field with nothing in it. */
export const EMPTY_DRAFT: UrlDraft = { text: '', sending: null, handedOverAtMs: null };

/** A draft from storage; anything else is an empty one. */
export function parseDraft(stored: unknown): UrlDraft {
  const parsed = v.safeParse(schema, stored);
  return parsed.success ? parsed.output : EMPTY_DRAFT;
}

/** Whether a recording has begun with this draft: it began after the draft was handed over. */
export function isUsed(draft: UrlDraft, { current, others }: Snapshot): boolean {
  const { handedOverAtMs } = draft;
  if (handedOverAtMs === null) return false;
  const recordings = current === null ? others : [current, ...others];
  return recordings.some(
    ({ state, startedAtMs }) => startedAtMs >= handedOverAtMs && state !== 'preparing' && state !== 'failed',
  );
}

/** What stood in the field when the popup was closed. */
export async function loadDraft(): Promise<UrlDraft> {
  const stored: Record<string, unknown> = await browser.storage.session.get(KEY);
  return parseDraft(stored[KEY]);
}

/** Keeps what stands in the field until the browser is closed. */
export async function saveDraft(draft: UrlDraft): Promise<void> {
  await browser.storage.session.set({ [KEY]: draft });
}
