import { expect, test } from 'vitest';
import { UploadUrlInUseError } from '../../../lib/engine/uploading/url-lock.ts';
import { EngineBench, type Server, slice } from '../../support/engine-bench.ts';

const ADDRESS = 'https://uploads.example/files/';
const TUS = { 'tus-resumable': '1.0.0', 'tus-extension': 'creation,creation-defer-length' };

/** An endpoint of tus that creates an upload for whoever asks. */
function tusEndpoint(): Server {
  let created = 0;
  return (line, { headers, body }) => {
    const [method] = line.split(' ', 1);
    if (method === 'POST') {
      created += 1;
      return { status: 201, headers: { ...TUS, location: `${ADDRESS}${created}` } };
    }
    if (method === 'PATCH') {
      const bytes = body === null ? 0 : 'size' in body ? body.size : body.length;
      return { status: 204, headers: { ...TUS, 'upload-offset': String(Number(headers['Upload-Offset']) + bytes) } };
    }
    return { status: method === 'OPTIONS' ? 204 : 404, headers: TUS };
  };
}

/** Two recordings, one after the other, to an address that cannot be reached. */
async function recordTwo(): Promise<EngineBench> {
  const bench = new EngineBench(() => 'broken');
  for (const id of ['a', 'b']) {
    const engine = await bench.recording(id, ADDRESS);
    await engine.append(slice(10));
    await engine.seal(0, null);
  }
  return bench;
}

test('two recordings can be made for an endpoint that cannot be reached, and both are sent when it can', async () => {
  const bench = await recordTwo();
  bench.server = tusEndpoint();
  await bench.clock.advance(120_000);
  expect(bench.snapshot('a')).toMatchObject({ state: 'complete', ackedBytes: 10 });
  expect(bench.snapshot('b')).toMatchObject({ state: 'complete', ackedBytes: 10 });
  expect(bench.lines.filter((line) => line.startsWith('PATCH'))).toEqual(['PATCH files/1', 'PATCH files/2']);
});

test('where it turns out to take one recording only, the second one is kept and needs another URL', async () => {
  const bench = await recordTwo();
  let storedBytes = 0;
  bench.server = (line) => {
    if (line.startsWith('PUT files/ bytes 0-9/10')) storedBytes = 10;
    if (!line.startsWith('PUT')) return { status: 405 };
    return storedBytes === 10 ? { status: 200 } : { status: 308 };
  };
  await bench.clock.advance(120_000);
  expect(bench.snapshot('a').state).toBe('complete');
  expect(bench.snapshot('b')).toMatchObject({ state: 'blocked', spooledBytes: 10 });
  expect(bench.snapshot('b').canTryAgain).toBe(false);
  // Whatever a page of before still shows: what lies there now is the first recording.
  bench.clock.crash();
  bench.locks.crash();
  const engine = await bench.recovered('b');
  await expect(engine.retryNow()).rejects.toThrow('problem.inUse');
  await bench.clock.advance(120_000);
  expect(bench.lines.filter((line) => line.includes('0-9'))).toHaveLength(1);
});

test('an address known to take one recording takes no second one', async () => {
  const bench = new EngineBench((line) => (line.startsWith('PUT') ? { status: 308 } : { status: 405 }));
  await bench.recording('a', ADDRESS);
  await bench.settle();
  await expect(bench.recording('b', ADDRESS)).rejects.toThrow(UploadUrlInUseError);
});
