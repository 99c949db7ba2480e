import { describe, expect, it } from 'vitest';
import { mintRequest, readMintAnswer } from '../../lib/upload/mint.ts';
import type { Answer } from '../../lib/upload/protocol.ts';
import { bytesOf } from '../support/fake-file.ts';

const URL_TEXT = 'https://storage.example.com/upload/ab12?token=secret';

function answer(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return { status, text, headers, truncated: false, redirectedTo: null, atMs: 0 };
}

describe('asking for an upload URL', () => {
  it('posts the order as JSON with the headers of the settings', () => {
    const request = mintRequest(
      { endpoint: 'https://api.example.com/mint', headers: { Authorization: 'Bearer key' } },
      { source: 'tab', mimeType: 'video/webm', startedAt: '2026-01-02T03:04:05.000Z' },
    );
    expect(request.method).toBe('POST');
    expect(request.headers).toMatchObject({ Authorization: 'Bearer key', 'Content-Type': 'application/json' });
    expect(JSON.parse(new TextDecoder().decode(bytesOf(request.body) ?? undefined))).toEqual({
      source: 'tab',
      mimeType: 'video/webm',
      startedAt: '2026-01-02T03:04:05.000Z',
    });
  });
});

describe('reading the answer', () => {
  it.each([
    ['JSON with url', JSON.stringify({ url: URL_TEXT })],
    ['the nesting of Mux’s API', JSON.stringify({ data: { id: 'x', url: URL_TEXT, status: 'waiting' } })],
    ['plain text', `${URL_TEXT}\n`],
    ['a JSON string', JSON.stringify(URL_TEXT)],
  ])('takes %s', (_name, text) => {
    expect(readMintAnswer(answer(201, text))).toEqual({ kind: 'minted', url: URL_TEXT, protocol: null });
  });

  it('takes the protocol that the server names', () => {
    const text = JSON.stringify({ url: URL_TEXT, protocol: 'tus' });
    expect(readMintAnswer(answer(200, text))).toMatchObject({ kind: 'minted', protocol: 'tus' });
  });

  it.each([429, 500, 503])('waits when the server answers %i', (status) => {
    expect(readMintAnswer(answer(status, '', { 'retry-after': '7' }))).toMatchObject({ kind: 'retry', afterMs: 7000 });
  });

  it('says what the server said when it waits, without the secrets in it', () => {
    const outcome = readMintAnswer(answer(502, 'Mux said no: see https://h.example/a?key=SECRET'));
    expect(outcome).toMatchObject({
      reason: expect.stringContaining('502 with “Mux said no: see https://h.example/a'),
    });
    expect(JSON.stringify(outcome)).not.toContain('SECRET');
  });

  it('quotes the status and the first 200 characters of anything else', () => {
    const outcome = readMintAnswer(answer(401, `No such key. ${'x'.repeat(500)}`));
    expect(outcome).toMatchObject({ kind: 'refused' });
    const { sentence } = outcome as Extract<typeof outcome, { kind: 'refused' }>;
    expect(sentence).toContain('401');
    expect(sentence).toContain('No such key.');
    expect(sentence.match(/x/g)?.length).toBeLessThan(200);
  });

  it('does not repeat a signed URL that it cannot use', () => {
    const outcome = readMintAnswer(answer(400, `bad: ${URL_TEXT}`));
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });

  it('says what is wrong with a URL that is not fit for an upload', () => {
    expect(readMintAnswer(answer(200, JSON.stringify({ url: 'http://example.com/x' })))).toMatchObject({
      kind: 'refused',
    });
  });
});
