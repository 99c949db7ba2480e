import type { Clock } from '../base/clock.ts';
import { inTime } from '../base/clock.ts';
import type { CaptureRequest } from '../capture/capture.ts';
import { CaptureError } from '../capture/capture-error.ts';
import { stopTracks } from '../capture/stop-tracks.ts';
import { MessageError } from '../recording/message.ts';
import { type Device, devicesFor } from '../recording/source.ts';

/** The browser answers within milliseconds or never. */
const QUERY_PATIENCE_MS = 1_500;
/** A device opens in a second, or a few on a busy machine. */
const OPEN_PATIENCE_MS = 10_000;

/** You must allow these devices first, on a page that can ask. */
export class PermissionMissingError extends MessageError {
  override readonly name = 'PermissionMissingError';
  readonly devices: readonly Device[];

  constructor(devices: readonly Device[]) {
    super({ id: 'recorder.devicesForbidden' });
    this.devices = devices;
  }
}

/**
 * What a failed capture means if a permission may be the cause: PermissionMissingError when you must be asked first,
 * otherwise the error itself.
 */
export async function orMissing(
  error: unknown,
  { source, microphone }: CaptureRequest,
  findMissing: (devices: readonly Device[]) => Promise<readonly Device[]>,
): Promise<unknown> {
  if (!(error instanceof CaptureError) || error.kind !== 'permission') return error;
  const missing = await findMissing(devicesFor(source, microphone !== null));
  return missing.length > 0 ? new PermissionMissingError(missing) : error;
}

/** @throws PermissionMissingError when the capture needs a device that may not be opened without asking the person. */
export async function requirePermissions(
  { source, microphone }: CaptureRequest,
  findMissing: (devices: readonly Device[]) => Promise<readonly Device[]>,
): Promise<void> {
  const missing = await findMissing(devicesFor(source, microphone !== null));
  if (missing.length > 0) throw new PermissionMissingError(missing);
}

/** The part of `navigator` that is needed here, and the time. Nothing of it need ever answer. */
export interface PermissionPorts {
  readonly clock: Pick<Clock, 'wait'>;
  readonly permissions: { query(descriptor: { name: Device }): Promise<{ readonly state: PermissionState }> };
  readonly mediaDevices: { getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> };
}

/**
 * Which devices this document can't open. It can't ask you; the permission page can. A browser that grants by policy or
 * a switch may still report "prompt", so unless it reports "granted" the device is opened for a moment: there is no
 * other way to find out.
 */
export async function missingPermissions(
  devices: readonly Device[],
  ports: PermissionPorts,
): Promise<readonly Device[]> {
  const refused = await Promise.all(devices.map((device) => isRefused(device, ports)));
  return devices.filter((_device, index) => refused[index]);
}

async function isRefused(device: Device, ports: PermissionPorts): Promise<boolean> {
  if (await isGranted(device, ports)) return false;
  const { mediaDevices, clock } = ports;
  try {
    const opening = mediaDevices.getUserMedia(device === 'camera' ? { video: true } : { audio: true });
    stopTracks(await inTime(opening, OPEN_PATIENCE_MS, clock, `The ${device} does not open.`, stopTracks));
    return false;
  } catch (error) {
    // The capture reports every other problem: a missing, hanging or busy device isn't about permission.
    return error instanceof Error && error.name === 'NotAllowedError';
  }
}

async function isGranted(device: Device, { permissions, clock }: PermissionPorts): Promise<boolean> {
  try {
    const asking = permissions.query({ name: device });
    return (await inTime(asking, QUERY_PATIENCE_MS, clock, 'There was no answer.')).state === 'granted';
  } catch (error) {
    console.warn(`The browser does not say whether the ${device} may be used.`, error);
    return false;
  }
}
