import { describe, expect, it } from 'vitest';
import { GIB } from '../../../lib/base/byte-units.ts';
import { NO_CHOICES } from '../../../lib/recording/target.ts';
import { isUselessUrl, urlLine } from '../../../lib/ui/url/url-line.ts';
import type { Probe } from '../../../lib/ui/url/url-probe.ts';
import type { Preflight } from '../../../lib/upload/url/preflight.ts';
import { checkUploadUrl } from '../../../lib/upload/url/upload-url.ts';
import { t } from '../../../lib/words/t.ts';

const NOW_MS = 1_800_000_000_000;
const SECRET = 'hush';
const FRESH: Preflight = { kind: 'fresh', protocol: 'content-range', endpoint: false, needsLength: false };

/** The line for a URL that ends so many seconds from now, never when null. */
function line(probe: Probe | Preflight, endsInSeconds: number | null = null) {
  const expires = endsInSeconds === null ? '' : `&expires=${NOW_MS / 1_000 + endsInSeconds}`;
  const check = checkUploadUrl(`https://h.example/upload/a?token=${SECRET}${expires}`, NOW_MS);
  if (check.kind !== 'ok') throw new Error('Not a URL.');
  const asked: Probe =
    probe.kind === 'none' || probe.kind === 'asking' || probe.kind === 'answered'
      ? probe
      : { kind: 'answered', preflight: probe };
  const { tone, sentence, aside } = urlLine(check, { probe: asked, choices: NO_CHOICES, nowMs: NOW_MS });
  expect(sentence + aside).not.toContain(SECRET);
  return [tone, sentence + aside];
}

describe('urlLine', () => {
  it('names the protocol of a ready URL and the time left', () => {
    expect(line(FRESH)).toEqual(['good', '✓ ready · resumable (Content-Range)']);
    expect(line({ ...FRESH, protocol: 'tus' }, 3_500)).toEqual(['good', '✓ ready · resumable (tus) · 58 min left']);
  });

  it('keeps countdowns out of the announced sentence', () => {
    const check = checkUploadUrl(`https://h.example/a?expires=${NOW_MS / 1_000 + 3_500}`, NOW_MS);
    if (check.kind !== 'ok') throw new Error('Not a URL.');
    const known = { choices: NO_CHOICES, nowMs: NOW_MS };
    expect(urlLine(check, { ...known, probe: { kind: 'asking' } }).sentence).toBe('');
    expect(urlLine(check, { ...known, probe: { kind: 'answered', preflight: FRESH } }).sentence).not.toContain('min');
  });

  it.each([
    [true, true, false, 'warning'],
    [true, false, true, 'bad'],
    [false, true, true, 'bad'],
  ])(
    'a file of another recording (replaceable: %s) takes one that replaces it: %s',
    (isReplaceable, replaces, useless, tone) => {
      const check = checkUploadUrl('https://h.example/a');
      if (check.kind !== 'ok') throw new Error('Not a URL.');
      for (const kind of ['taken', 'sent-by-deleted'] as const) {
        const probe: Probe = { kind: 'answered', preflight: { kind, isReplaceable } };
        const known = { probe, choices: { ...NO_CHOICES, replaces }, nowMs: NOW_MS };
        expect([isUselessUrl(known), urlLine(check, known).tone]).toEqual([useless, tone]);
      }
    },
  );

  it('warns when a recording may outlast the URL', () => {
    expect(line(FRESH, 300)).toEqual([
      'warning',
      '✓ ready · resumable (Content-Range). This URL expires soon. A longer recording will need a new one. 5:00 left.',
    ]);
  });

  it('says before Start what happens after Stop, and what is created', () => {
    expect(line({ ...FRESH, protocol: 'tus', endpoint: true, needsLength: true })[1]).toContain(
      t('ui.url.startsAfterStop'),
    );
    expect(line({ ...FRESH, protocol: 'tus', endpoint: true })[1]).toContain(t('ui.url.createsUpload'));
  });

  it('says before Start that a signed URL takes the whole file after Stop', () => {
    const whole = { kind: 'whole', why: 'signed', limitBytes: 5 * GIB, isTyped: false, wantsAccess: false } as const;
    expect(line(whole)).toEqual([
      'good',
      'Ready. This signed URL takes a whole file, so the recording is sent in one piece after you stop. The URL must still be valid then. Up to 5.37 GB.',
    ]);
    expect(line(whole, 300)[1]).toMatch(/This URL expires soon.* 5:00 left\.$/);
    expect(line({ ...whole, wantsAccess: true })[0]).toBe('warning');
  });

  it('is bad only when the URL is certain to fail', () => {
    const gone: Preflight = { kind: 'refused', protocol: 'content-range', problem: { kind: 'gone', status: 410 } };
    const forbidden: Preflight = { ...gone, problem: { kind: 'forbidden', status: 403 } };
    expect(line({ kind: 'used', protocol: 'tus', storedBytes: 1 })[0]).toBe('bad');
    expect(line({ kind: 'finished', protocol: 'tus' })[0]).toBe('bad');
    expect(line(gone)[0]).toBe('bad');
    for (const preflight of [
      forbidden,
      { kind: 'unanswered', status: 404 },
      { kind: 'busy', status: 503 },
      { kind: 'cors-blocked' },
      { kind: 'unknown', status: 404 },
      { kind: 'in-use' },
      { kind: 'elsewhere', redirectedTo: null },
      { kind: 'unreachable' },
    ] as const) {
      expect(line(preflight)[0]).toBe('warning');
    }
  });

  it('says that a URL has expired, whatever its server says', () => {
    expect(line({ kind: 'unanswered', status: 404 }, -5)[1]).toContain('has expired');
    expect(line({ kind: 'asking' }, -5)[1]).toContain('has expired');
  });

  it('shows only the time left while the server is being asked', () => {
    expect(line({ kind: 'asking' }, 3_500)).toEqual(['calm', 'checking… · 58 min left']);
    expect(line({ kind: 'none' })).toEqual(['calm', '']);
  });
});
