import { useEffect, useMemo } from 'preact/hooks';
import { browser } from 'wxt/browser';
import { takeLockToAsk } from '../../upload/locks.ts';
import { isThere } from '../../upload/url/is-there.ts';
import { preflight } from '../../upload/url/preflight.ts';
import { checkUploadUrl } from '../../upload/url/upload-url.ts';
import { fetchTransport } from '../../upload/wire/fetch-transport.ts';
import { hasHostAccess } from '../recording/host-access.ts';
import { isSentByDeleted, isTakenHere } from './is-taken-here.ts';
import { createUrlProbe, type Probe } from './url-probe.ts';

/** How long the line below a field waits for the server. */
const TIMEOUT_MS = 8_000;
/** How long you must pause typing before the server is asked. */
const TYPING_PAUSE_MS = 350;

/**
 * What the server says about the URL in a field. A URL that's there from the start is asked about immediately. The
 * server is asked again when access to a server is granted and when the network comes back. `ownId`: the recording that it is for,
 * if there is one already.
 */
export function useUrlProbe(text: string, ownId: string | null = null): Probe {
  const probe = useMemo(() => open(ownId), [ownId]);
  const check = checkUploadUrl(text);
  const url = check.kind === 'ok' ? check.url : null;
  const isFirst = useMemo(() => ({ current: true }), []);
  useEffect(() => {
    probe.look(url, isFirst.current ? 0 : TYPING_PAUSE_MS);
    isFirst.current = false;
  }, [probe, url, isFirst]);
  useEffect(() => {
    browser.permissions.onAdded.addListener(probe.again);
    globalThis.addEventListener('online', probe.again);
    return () => {
      browser.permissions.onAdded.removeListener(probe.again);
      globalThis.removeEventListener('online', probe.again);
      probe.look(null, 0);
    };
  }, [probe]);
  return probe.probe.value;
}

function open(ownId: string | null) {
  return createUrlProbe({
    ask: (url, signal) =>
      preflight(
        url,
        {
          transport: fetchTransport,
          timeoutMs: TIMEOUT_MS,
          takeUploadLock: takeLockToAsk,
          isThere: (there) => isThere(there, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])),
          hasHostPermission: hasHostAccess,
          isTaken: (asked, mayReplace) => isTakenHere(asked, ownId, mayReplace),
          isSentByDeleted,
        },
        signal,
      ),
    later: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    onProblem: (problem) => console.warn('Checking the upload URL failed.', problem),
  });
}
