import type { Preflight } from '../../upload/url/preflight.ts';
import { describePreflight, isDead } from '../../upload/url/preflight-words.ts';
import type { UploadUrlCheck } from '../../upload/url/upload-url.ts';
import { formatCountdown } from '../../words/format.ts';
import type { Tone } from '../recording/recording-words.ts';
import type { Probe } from './url-probe.ts';

/** The line below a field with a URL in it. */
export interface UrlLine {
  readonly tone: Tone;
  /** Said when it changes. Empty while nothing is known. */
  readonly sentence: string;
  /** Shown behind the sentence and never announced by itself; it moves, or passes in a moment. */
  readonly aside: string;
}

type Fresh = Extract<Preflight, { kind: 'fresh' }>;

const PROTOCOLS: Readonly<Record<Fresh['protocol'], string>> = {
  'content-range': 'resumable (Content-Range)',
  tus: 'resumable (tus)',
};

/** What is to be said of a well-formed URL. `nowMs`: milliseconds since 1970. */
export function urlLine(check: Extract<UploadUrlCheck, { kind: 'ok' }>, probe: Probe, nowMs: number): UrlLine {
  const { warning, expiresAtMs } = check;
  const isOver = expiresAtMs !== null && expiresAtMs <= nowMs;
  const left = expiresAtMs === null || isOver ? '' : `${formatCountdown(expiresAtMs - nowMs)} left`;
  if (probe.kind !== 'answered') {
    const aside = [probe.kind === 'asking' ? 'checking…' : '', left].filter((part) => part !== '').join(' · ');
    return warning === null
      ? { tone: 'calm', sentence: '', aside }
      : { tone: 'warning', sentence: warning, aside: spaced(aside) };
  }
  const { preflight } = probe;
  if (isDead(preflight)) return { tone: 'bad', sentence: describePreflight(preflight), aside: '' };
  // An expired signature explains whatever the server says.
  if (isOver && warning !== null) return { tone: 'warning', sentence: warning, aside: '' };
  if (preflight.kind === 'whole' && preflight.why === 'signed') {
    const sentence = [describePreflight(preflight), ...(warning === null ? [] : [warning])].join(' ');
    const tone = warning === null && !preflight.wantsAccess ? 'good' : 'warning';
    return { tone, sentence, aside: spaced(left) };
  }
  if (preflight.kind !== 'fresh') return { tone: 'warning', sentence: describePreflight(preflight), aside: '' };

  const ready = ['✓ ready', PROTOCOLS[preflight.protocol], ...remarks(preflight)].join(' · ');
  if (warning !== null) return { tone: 'warning', sentence: `${ready}. ${warning}`, aside: spaced(left) };
  return { tone: 'good', sentence: ready, aside: left === '' ? '' : ` · ${left}` };
}

function remarks({ endpoint, needsLength }: Fresh): string[] {
  if (needsLength === true) return ['begins after Stop, as this server wants to know the length first'];
  return endpoint ? ['an upload is created here at the start'] : [];
}

function spaced(text: string): string {
  return text === '' ? '' : ` ${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
