import { expect, onTestFinished, test, vi } from 'vitest';
import { saveCopy } from '../../lib/export/save-copy.ts';
import { sayError } from '../../lib/words/say.ts';

/** Runs the worker in this thread, behind a port as in the browser; `files` is its disk. */
async function runWorkerHere(files: () => Promise<FileSystemDirectoryHandle>): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  vi.stubGlobal('Worker', function StubWorker() {
    return Object.assign(port1, { terminate: () => port1.close() });
  });
  vi.stubGlobal('addEventListener', port2.addEventListener.bind(port2));
  vi.stubGlobal('postMessage', port2.postMessage.bind(port2));
  vi.stubGlobal('navigator', { storage: { getDirectory: files } });
  onTestFinished(() => {
    port1.close();
    vi.unstubAllGlobals();
    vi.resetModules();
  });
  await import('../../lib/export/export-worker.ts');
  port2.start();
}

// A handle goes through a port in the browser; here nothing gets as far as writing to it.
const target = {} as FileSystemFileHandle;
const save = () =>
  saveCopy({ recordingId: 'a', format: 'webm', target }, () => undefined, new AbortController().signal).then(
    () => 'saved',
    sayError,
  );

test('a copy whose recording is gone fails in the words of the catalog, from inside the worker', async () => {
  await runWorkerHere(() => Promise.reject(new DOMException('A requested file could not be found.', 'NotFoundError')));
  expect(await save()).toBe('The recording’s file is no longer on this computer.');
});
