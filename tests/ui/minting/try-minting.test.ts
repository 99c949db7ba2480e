import { describe, expect, it } from 'vitest';
import { tryMinting } from '../../../lib/ui/minting/try-minting.ts';
import { NO_ANSWER, type OutgoingRequest, type Transport, TransportError } from '../../../lib/upload/wire/transport.ts';
import { say } from '../../../lib/words/say.ts';
import { t } from '../../../lib/words/t.ts';

const ENDPOINT = { endpoint: 'https://api.example.com/uploads', headers: { Authorization: 'Bearer hush' } };

function attempt(status: number, text: string) {
  const requests: OutgoingRequest[] = [];
  const transport: Transport = {
    send: async (request) => {
      requests.push(request);
      return { status, headers: {}, text, truncated: false, redirectedTo: null, atMs: 0 };
    },
  };
  return tryMinting(ENDPOINT, transport, 1_000, 0).then((trial) => ({ trial, requests }));
}

describe('tryMinting', () => {
  it('asks once, as a recording would, and shows nothing secret of the answer', async () => {
    const { trial, requests } = await attempt(201, '{"url":"https://up.example.com/upload/ab12?token=hush"}');
    expect(trial).toEqual({ kind: 'minted', label: 'https://up.example.com/…/ab12' });
    expect(requests).toMatchObject([{ method: 'POST', url: ENDPOINT.endpoint, headers: ENDPOINT.headers }]);
  });

  it('quotes a refusal, and says when a recording would retry', async () => {
    expect((await attempt(401, 'Wrong key.')).trial).toMatchObject({
      kind: 'failed',
      sentence: expect.stringMatching(/\(401\).* It said: “Wrong key\.”$/),
    });
    expect((await attempt(503, '')).trial).toMatchObject({
      kind: 'failed',
      sentence: expect.stringContaining(t('ui.minting.wouldRetry')),
    });
  });

  it('masks header values in the quote', async () => {
    const { trial } = await attempt(401, '{"error":"Bearer hush is not hush"}');
    expect(trial).toMatchObject({ sentence: expect.stringContaining('“{"error":"••• is not •••"}”') });
  });

  it('says when there was no answer, and when the request failed before it was sent', async () => {
    const failing = (error: Error): Transport => ({ send: () => Promise.reject(error) });
    const unanswered = failing(new TransportError('network', NO_ANSWER));
    expect(await tryMinting(ENDPOINT, unanswered, 1_000, 0)).toEqual({
      kind: 'unanswered',
      sentence: say(NO_ANSWER),
    });
    expect(await tryMinting(ENDPOINT, failing(new Error('Not a header.')), 1_000, 0)).toEqual({
      kind: 'failed',
      sentence: 'Not a header.',
    });
  });
});
