/** A lock that is held until it is released; the browser releases it when its holder dies. */
export interface HeldLock {
  release(): void;
}

/** How long a page that is asking a server about a URL may take to notice that it must stop, in milliseconds. */
const LETTING_GO_MS = 1_500;

/**
 * The right to write to an upload URL: one holder at a time, in any context of the extension.
 *
 * @param wait whether to wait for the present holder; otherwise the answer is null when there is one, unless it's a
 *   page that only asks about the URL and releases it at once.
 */
export async function takeUploadLock(uploadUrl: string, wait: boolean): Promise<HeldLock | null> {
  const name = await uploadLockName(uploadUrl);
  return (await takeLock(name, wait)) ?? waitForLock(name, AbortSignal.timeout(LETTING_GO_MS));
}

/**
 * The right to ask a server about an upload URL. It ends when an upload needs the URL. Null when someone else has it.
 */
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
 * The right to write to a recording, for its live engine or the one that resumes it. Waits until the present holder
 * releases it; null when the signal was aborted first.
 */
export function waitForRecordingLock(recordingId: string, signal: AbortSignal): Promise<HeldLock | null> {
  return waitForLock(recordingLockName(recordingId), signal);
}

/**
 * The link's upload priority: held exclusively by the live recording while it has something to send; all other uploads
 * wait for it together. Null when the signal was aborted first.
 */
export function takeUploadPriority(mode: LockMode, signal: AbortSignal): Promise<HeldLock | null> {
  return new Promise((resolve) => {
    navigator.locks
      .request('reelay:upload-priority', { mode, signal }, () => new Promise<void>((release) => resolve({ release })))
      // Aborted: no longer needed.
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
      // Aborted: no longer needed.
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
