import { describe, expect, it } from 'vitest';
import { badgeFor } from '../../../lib/control/notifications/badge.ts';
import { aRecording } from '../../support/a-recording.ts';
import { text } from '../../support/text.ts';

const alone = (changes: Parameters<typeof aRecording>[0]) => badgeFor({ current: aRecording(changes), others: [] });

describe('badgeFor', () => {
  it('shows nothing when nothing was recorded, and when all is done', () => {
    expect(badgeFor({ current: null, others: [] }).text).toBe('');
    expect(alone({ state: 'complete' }).text).toBe('');
  });

  it('distinguishes a running recording from a paused one', () => {
    expect(alone({ state: 'recording' }).text).toBe('REC');
    expect(alone({ state: 'paused' }).text).toBe('II');
  });

  it('shows the confirmed share while finishing, and never all of it before the server said so', () => {
    expect(alone({ state: 'finishing', sealedBytes: 1_000, ackedBytes: 426 }).text).toBe('↑42%');
    expect(alone({ state: 'finishing', sealedBytes: 1_000, ackedBytes: 1_000 }).text).toBe('↑99%');
    expect(alone({ state: 'finishing', sealedBytes: 0, spooledBytes: 0 }).text).toBe('↑0%');
  });

  it('asks for attention with the reason in the tooltip', () => {
    const badge = alone({ state: 'blocked', problem: text('The URL has expired.') });
    expect(badge.text).toBe('!');
    expect(badge.title).toContain('The URL has expired.');
  });

  it('puts the live recording before others that need attention, and those before others that upload', () => {
    const blocked = aRecording({ id: 'b', state: 'blocked' });
    const finishing = aRecording({ id: 'c', state: 'finishing', sealedBytes: 1_000 });
    expect(badgeFor({ current: aRecording(), others: [blocked] }).text).toBe('REC');
    expect(badgeFor({ current: finishing, others: [blocked] }).text).toBe('!');
    expect(badgeFor({ current: aRecording({ state: 'complete' }), others: [finishing] }).text).toBe('↑0%');
  });
});
