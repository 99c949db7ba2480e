import { describe, expect, it } from 'vitest';
import { quoteAnswer } from '../../../lib/upload/mint/quote-answer.ts';

const KEY = 'sk_live_51H8aBcDeFgH';

describe('quoteAnswer', () => {
  it('masks every configured value, also its token, in any case, and a part of it', () => {
    const secrets = [`Bearer ${KEY}`];
    expect(quoteAnswer(`The key Bearer ${KEY} is wrong.`, secrets)).toBe('The key ••• is wrong.');
    expect(quoteAnswer(`The key ${KEY.toUpperCase()} is wrong.`, secrets)).toBe('The key ••• is wrong.');
    expect(quoteAnswer(`The key ${KEY.slice(0, 12)}*** is wrong.`, secrets)).toBe('The key •••*** is wrong.');
  });

  it('masks what a value is made of, and what can be made of it', () => {
    const basic = `Basic ${btoa('robot:p/ssw"rd+1')}`;
    expect(quoteAnswer('No user robot with p/ssw"rd+1.', [basic])).toBe('No user ••• with •••.');
    expect(quoteAnswer(`{"key":${JSON.stringify('p/ss"w"rd')}}`, ['p/ss"w"rd'])).toBe('{"key":"•••"}');
    expect(quoteAnswer(`?key=${encodeURIComponent('p/ss w"rd')}`, ['p/ss w"rd'])).toBe('?key=•••');
    expect(quoteAnswer(`got ${btoa(KEY)}`, [KEY])).toBe('got •••');
  });

  it('leaves the words alone that a short value happens to be', () => {
    expect(quoteAnswer('no, it is a 1', ['no', 'a', '1', ''])).toBe('no, it is a 1');
  });

  it('masks a value that the cut would halve', () => {
    const text = `${'x'.repeat(190)}${KEY}`;
    expect(quoteAnswer(text, [KEY])).toBe(`${'x'.repeat(190)}•••`);
  });

  it('shows what is not seen as escapes', () => {
    expect(quoteAnswer('a\u202Eb\u0000c\u200Bd\uD800e\u3164f\u{E0041}g', [])).toBe(
      'a\\u{202E}b\\u{0}c\\u{200B}d\\u{D800}e\\u{3164}f\\u{E0041}g',
    );
  });

  it('shortens URLs, and takes no time over an answer without an end', () => {
    expect(quoteAnswer('see https://h.example/a?K', [])).toBe('see https://h.example/a');
    const tookMs = Array.from({ length: 3 }, () => {
      const startedAtMs = performance.now();
      quoteAnswer('a+'.repeat(2 ** 19), ['a+'.repeat(100), 'b+'.repeat(100)]);
      return performance.now() - startedAtMs;
    });
    expect(Math.min(...tookMs)).toBeLessThan(50);
  });
});
