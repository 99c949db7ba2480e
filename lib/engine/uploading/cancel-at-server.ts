import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';
import type { LogLevel } from '../../recording/log-entry.ts';
import { type Message, messageOf } from '../../recording/message.ts';
import type { HeldLock } from '../../upload/locks.ts';
import { protocolNamed } from '../../upload/protocols/protocols.ts';
import { noByteMoved, type Transport } from '../../upload/wire/transport.ts';

/** What cancelling at the server needs. */
export interface ReportCancelledPorts {
  readonly clock: Clock;
  readonly transport: Transport;
  takeUploadLock(uploadUrl: string, wait: boolean): Promise<HeldLock | null>;
  log(level: LogLevel, message: Message): void;
}

/** How long the server may take. */
const TIMEOUT_MS = 10_000;

/** Cancels an upload at its server. Never rejects: the result changes nothing for the recording. */
export async function reportCancelled(protocol: string, url: string, ports: ReportCancelledPorts): Promise<void> {
  const { clock, log } = ports;
  try {
    await inTime(cancel(protocol, url, ports), 2 * TIMEOUT_MS, clock, { id: 'control.browserNoAnswer' });
  } catch (error) {
    log('warning', { id: 'upload.cancelNotReported', reason: messageOf(error) });
  }
}

async function cancel(protocol: string, url: string, ports: ReportCancelledPorts): Promise<void> {
  const { clock, transport, takeUploadLock, log } = ports;
  const request = protocolNamed(protocol)?.cancel(url) ?? null;
  if (request === null) return;
  const lock = await takeUploadLock(url, false);
  // Another recording uses the URL by now, so it isn't ours to cancel.
  if (lock === null) return;
  const late = new AbortController();
  const over = new AbortController();
  void clock.wait(TIMEOUT_MS, over.signal).then(() => late.abort(noByteMoved(TIMEOUT_MS)));
  try {
    const { status } = await transport.send(
      { ...request, body: null },
      { signal: late.signal, stallTimeoutMs: TIMEOUT_MS, onProgress: () => undefined },
    );
    log('upload', { id: 'upload.cancelReported', status });
  } catch (error) {
    log('warning', { id: 'upload.cancelNotReported', reason: messageOf(error) });
  } finally {
    over.abort();
    lock.release();
  }
}
