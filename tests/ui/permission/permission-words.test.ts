import { describe, expect, it } from 'vitest';
import { devicesOf, refusalSentence, tooLateSentence } from '../../../lib/ui/permission/permission-words.ts';
import { t } from '../../../lib/words/t.ts';

describe('the permission page', () => {
  it('asks for the devices in its address, or for both when it names none', () => {
    expect(devicesOf('?devices=microphone')).toEqual(['microphone']);
    expect(devicesOf('?devices=microphone,camera')).toEqual(['camera', 'microphone']);
    expect(devicesOf('?devices=screen')).toEqual(['camera', 'microphone']);
    expect(devicesOf('')).toEqual(['camera', 'microphone']);
  });

  it('says when a permission comes too late, and that nothing is being recorded', () => {
    expect(tooLateSentence({ kind: 'expired' })).toBe(t('ui.permission.expired'));
    expect(tooLateSentence({ kind: 'none' })).toBe(t('ui.permission.noStart'));
    expect(tooLateSentence({ kind: 'started', id: 'a' })).toBeNull();
  });

  it('says what to do about each kind of refusal', () => {
    expect(refusalSentence('NotAllowedError', ['camera'])).toContain('set the camera to Allow');
    expect(refusalSentence('NotFoundError', ['camera', 'microphone'])).toContain('a camera or microphone');
    expect(refusalSentence('NotReadableError', ['microphone'])).toBe(
      t('ui.permission.inUse', { devices: 'microphone' }),
    );
    expect(refusalSentence('TypeError', ['microphone'])).toContain('(TypeError)');
  });
});
