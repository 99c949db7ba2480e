import { describe, expect, test } from 'vitest';
import { chooseCopyTarget } from '../../lib/export/copy-target.ts';

describe('where a browser has a dialog to save with', () => {
  test('it proposes the name, and offers the one kind of file', async () => {
    const chosen = { kind: 'file' } as FileSystemFileHandle;
    const asked: unknown[] = [];
    const showSaveFilePicker = async (options: unknown) => {
      asked.push(options);
      return chosen;
    };
    const target = await chooseCopyTarget({ showSaveFilePicker }, 'an-id', 'Reelay tab.webm', 'webm');
    expect(target?.handle).toBe(chosen);
    expect(asked).toEqual([{ suggestedName: 'Reelay tab.webm', types: [{ accept: { 'video/webm': ['.webm'] } }] }]);
  });

  test('nothing is chosen when you close it', async () => {
    const showSaveFilePicker = () => Promise.reject(new DOMException('Closed.', 'AbortError'));
    expect(await chooseCopyTarget({ showSaveFilePicker }, 'an-id', 'Reelay tab.mp4', 'mp4')).toBeNull();
  });

  test('any other failure is reported', async () => {
    const showSaveFilePicker = () => Promise.reject(new DOMException('No gesture.', 'SecurityError'));
    await expect(chooseCopyTarget({ showSaveFilePicker }, 'an-id', 'Reelay tab.mp4', 'mp4')).rejects.toThrow(
      'No gesture.',
    );
  });
});
