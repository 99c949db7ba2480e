import { describe, expect, it } from 'vitest';
import { mintRequest, readMintAnswer as readFrom } from '../../../lib/upload/mint/mint.ts';
import type { Answer } from '../../../lib/upload/protocols/protocol.ts';
import { bytesOf } from '../../support/fake-file.ts';

const ENDPOINT = 'https://api.example.com/mint';
const URL_TEXT = 'https://storage.example.com/upload/ab12?token=secret';

function answer(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return { status, text, headers, truncated: false, redirectedTo: null, atMs: 0 };
}

function readMintAnswer(said: Answer, endpoint = ENDPOINT) {
  return readFrom(said, endpoint);
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

  it.each([
    [401, 'mint.forbidden'],
    [403, 'mint.forbidden'],
    [404, 'mint.notThere'],
    [422, 'mint.refused'],
  ])('says what to check when it is refused with %i', (status, id) => {
    expect(readMintAnswer(answer(status, '<html>'))).toEqual({ kind: 'refused', reason: { id, status } });
  });

  it('reports a web page that answers in its place', () => {
    const page = answer(200, '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' });
    expect(readMintAnswer(page)).toEqual({ kind: 'refused', reason: { id: 'mint.webPage' } });
  });

  it('takes a URL that it cannot use for the word of the endpoint, and an answer without one not', () => {
    expect(readMintAnswer(answer(200, 'http://127.0.0.1/a'))).toMatchObject({ kind: 'refused', isWord: true });
    expect(readMintAnswer(answer(200, '{"error":"quota"}'))).toEqual({
      kind: 'refused',
      reason: { id: 'mint.noUrl', status: 200 },
    });
  });

  it.each([401, 403, 502, 200])('names the status and repeats nothing that the server said (%i)', (status) => {
    const outcome = readMintAnswer(answer(status, 'Wrong: Bearer KEY, see https://h.example/a?key=KEY'));
    expect(outcome).toMatchObject({ reason: { status } });
    expect(JSON.stringify(outcome)).not.toMatch(/KEY|Wrong/);
  });

  it('says where it was redirected to, and what to do', () => {
    const redirected = { ...answer(200, URL_TEXT), redirectedTo: 'https://api.example.com/mint/' };
    expect(readMintAnswer(redirected)).toEqual({
      kind: 'refused',
      reason: { id: 'mint.redirectedMaybeSlash', redirectedTo: 'https://api.example.com/mint/' },
    });
  });

  it.each([
    'http://127.0.0.1:9/a',
    'http://localhost/a',
    'https://x.localhost/a',
    'https://0.0.0.0/a',
    'https://[::ffff:127.0.0.1]/a',
  ])('takes %s from a server on this computer alone', (url) => {
    expect(readMintAnswer(answer(200, url))).toMatchObject({ kind: 'refused' });
    const fromHere = readMintAnswer(answer(200, url), 'http://127.0.0.1:8080/mint');
    expect(fromHere).toMatchObject({ kind: 'minted' });
  });

  it('takes no URL with a user name in it, and none that is too long', () => {
    expect(readMintAnswer(answer(200, 'https://a:b@h.example/x'))).toMatchObject({ kind: 'refused' });
    expect(readMintAnswer(answer(200, `https://h.example/${'x'.repeat(9_000)}`))).toMatchObject({ kind: 'refused' });
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
