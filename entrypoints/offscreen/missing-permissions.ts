import type { CaptureRequest } from '../../lib/capture/capture.ts';

/** A device that the person must allow. */
export type Device = 'camera' | 'microphone';

/** The person must allow these devices first, on a page that can ask. */
export class PermissionMissingError extends Error {
  override readonly name = 'PermissionMissingError';
  readonly devices: readonly Device[];

  constructor(devices: readonly Device[]) {
    super(`The browser may not use: ${devices.join(', ')}.`);
    this.devices = devices;
  }
}

/** @throws PermissionMissingError when the capture needs a device that may not be opened without asking the person. */
export async function requirePermissions(
  { source, microphone }: CaptureRequest,
  findMissing: (devices: readonly Device[]) => Promise<readonly Device[]>,
): Promise<void> {
  const devices: Device[] = [];
  if (source === 'camera') devices.push('camera');
  if (microphone) devices.push('microphone');
  const missing = await findMissing(devices);
  if (missing.length > 0) throw new PermissionMissingError(missing);
}

/** The part of `navigator` that is needed here. */
export interface PermissionPorts {
  readonly permissions: { query(descriptor: { name: Device }): Promise<{ readonly state: PermissionState }> };
  readonly mediaDevices: { getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> };
}

/**
 * Which of the devices this document may not open. It cannot ask the person; the permission page can.
 * A browser that accepts by a policy or a switch may still say "prompt", so unless it says "granted" the device is opened
 * for a moment: only that tells.
 */
export async function missingPermissions(
  devices: readonly Device[],
  { permissions, mediaDevices }: PermissionPorts,
): Promise<readonly Device[]> {
  const refused = await Promise.all(devices.map((device) => isRefused(device, permissions, mediaDevices)));
  return devices.filter((_device, index) => refused[index]);
}

async function isRefused(
  device: Device,
  permissions: PermissionPorts['permissions'],
  mediaDevices: PermissionPorts['mediaDevices'],
): Promise<boolean> {
  const { state } = await permissions.query({ name: device });
  if (state === 'granted') return false;
  try {
    const stream = await mediaDevices.getUserMedia(device === 'camera' ? { video: true } : { audio: true });
    for (const track of stream.getTracks()) track.stop();
    return false;
  } catch (error) {
    // Any other fault is the capture's to tell: a device that is missing or in use is no matter of permission.
    return error instanceof Error && error.name === 'NotAllowedError';
  }
}
