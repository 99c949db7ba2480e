import { assertNever } from '../../base/errors.ts';
import type { RecordingSnapshot, Snapshot } from '../../recording/snapshot.ts';
import { say } from '../../words/say.ts';
import { t } from '../../words/t.ts';

/** What the extension's icon shows. */
export interface Badge {
  /** At most four characters; empty for no badge. */
  readonly text: string;
  /** A CSS colour for the badge's ground. */
  readonly color: string;
  /** The tooltip. */
  readonly title: string;
}

const RED = '#c5221f';
const AMBER = '#b06000';
const BLUE = '#1a56c4';

/** The badge for the present state. A live recording comes first, then what needs you, then what runs by itself. */
export function badgeFor({ current, others }: Snapshot): Badge {
  const recordings = current === null ? others : [current, ...others];
  const badges = recordings.map(badgeOf);
  return badges.toSorted((a, b) => rank(a) - rank(b))[0] ?? none();
}

/** The badge while a recording is about to start. */
export function countdownBadge(secondsLeft: number): Badge {
  return { text: String(secondsLeft), color: RED, title: t('badge.countdown', { seconds: secondsLeft }) };
}

function badgeOf(recording: RecordingSnapshot): Badge {
  switch (recording.state) {
    case 'preparing':
    case 'recording':
      return {
        text: 'REC',
        color: RED,
        title: recording.link.kind === 'blocked' ? t('badge.recordingBlocked') : t('badge.recording'),
      };
    case 'paused':
      return {
        text: 'II',
        color: RED,
        title: recording.link.kind === 'blocked' ? t('badge.pausedBlocked') : t('badge.paused'),
      };
    case 'interrupted':
    case 'finishing':
      return finishing(recording);
    case 'blocked':
      return { text: '!', color: AMBER, title: t('badge.needsAttention', { said: said(recording) }).trimEnd() };
    case 'failed':
      return { text: '!', color: AMBER, title: t('badge.failed', { said: said(recording) }).trimEnd() };
    case 'unconfirmed':
    case 'complete':
      return none();
    default:
      return assertNever(recording.state);
  }
}

function none(): Badge {
  return { text: '', color: BLUE, title: t('badge.idle') };
}

function said({ problem }: RecordingSnapshot): string {
  return problem === null ? '' : say(problem);
}

/** 100 % would not fit, and is not true before the server has confirmed the last byte. */
function finishing({ ackedBytes, sealedBytes, spooledBytes }: RecordingSnapshot): Badge {
  const totalBytes = sealedBytes ?? spooledBytes;
  const percent = totalBytes === 0 ? 0 : Math.min(99, Math.floor((100 * ackedBytes) / totalBytes));
  return { text: `↑${percent}%`, color: BLUE, title: t('badge.finishing', { percent }) };
}

function rank({ text }: Badge): number {
  if (text === 'REC' || text === 'II') return 0;
  if (text === '!') return 1;
  return text === '' ? 3 : 2;
}
