import { type Message, MessageError } from '../recording/message.ts';
/** What prevented the recording. */
export type CaptureProblem =
  /** You or a policy haven't allowed the device. */
  | 'permission'
  | 'no-device'
  /** Another program, or another recording of the same tab, is using it. */
  | 'in-use'
  /** The tab was closed, or its stream id expired. */
  | 'tab-gone'
  /** The browser can't record any of the formats. */
  | 'no-format'
  | 'failed';

/** What was to be captured. */
export type CaptureDevice = 'tab' | 'camera' | 'microphone';

/** The recording couldn't start, or had to end. */
export class CaptureError extends MessageError {
  override readonly name = 'CaptureError';
  readonly kind: CaptureProblem;

  constructor(kind: CaptureProblem, what: Message, options?: ErrorOptions) {
    super(what, options);
    this.kind = kind;
  }
}

const DEVICE_MESSAGES = {
  camera: {
    permission: 'capture.cameraForbidden',
    system: 'capture.cameraForbiddenBySystem',
    'no-device': 'capture.cameraMissing',
    'in-use': 'capture.cameraInUse',
    failed: 'capture.cameraFailed',
  },
  microphone: {
    permission: 'capture.microphoneForbidden',
    system: 'capture.microphoneForbiddenBySystem',
    'no-device': 'capture.microphoneMissing',
    'in-use': 'capture.microphoneInUse',
    failed: 'capture.microphoneFailed',
  },
} as const;

/** What a rejected `getUserMedia` means for the person who asked for `device`. */
export function captureErrorFrom(cause: unknown, device: CaptureDevice): CaptureError {
  if (cause instanceof CaptureError) return cause;
  const name = cause instanceof Error ? cause.name : '';
  if (device === 'tab') return tabError(name, cause);
  const kind = deviceProblem(name);
  if (kind === 'failed') {
    return new CaptureError('failed', { id: DEVICE_MESSAGES[device].failed, text: name || String(cause) }, { cause });
  }
  // Chromium: “Permission denied by system”. Asking the browser again doesn't help.
  const isBySystem = kind === 'permission' && cause instanceof Error && /by system/i.test(cause.message);
  return new CaptureError(kind, { id: DEVICE_MESSAGES[device][isBySystem ? 'system' : kind] }, { cause });
}

/** Names from https://w3c.github.io/mediacapture-main/#dom-mediadevices-getusermedia */
function deviceProblem(name: string): 'permission' | 'no-device' | 'in-use' | 'failed' {
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'permission';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'no-device';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    default:
      return 'failed';
  }
}

/**
 * An expired stream id, or one whose tab is gone, is reported as `AbortError`, `NotFoundError` or `NotReadableError`.
 */
function tabError(name: string, cause: unknown): CaptureError {
  if (name === 'NotAllowedError') return new CaptureError('permission', { id: 'capture.tabForbidden' }, { cause });
  return new CaptureError('tab-gone', { id: 'capture.tabGone' }, { cause });
}
