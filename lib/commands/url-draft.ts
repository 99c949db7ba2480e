import * as v from 'valibot';
import { browser } from 'wxt/browser';
import type { Snapshot } from '../recording/snapshot.ts';
import { NO_CHOICES, sendingSchema } from '../recording/target.ts';

const KEY = 'urlDraft';

const schema = v.object({
  text: v.string(),
  sending: v.optional(v.nullable(sendingSchema), null),
  replaces: v.optional(v.boolean(), false),
  handedOverAtMs: v.nullable(v.number()),
});

/**
 * The content of the Upload URL field: a secret, kept in memory for this browser session, never on disk, with what you
 * chose for it, see `UrlChoices`. `handedOverAtMs`: when a start took it (milliseconds since 1970). The popup
 * may close before the answer comes, so the next one finds out whether the URL was used.
 */
export type UrlDraft = v.InferOutput<typeof schema>;

/** An empty field. */
export const EMPTY_DRAFT: UrlDraft = { text: '', ...NO_CHOICES, handedOverAtMs: null };

/** Reads a draft from storage; anything else gives an empty one. */
export function parseDraft(stored: unknown): UrlDraft {
  const parsed = v.safeParse(schema, stored);
  return parsed.success ? parsed.output : EMPTY_DRAFT;
}

/** Whether a recording used this draft: one that started after the handover. */
export function isUsed(draft: UrlDraft, { current, others }: Snapshot): boolean {
  const { handedOverAtMs } = draft;
  if (handedOverAtMs === null) return false;
  const recordings = current === null ? others : [current, ...others];
  return recordings.some(
    ({ state, startedAtMs }) => startedAtMs >= handedOverAtMs && state !== 'preparing' && state !== 'failed',
  );
}

/** Loads the field's content. */
export async function loadDraft(): Promise<UrlDraft> {
  const stored: Record<string, unknown> = await browser.storage.session.get(KEY);
  return parseDraft(stored[KEY]);
}

/** Stores the field's content until the browser closes. */
export async function saveDraft(draft: UrlDraft): Promise<void> {
  await browser.storage.session.set({ [KEY]: draft });
}

/** Calls back when the draft changes, in this context or another. */
export function onDraftChanged(callback: (draft: UrlDraft) => void): void {
  browser.storage.session.onChanged.addListener(({ [KEY]: change }) => {
    if (change !== undefined) callback(parseDraft(change.newValue));
  });
}
