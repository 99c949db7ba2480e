import { describe, expect, it } from 'vitest';
import { captureErrorFrom } from '../../lib/capture/capture-error.ts';

describe('captureErrorFrom', () => {
  it.each([
    ['NotAllowedError', 'permission'],
    ['NotFoundError', 'no-device'],
    ['NotReadableError', 'in-use'],
    ['TypeError', 'failed'],
  ])('takes %s from a device as %s', (name, kind) => {
    const error = captureErrorFrom(new DOMException('x', name), 'camera');
    expect(error.kind).toBe(kind);
    expect(error.what.id).toContain('camera');
  });

  it('says where to allow a device that the system denies to the browser', () => {
    const denied = new DOMException('Permission denied by system', 'NotAllowedError');
    expect(captureErrorFrom(denied, 'camera').what.id).toBe('capture.cameraForbiddenBySystem');
    expect(captureErrorFrom(new DOMException('Permission denied', 'NotAllowedError'), 'microphone').what.id).toBe(
      'capture.microphoneForbidden',
    );
  });

  it('treats an expired stream id as a closed tab, whatever the browser calls it', () => {
    for (const name of ['AbortError', 'NotFoundError', 'NotReadableError']) {
      expect(captureErrorFrom(new DOMException('x', name), 'tab').kind).toBe('tab-gone');
    }
  });

  it('keeps the browser’s own error as the cause', () => {
    const cause = new DOMException('x', 'AbortError');
    expect(captureErrorFrom(cause, 'microphone').cause).toBe(cause);
  });
});
