import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';
import type { CommandData } from '../../commands/commands.ts';
import { type Message, MessageError } from '../../recording/message.ts';
import { type GivenUrl, replacesEarlier, type Target } from '../../recording/target.ts';
import type { Minting } from '../../settings/minting-store.ts';
import type { RecordingRow } from '../../spool/catalog.ts';
import { isUndecided } from '../../spool/undecided.ts';
import { isTaken, notReplaceable } from '../../spool/used-url.ts';
import type { HeldLock } from '../../upload/locks.ts';
import { checkUploadUrl, describeUrl } from '../../upload/url/upload-url.ts';
import { lookOf } from '../../upload/url/url-look.ts';

/** What a page asks for: an upload URL, or null for one from the minting endpoint. */
export type WantedTarget = CommandData<'start'>['target'];

/** There is no usable upload URL. */
export class TargetError extends MessageError {
  override readonly name = 'TargetError';
}

/** What choosing a target needs. */
export interface TargetPorts {
  readonly loadMinting: () => Promise<Minting | null>;
  /** Null when another upload has the URL. */
  readonly takeUploadLock: (uploadUrl: string, wait: boolean) => Promise<HeldLock | null>;
  /** May reject, or never settle. */
  readonly rows: () => Promise<readonly RecordingRow[]>;
  /** Whether a recording that was deleted was sent to this URL. May reject, or never settle. */
  readonly isSentByDeleted: (url: string) => Promise<boolean>;
  readonly clock: Pick<Clock, 'wait'>;
}

/** A catalog is read in milliseconds. */
const CATALOG_PATIENCE_MS = 2_000;

/** Chooses where a recording goes, see {@link chooseTarget}. */
export type ChooseTarget = (wanted: WantedTarget, ownId: string | null) => Promise<Target>;

/**
 * Where a recording goes. `ownId`: the recording that is there already and gets another URL; null for a new one. Its own URL, where
 * it has stopped, isn't another's: it may be sent there again.
 * @throws TargetError when the URL cannot be one, is in use, or is signed for a file that another recording is or was sent as, a recording that was deleted was sent there, or there is neither a URL nor a minting endpoint.
 */
export async function chooseTarget(wanted: WantedTarget, ownId: string | null, ports: TargetPorts): Promise<Target> {
  const checked = wanted === null ? ({ kind: 'empty' } as const) : checkUploadUrl(wanted.uploadUrl);
  if (checked.kind === 'ok') {
    // The engine decides this for good. Checking it here reports it before a capture starts and closes the popup.
    const lock = await ports.takeUploadLock(checked.url, false);
    const inUse = lock === null ? await whyInUse(checked.url, ownId, ports) : null;
    if (inUse !== null) throw new TargetError(inUse);
    lock?.release();
    const target = { ...wanted, uploadUrl: checked.url };
    if (await isKnownToBeTaken(target, ownId, ports)) throw new TargetError({ id: 'problem.inUseOrUsed' });
    if (await isKnownToBeDeleteds(target, ports)) throw new TargetError({ id: 'problem.sentByDeleted' });
    return target;
  }
  if (checked.kind === 'bad') throw new TargetError(checked.reason);
  const minting = await ports.loadMinting();
  if (minting === null) throw new TargetError({ id: 'control.noUrl' });
  return { endpointName: describeUrl(minting.endpoint) };
}

/** Null where the catalog does not say: the recording begins, and its upload waits for the URL. */
async function whyInUse(url: string, ownId: string | null, ports: TargetPorts): Promise<Message | null> {
  const rows = await rowsOrNull(ports);
  if (rows === null) return null;
  if (rows.some(({ id, uploadUrl }) => id === ownId && uploadUrl === url)) return { id: 'problem.inUseByItself' };
  return isUndecided(rows, url) ? null : { id: 'problem.inUse' };
}

/** A URL that is signed for one file can't be looked at: that it is another recording's shows in the list alone. */
async function isKnownToBeTaken(target: GivenUrl, ownId: string | null, ports: TargetPorts): Promise<boolean> {
  const { uploadUrl } = target;
  if (lookOf(uploadUrl).kind !== 'whole') return false;
  const rows = (await rowsOrNull(ports)) ?? [];
  return isTaken(replacesEarlier(target) ? notReplaceable(rows) : rows, uploadUrl, ownId);
}

async function isKnownToBeDeleteds(target: GivenUrl, { isSentByDeleted, clock }: TargetPorts): Promise<boolean> {
  const { uploadUrl } = target;
  if (replacesEarlier(target) && lookOf(uploadUrl).kind === 'whole') return false;
  try {
    return await inTime(isSentByDeleted(uploadUrl), CATALOG_PATIENCE_MS, clock, { id: 'control.browserNoAnswer' });
  } catch (error) {
    console.warn('It is not known whether a deleted recording was sent to the upload URL.', error);
    return false;
  }
}

async function rowsOrNull({ rows, clock }: TargetPorts): Promise<readonly RecordingRow[] | null> {
  try {
    return await inTime(rows(), CATALOG_PATIENCE_MS, clock, { id: 'spool.databaseNoAnswer' });
  } catch (error) {
    console.warn('It is not known who uses the upload URL.', error);
    return null;
  }
}
