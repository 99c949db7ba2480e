/** What kind of thing stood in the way of recording. */
export type CaptureProblem =
  /** The person or a policy has not allowed the device. */
  | 'permission'
  | 'no-device'
  /** Another program, or another recording of the same tab, has it. */
  | 'in-use'
  /** The tab was closed, or its stream id has died. */
  | 'tab-gone'
  /** This browser can record none of the formats. */
  | 'no-format'
  | 'failed';

/** What was to be captured. */
export type CaptureDevice = 'tab' | 'camera' | 'microphone';

/** Recording could not begin, or had to end. The message is a sentence for the person. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
  readonly kind: CaptureProblem;

  constructor(kind: CaptureProblem, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.kind = kind;
  }
}

const DEVICE_SENTENCES: Readonly<Record<'permission' | 'no-device' | 'in-use', (device: string) => string>> = {
  permission: (device) => `The browser may not use the ${device}. Allow it for Reelay, then start again.`,
  'no-device': (device) => `No ${device} was found. Connect one, then start again.`,
  'in-use': (device) => `The ${device} did not start. Another program may be using it; close that, then start again.`,
};

/** What a rejected `getUserMedia` means for the person who asked for `device`. */
export function captureErrorFrom(cause: unknown, device: CaptureDevice): CaptureError {
  if (cause instanceof CaptureError) return cause;
  const name = cause instanceof Error ? cause.name : '';
  if (device === 'tab') return tabError(name, cause);
  const kind = deviceProblem(name);
  if (kind === 'failed') {
    return new CaptureError('failed', `The ${device} did not start (${name || String(cause)}).`, { cause });
  }
  return new CaptureError(kind, DEVICE_SENTENCES[kind](device), { cause });
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

/** A stream id that has died, or whose tab is gone, is reported as `AbortError`, `NotFoundError` or `NotReadableError`. */
function tabError(name: string, cause: unknown): CaptureError {
  if (name === 'NotAllowedError') {
    const sentence = 'The browser does not let this tab be recorded. Click Reelay’s icon on the tab, then start again.';
    return new CaptureError('permission', sentence, { cause });
  }
  return new CaptureError('tab-gone', 'The tab could not be captured. Reload it, then start again.', { cause });
}
