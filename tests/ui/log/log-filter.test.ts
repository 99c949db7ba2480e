import { describe, expect, it } from 'vitest';
import { LOG_LEVELS } from '../../../lib/recording/log-entry.ts';
import { logAsText, passes } from '../../../lib/ui/log/log-filter.ts';
import { text } from '../../support/text.ts';

describe('the log', () => {
  it('shows everything, the upload, or what went wrong', () => {
    const shown = (filter: 'all' | 'upload' | 'errors') => LOG_LEVELS.filter((level) => passes(filter, level));
    expect(shown('all')).toEqual(LOG_LEVELS);
    expect(shown('upload')).toEqual(['chunk', 'buffer', 'upload', 'warning', 'error']);
    expect(shown('errors')).toEqual(['warning', 'error']);
  });

  it('is copied as text, one entry per line, with times in UTC', () => {
    const atMs = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
    const entries = [
      { atMs, level: 'chunk', message: text('a'), recordingId: null },
      { atMs, level: 'warning', message: text('b'), recordingId: null },
    ] as const;
    expect(logAsText(entries)).toBe('2026-01-02T03:04:05.006Z chunk   a\n2026-01-02T03:04:05.006Z warning b\n');
  });
});
