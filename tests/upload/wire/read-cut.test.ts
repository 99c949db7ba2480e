import { describe, expect, it, vi } from 'vitest';
import { MAX_ANSWER_BYTES, readCut } from '../../../lib/upload/wire/read-cut.ts';

function bodyOf(
  pull: (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) => void,
  cancel = () => undefined,
) {
  return new ReadableStream<Uint8Array<ArrayBuffer>>({ pull, cancel }, { highWaterMark: 0 });
}

describe('readCut', () => {
  it('reads a body to its end', async () => {
    const pieces = ['{"a":', '"ü"}'].map((text) => new TextEncoder().encode(text));
    const body = bodyOf((controller) => {
      const next = pieces.shift();
      if (next === undefined) controller.close();
      else controller.enqueue(next);
    });
    expect(await readCut(body, 1_000)).toEqual({ text: '{"a":"ü"}', truncated: false });
    expect(await readCut(null, 1_000)).toEqual({ text: '', truncated: false });
  });

  it('stops at the limit, and calls the rest off', async () => {
    const cancel = vi.fn();
    let pulled = 0;
    const body = bodyOf((controller) => {
      pulled += 1;
      controller.enqueue(new TextEncoder().encode('x'.repeat(1_000)));
    }, cancel);
    const { text, truncated } = await readCut(body, 1_000);
    expect({ length: text.length, truncated }).toEqual({ length: MAX_ANSWER_BYTES, truncated: true });
    expect(pulled).toBe(Math.ceil(MAX_ANSWER_BYTES / 1_000));
    expect(cancel).toHaveBeenCalledOnce();
  });

  it('waits no longer than it may for a body that drips or stands still', async () => {
    vi.useFakeTimers();
    try {
      let pulled = 0;
      // The first byte, and then nothing.
      const body = bodyOf((controller) => {
        pulled += 1;
        if (pulled === 1) controller.enqueue(new TextEncoder().encode('a'));
      });
      const read = readCut(body, 30_000);
      await vi.advanceTimersByTimeAsync(30_000);
      expect(await read).toEqual({ text: 'a', truncated: true });
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps what came before a body broke off', async () => {
    let pulled = 0;
    const body = bodyOf((controller) => {
      pulled += 1;
      if (pulled === 1) controller.enqueue(new TextEncoder().encode('a'));
      else controller.error(new Error('gone'));
    });
    expect(await readCut(body, 1_000)).toEqual({ text: 'a', truncated: true });
  });
});
