/** A lock that is held until it is released; the browser releases it when its holder dies. */
export interface HeldLock {
  release(): void;
}

/** How long a page that asks a server about a URL may take to notice that it is to stop; milliseconds. */
const LETTING_GO_MS = 1_500;

/**
 * The right to write to an upload URL: one holder at a time, in any context of the extension.
 *
 * @param wait whether to wait for the present holder; else the answer is null when there is one, unless it is a page that
 * only asks about the URL and lets go of it at once.
 */
export async function takeUploadLock(uploadUrl: string, wait: boolean): Promise<HeldLock | null> {
  const name = await uploadLockName(uploadUrl);
  return (await takeLock(name, wait)) ?? waitForLock(name, AbortSignal.timeout(LETTING_GO_MS));
}

/** The right to ask a server about an upload URL, which ends when it is needed to write. Null when somebody else has it. */
export async function takeLockToAsk(uploadUrl: string): Promise<HeldLock | null> {
  return takeLock(await uploadLockName(uploadUrl), false);
}

/** A digest, because the URL is a secret. */
async function uploadLockName(uploadUrl: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(uploadUrl));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `reelay:upload:${hex}`;
}

/**
 * The right to write to a recording: its live engine's, or the recovery's that takes it up. Waits until the present
 * holder has let go of it; null when the signal was aborted first.
 */
export function waitForRecordingLock(recordingId: string, signal: AbortSignal): Promise<HeldLock | null> {
  return waitForLock(recordingLockName(recordingId), signal);
}

/**
 * The link's upload priority: held alone by the recording being made while it has something to send; everybody else waits
 * for it to be free, together. Null when the signal was aborted first.
 */
export function takeUploadPriority(mode: LockMode, signal: AbortSignal): Promise<HeldLock | null> {
  return new Promise((resolve) => {
    navigator.locks
      .request('reelay:right-of-way', { mode, signal }, () => new Promise<void>((release) => resolve({ release })))
      // Aborted: whoever asked has no use for it any more.
      .catch(() => resolve(null));
  });
}

function recordingLockName(recordingId: string): string {
  return `reelay:recording:${recordingId}`;
}

/** Null when the signal was aborted first. */
function waitForLock(name: string, signal: AbortSignal): Promise<HeldLock | null> {
  return new Promise((resolve) => {
    navigator.locks
      .request(name, { signal }, () => new Promise<void>((release) => resolve({ release })))
      // Aborted: whoever asked does without it.
      .catch(() => resolve(null));
  });
}

function takeLock(name: string, wait: boolean): Promise<HeldLock | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: !wait }, (lock) => {
        if (lock === null) return resolve(null);
        return new Promise<void>((release) => resolve({ release }));
      })
      .catch(reject);
  });
}
