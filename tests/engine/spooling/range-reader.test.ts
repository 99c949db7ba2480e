import { describe, expect, test } from 'vitest';
import { EngineBench, goodServer, slice, UNIT } from '../../support/engine-bench.ts';
import { FakeFile } from '../../support/fake-file.ts';

describe('what a request carries', () => {
  /**
   * Records four chunks and a bit, most of it while nothing is sent, as `file` has it once it is sealed; each request is
   * answered with what `server` says to what it carries.
   */
  async function bodiesSent(file: (fileBytes: number) => number, reply: (carried: string) => 'good' | 'broken') {
    const carried: string[] = [];
    const good = goodServer();
    const bench = new EngineBench((line, request) => {
      const { body } = request;
      if (line.endsWith('*/*') || body === null) return good(line, request);
      const bytes = body instanceof Uint8Array ? body.length : body.size;
      const what = body instanceof Uint8Array ? 'read' : bench.joins.has(body) ? 'slices' : 'file';
      carried.push(`${what} ${bytes}`);
      return reply(what) === 'good' ? good(line, request) : 'broken';
    });
    bench.sealedFile = (id) => {
      const { media } = bench.disk(id);
      return new FakeFile((start, into) => media.read(into, { at: start }), 0, file(media.bytes.length)).asBlob();
    };
    const engine = await bench.recording('a');
    await engine.append(slice(UNIT + 1));
    await bench.settle();
    await engine.pauseUpload();
    for (const bytes of [2 * UNIT, UNIT + 1]) await engine.append(slice(bytes));
    await engine.seal(0, null);
    await engine.resumeUpload();
    await bench.clock.advance(60_000);
    expect(bench.snapshot('a').state).toBe('complete');
    return carried;
  }

  const whole = (bytes: number) => bytes;
  /** Breaks the first request that carries such a thing. */
  const breaking = (broken: string) => {
    let isDone = false;
    return (what: string) => {
      if (what !== broken || isDone) return 'good';
      isDone = true;
      return 'broken';
    };
  };
  const SLICES = [`slices ${UNIT}`, `slices ${UNIT}`, `slices ${UNIT}`];

  test('slices that were kept a moment ago, then parts of the file', async () => {
    expect(await bodiesSent(whole, () => 'good')).toEqual([...SLICES, `file ${UNIT}`, 'file 2']);
  });

  test('what the browser could not send of slices is read here', async () => {
    const sent = await bodiesSent(whole, breaking('slices'));
    expect(sent.slice(0, 2)).toEqual([`slices ${UNIT}`, `read ${UNIT}`]);
  });

  test('what the browser could not send of the file is read here', async () => {
    expect(await bodiesSent(whole, breaking('file'))).toEqual([...SLICES, `file ${UNIT}`, `read ${UNIT}`, 'file 2']);
  });

  test('a file of another length is left alone', async () => {
    expect(
      await bodiesSent(
        (bytes) => bytes - 1,
        () => 'good',
      ),
    ).toEqual([...SLICES, `read ${UNIT}`, 'read 2']);
  });
});
