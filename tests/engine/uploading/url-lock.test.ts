import { describe, expect, test } from 'vitest';
import { UploadUrlInUseError } from '../../../lib/engine/uploading/url-lock.ts';
import { EngineBench, goodServer, SETTINGS, slice, UNIT, urlOf } from '../../support/engine-bench.ts';

describe('one writer', () => {
  test('a second recording to the same URL is refused with a sentence, and leaves nothing behind', async () => {
    const bench = new EngineBench();
    await bench.recording('a');
    await expect(bench.recording('b')).rejects.toThrow(UploadUrlInUseError);
    expect([...bench.disks.keys()]).toEqual(['a']);
    expect(bench.catalog.rows.has('b')).toBe(false);
  });

  test('a recording that is open can’t be resumed or created again', async () => {
    const bench = new EngineBench();
    await bench.recording('a');
    await expect(bench.engine().recover('a', SETTINGS)).rejects.toThrow('engine.inUse');
    await expect(bench.recording('a', urlOf(2))).rejects.toThrow('engine.inUse');
    expect(bench.locks.isHeld(`upload ${urlOf(2)}`)).toBe(false);
  });

  test('the URL is free again when the upload is complete, or ended with a problem', async () => {
    for (const status of [200, 410]) {
      const good = goodServer();
      const bench = new EngineBench((line, request) => {
        return status === 200 || bench.lines.length === 1 ? good(line, request) : { status };
      });
      const engine = await bench.recording('a');
      await engine.append(slice(9));
      await engine.seal(0, null);
      await bench.clock.advance(10_000);
      expect(bench.snapshot('a').state).toBe(status === 200 ? 'complete' : 'blocked');
      expect(bench.locks.isHeld(`upload ${urlOf(1)}`)).toBe(false);
    }
  });

  test('a recording whose URL another one uses is resumed anyway, and can get a new one', async () => {
    const bench = new EngineBench(goodServer());
    const first = await bench.recording('a', urlOf(1));
    await first.append(slice(9));
    bench.crash();
    bench.server = goodServer();
    await bench.recording('b', urlOf(1));
    const recovered = await bench.recovered('a');
    expect(bench.snapshot('a').state).toBe('finishing');
    await recovered.useNewUrl({ uploadUrl: urlOf(2) });
    await bench.settle();
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('an upload that ends with an unforeseen error doesn’t hold up the others', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    const { media } = bench.disk('a');
    const read = media.read.bind(media);
    media.read = (into, at) => {
      if (at.at >= 2 * UNIT) throw new Error('The disk is broken.');
      return read(into, at);
    };
    await engine.pauseUpload();
    for (const _slice of [1, 2, 3]) await engine.append(slice(UNIT + 1));
    await engine.resumeUpload();
    await bench.settle();
    expect(bench.snapshot('a').ackedBytes).toBe(2 * UNIT);
    expect(bench.snapshot('a').link.kind).toBe('blocked');
    expect(bench.locks.isHeld('upload priority, exclusive')).toBe(false);
  });

  test('a new URL that another recording has is refused, and the upload continues', async () => {
    const bench = new EngineBench(goodServer());
    await bench.recording('a', urlOf(1));
    const engine = await bench.recording('b', urlOf(2));
    await expect(engine.useNewUrl({ uploadUrl: urlOf(1) })).rejects.toThrow(UploadUrlInUseError);
    await engine.append(slice(9));
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.snapshot('b').state).toBe('complete');
  });
});
