import { expect, it } from 'vitest';
import type { LiveRecording } from '../../../lib/recorder/live/live-recording.ts';
import { LiveSession } from '../../../lib/recorder/live/live-session.ts';
import { LiveWarnings } from '../../../lib/recorder/live/live-warnings.ts';
import { Part } from '../../../lib/recorder/live/part.ts';
import { aRecording } from '../../support/a-recording.ts';
import { REQUEST } from '../../support/live-rig.ts';

function session(): LiveSession {
  const warnings = new LiveWarnings(() => undefined);
  return new LiveSession(REQUEST, new Part(null), warnings, 0, () => new Promise<LiveRecording>(() => undefined));
}

it('shows a pause and its end as the recorder obeyed them, whatever its engine says yet', () => {
  const live = session();
  const running = aRecording({ state: 'recording', elapsed: { recordedMs: 0, runningSinceMs: 1_000 } });
  expect(live.shown(running)).toMatchObject({ state: 'recording', elapsed: running.elapsed });
  live.turned = { state: 'paused', atMs: 4_000 };
  const paused = live.shown(running);
  expect(paused).toMatchObject({ state: 'paused', elapsed: { recordedMs: 3_000, runningSinceMs: null } });
  live.turned = { state: 'recording', atMs: 9_000 };
  expect(live.shown(paused)).toMatchObject({
    state: 'recording',
    elapsed: { recordedMs: 3_000, runningSinceMs: 9_000 },
  });
});

it('shows no pause of what is sealed, or does not run yet', () => {
  const live = session();
  live.turned = { state: 'paused', atMs: 4_000 };
  expect(live.shown(aRecording({ state: 'finishing' })).state).toBe('finishing');
  expect(live.shown(aRecording({ state: 'preparing' })).state).toBe('preparing');
});
