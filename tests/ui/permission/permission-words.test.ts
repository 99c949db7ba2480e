import { describe, expect, it } from 'vitest';
import { devicesOf, refusalSentence, tooLateSentence } from '../../../lib/ui/permission/permission-words.ts';

describe('the permission page', () => {
  it('asks for the devices that it was opened for, for both when it is not told', () => {
    expect(devicesOf('?devices=microphone')).toEqual(['microphone']);
    expect(devicesOf('?devices=microphone,camera')).toEqual(['camera', 'microphone']);
    expect(devicesOf('?devices=screen')).toEqual(['camera', 'microphone']);
    expect(devicesOf('')).toEqual(['camera', 'microphone']);
  });

  it('says so when the permission comes too late for a start, and that nothing is being recorded', () => {
    expect(tooLateSentence({ kind: 'expired' })).toMatch(/expired.*nothing is being recorded.*Start recording again/);
    expect(tooLateSentence({ kind: 'none' })).toContain('nothing is being recorded');
    expect(tooLateSentence({ kind: 'started', id: 'a' })).toBeNull();
  });

  it('says what to do for each way in which the browser refuses', () => {
    expect(refusalSentence('NotAllowedError', ['camera'])).toContain('set the camera to Allow');
    expect(refusalSentence('NotFoundError', ['camera', 'microphone'])).toContain('no camera or no microphone');
    expect(refusalSentence('NotReadableError', ['microphone'])).toContain('Another program');
    expect(refusalSentence('TypeError', ['microphone'])).toContain('(TypeError)');
  });
});
