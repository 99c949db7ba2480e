import type { UrlChoices } from '../../recording/target.ts';
import { protocolNamed } from '../../upload/protocols/protocols.ts';
import type { Preflight } from '../../upload/url/preflight.ts';
import { isDead, isReplaceable, preflightMessage } from '../../upload/url/preflight-words.ts';
import type { UploadUrlCheck } from '../../upload/url/upload-url.ts';
import { formatCountdown } from '../../words/format.ts';
import { say } from '../../words/say.ts';
import { t } from '../../words/t.ts';
import type { Tone } from '../recording/recording-words.ts';
import type { Probe } from './url-probe.ts';

/** The line below a field with a URL in it. */
export interface UrlLine {
  readonly tone: Tone;
  /** Announced when it changes. Empty while nothing is known. */
  readonly sentence: string;
  /** Shown after the sentence and never announced: it counts down, or passes in a moment. */
  readonly aside: string;
}

/** What is known about a URL, and chosen for it. `nowMs`: milliseconds since 1970. */
export interface KnownOfUrl {
  readonly probe: Probe;
  readonly choices: UrlChoices;
  readonly nowMs: number;
}

/** Whether a recording certainly can't be sent to this URL, whatever you choose but with these choices. */
export function isUselessUrl({ probe, choices: { replaces } }: Pick<KnownOfUrl, 'probe' | 'choices'>): boolean {
  if (probe.kind !== 'answered' || (replaces && isReplaceable(probe.preflight))) return false;
  return isDead(probe.preflight);
}

type Fresh = Extract<Preflight, { kind: 'fresh' }>;

const SEPARATOR = ' · ';

/** What to say about a well-formed URL. */
export function urlLine(
  check: Extract<UploadUrlCheck, { kind: 'ok' }>,
  { probe, choices, nowMs }: KnownOfUrl,
): UrlLine {
  const { expiresAtMs } = check;
  const warning = check.warning === null ? null : say(check.warning);
  const isOver = expiresAtMs !== null && expiresAtMs <= nowMs;
  const time = expiresAtMs === null || isOver ? null : formatCountdown(expiresAtMs - nowMs);
  const left = time === null ? '' : t('ui.url.timeLeft', { time });
  const leftSentence = time === null ? '' : ` ${t('ui.url.timeLeftSentence', { time })}`;
  if (probe.kind !== 'answered') {
    if (warning !== null) return { tone: 'warning', sentence: warning, aside: leftSentence };
    const parts = [probe.kind === 'asking' ? t('ui.url.checking') : '', left];
    return { tone: 'calm', sentence: '', aside: parts.filter((part) => part !== '').join(SEPARATOR) };
  }
  const { preflight } = probe;
  if (choices.replaces && isReplaceable(preflight)) {
    return { tone: 'warning', sentence: t('ui.url.replaces'), aside: leftSentence };
  }
  if (isDead(preflight)) return { tone: 'bad', sentence: say(preflightMessage(preflight)), aside: '' };
  // An expired signature explains whatever the server says.
  if (isOver && warning !== null) return { tone: 'warning', sentence: warning, aside: '' };
  if (preflight.kind === 'whole' && preflight.why === 'signed') {
    const sentence = [say(preflightMessage(preflight)), ...(warning === null ? [] : [warning])].join(' ');
    const tone = warning === null && !preflight.wantsAccess ? 'good' : 'warning';
    return { tone, sentence, aside: leftSentence };
  }
  if (preflight.kind !== 'fresh') return { tone: 'warning', sentence: say(preflightMessage(preflight)), aside: '' };

  const ready = [t('ui.url.ready'), protocolWords(preflight), ...remarks(preflight)].join(SEPARATOR);
  if (warning !== null) return { tone: 'warning', sentence: `${ready}. ${warning}`, aside: leftSentence };
  return { tone: 'good', sentence: ready, aside: left === '' ? '' : `${SEPARATOR}${left}` };
}

function protocolWords({ protocol }: Fresh): string {
  const known = protocolNamed(protocol);
  return known === null ? protocol : say(known.label);
}

function remarks({ endpoint, needsLength }: Fresh): string[] {
  if (needsLength === true) return [t('ui.url.startsAfterStop')];
  return endpoint ? [t('ui.url.createsUpload')] : [];
}
