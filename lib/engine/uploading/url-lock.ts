import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';
import { MessageError } from '../../recording/message.ts';
import { type Catalog, isReadable } from '../../spool/catalog.ts';
import { isUndecided } from '../../spool/undecided.ts';
import type { HeldLock } from '../../upload/locks.ts';
import type { UploadStart } from './upload-run.ts';

/** Taking a free lock takes a millisecond, reading the catalog a few. */
const PATIENCE_MS = 2_000;

/** Another recording is being sent to this URL. */
export class UploadUrlInUseError extends MessageError {
  static readonly NAME = 'UploadUrlInUseError';
  override readonly name = UploadUrlInUseError.NAME;

  constructor() {
    super({ id: 'problem.inUse' });
  }
}

/** What taking a URL's lock needs. */
export interface UrlLockPorts {
  readonly clock: Pick<Clock, 'wait'>;
  readonly catalog: Pick<Catalog, 'all'>;
  /** Null when another upload has the URL. */
  takeUploadLock(uploadUrl: string, wait: boolean): Promise<HeldLock | null>;
}

/**
 * Takes the lock on a recording's URL. Null when there is no URL yet, when it isn't known whether it serves one
 * recording or many, or when the browser doesn't answer: the recording starts anyway, and its upload waits for the
 * lock.
 * @throws UploadUrlInUseError when another recording uses it.
 */
export async function takeUrlLock(url: string | null, ports: UrlLockPorts): Promise<HeldLock | null> {
  if (url === null) return null;
  const { clock, catalog } = ports;
  const taken = await takeIfFree(url, ports);
  if (taken === null || taken.lock !== null) return taken?.lock ?? null;
  const rows = await orNull(inTime(catalog.all(), PATIENCE_MS, clock, 'No catalog.'));
  if (rows !== null && !isUndecided(rows.filter(isReadable), url)) throw new UploadUrlInUseError();
  return null;
}

/** The result of asking for a URL's lock. */
export interface TakenLock {
  readonly lock: HeldLock | null;
  /** Whether another upload is known to have held it. */
  readonly followsAnother: boolean;
}

/** Waits for the lock on a URL, however long another upload holds it. */
async function waitForUrlLock(url: string, ports: Omit<UrlLockPorts, 'catalog'>): Promise<TakenLock> {
  const { takeUploadLock } = ports;
  const taken = await takeIfFree(url, ports);
  if (taken !== null && taken.lock !== null) return { lock: taken.lock, followsAnother: false };
  return { lock: await takeUploadLock(url, true), followsAnother: taken !== null };
}

/**
 * Takes the lock on a newly minted URL; null when another upload holds it. If the browser doesn't answer, it waits:
 * that says nothing about the URL.
 * @throws the signal's reason when it is aborted; a lock that comes later is released.
 */
export async function takeMintedLock(
  url: string,
  ports: Omit<UrlLockPorts, 'catalog'>,
  signal: AbortSignal,
): Promise<HeldLock | null> {
  const taken = await takeIfFree(url, ports);
  if (taken !== null) return taken.lock;
  const taking = ports.takeUploadLock(url, true);
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason);
      taking.then(
        (late) => late?.release(),
        () => undefined,
      );
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    taking.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Null when the browser doesn't answer. */
function takeIfFree(url: string, { clock, takeUploadLock }: Omit<UrlLockPorts, 'catalog'>) {
  const taking = wrapped(takeUploadLock(url, false));
  return orNull(inTime(taking, PATIENCE_MS, clock, 'No lock.', ({ lock }) => lock?.release()));
}

async function wrapped(lock: Promise<HeldLock | null>): Promise<{ readonly lock: HeldLock | null }> {
  return { lock: await lock };
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch {
    // The recording starts without knowing who uses its URL; its upload waits until it's free.
    return null;
  }
}

/** Waits for the lock that an upload needs before it starts; none when nobody else can know the address. */
export async function lockToStart(
  { url, known }: Pick<UploadStart, 'url' | 'known'>,
  ports: Omit<UrlLockPorts, 'catalog'>,
): Promise<TakenLock> {
  const isOwn = url === null || (known !== null && known.session.endpoint !== null);
  return isOwn ? { lock: null, followsAnother: false } : waitForUrlLock(url, ports);
}
