import { describe, expect, test } from 'vitest';
import { settledWithoutSecrets, targetLabel, withoutSecrets } from '../../lib/engine/without-secrets.ts';
import { blankRow, type RecordingRow } from '../../lib/spool/row.ts';
import { newSession } from '../../lib/upload/session/session.ts';
import { EngineBench, goodServer, slice, urlOf } from '../support/engine-bench.ts';
import { text } from '../support/text.ts';

const ROW = {
  ...blankRow('a', 0),
  target: { uploadUrl: 'https://tus.example/files?SECRET' },
  uploadUrl: 'https://tus.example/files?SECRET',
};
const ELSEWHERE = newSession('https://storage.example/upload/abc?SECRET');

test('what is shown is the server that takes the bytes, also where the upload was created elsewhere', () => {
  expect(targetLabel(ROW)).toBe('https://tus.example/files');
  expect(targetLabel({ ...ROW, session: { ...ELSEWHERE, url: null } })).toBe('https://tus.example/files');
  expect(targetLabel({ ...ROW, session: ELSEWHERE })).toBe('https://storage.example/…/abc');
  expect(targetLabel({ ...blankRow('a', 0), target: { endpointName: 'https://mint.example' } })).toBe(
    'https://mint.example',
  );
  expect(targetLabel(blankRow('a', 0))).toBeNull();
});

test('what earlier versions kept of secrets goes from whatever is stored', () => {
  const problem = text('The server at https://a.example/b?SECRET refused.');
  expect(JSON.stringify(settledWithoutSecrets({ ...ROW, problem, state: 'failed' }))).not.toContain('SECRET');
  const unfinished = settledWithoutSecrets({ ...ROW, problem, state: 'blocked' });
  expect(unfinished.problem).not.toContain('SECRET');
  expect(unfinished.uploadUrl).toBe(ROW.uploadUrl);
});

test('what is over remembers where it went and nothing secret, also when it is done twice', () => {
  const sent: RecordingRow = { ...ROW, session: ELSEWHERE };
  const over: RecordingRow = { ...sent, ...withoutSecrets(sent) };
  expect(over).toMatchObject({ target: { unknown: true }, uploadUrl: 'https://storage.example/…/abc', session: null });
  expect({ ...over, ...withoutSecrets(over) }).toEqual(over);
});

const MINTED = { endpointName: 'https://mint.example' };

const MINTING = { endpoint: 'https://mint.example/', headers: { Authorization: 'Bearer OLD' } };

describe('secrets', () => {
  function mintingBench(): EngineBench {
    const good = goodServer();
    const bench = new EngineBench((line, request) =>
      line.startsWith('POST') ? { status: 200, text: urlOf(1) } : good(line, request),
    );
    bench.minting = MINTING;
    return bench;
  }
  const stored = (bench: EngineBench) => JSON.stringify(bench.catalog.rows.get('a'));

  test('of a complete recording are forgotten, and it shows where it went', async () => {
    const bench = mintingBench();
    const engine = await bench.recordingTo('a', MINTED);
    await engine.append(slice(10));
    expect(stored(bench)).toContain('SECRET');
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', targetLabel: 'https://storage.googleapis.com/1' });
    expect(bench.catalog.rows.get('a')).toMatchObject({ target: { unknown: true }, session: null });
    expect(stored(bench)).not.toContain('SECRET');
  });

  test('of a cancelled upload are forgotten, and it is not resumed again', async () => {
    const bench = mintingBench();
    const engine = await bench.recordingTo('a', MINTED);
    await engine.append(slice(10));
    await bench.settle();
    bench.server = () => 'pending';
    await engine.seal(0, text('It ended.'));
    void engine.cancelUpload();
    await bench.settle();
    expect(stored(bench)).not.toContain('SECRET');
    bench.crash();
    const sent = bench.lines.length;
    await bench.recovered('a');
    await bench.clock.advance(600_000);
    expect(bench.snapshot('a')).toMatchObject({ state: 'blocked', targetLabel: expect.not.stringContaining('SECRET') });
    expect(bench.lines).toHaveLength(sent);
  });

  test('of a recording that failed are forgotten', async () => {
    const bench = mintingBench();
    const engine = await bench.recording('a');
    expect(stored(bench)).toContain('SECRET');
    await engine.fail(text('The camera is gone; see https://h.example/a?SECRET'));
    expect(bench.snapshot('a')).toMatchObject({
      state: 'failed',
      problem: text('The camera is gone; see https://h.example/a'),
    });
    expect(JSON.stringify(bench.logs)).not.toContain('SECRET');
    expect(stored(bench)).not.toContain('SECRET');
  });

  test('of the minting endpoint are never kept: the settings of the moment count', async () => {
    const bench = mintingBench();
    const keys: (string | undefined)[] = [];
    const good = bench.server;
    bench.server = (line, request) => {
      if (!line.startsWith('POST')) return good(line, request);
      keys.push(request.headers['Authorization']);
      return keys.length === 1 ? { status: 503 } : good(line, request);
    };
    const engine = await bench.recordingTo('a', MINTED);
    await engine.append(slice(10));
    expect(stored(bench)).not.toContain('Bearer');
    expect(bench.snapshot('a').targetLabel).toBe('https://mint.example');
    bench.minting = { ...MINTING, headers: { Authorization: 'Bearer NEW' } };
    await bench.clock.advance(60_000);
    expect(keys).toEqual(['Bearer OLD', 'Bearer NEW']);
    expect(stored(bench)).not.toContain('Bearer');
  });

  test('an endpoint that is not in the settings any more is named as what is missing', async () => {
    const bench = mintingBench();
    bench.minting = null;
    const engine = await bench.recordingTo('a', MINTED);
    await engine.append(slice(10));
    expect(bench.snapshot('a').link).toMatchObject({
      kind: 'blocked',
      reason: { id: 'mint.notSetUp' },
    });
    bench.minting = MINTING;
    await engine.retryNow();
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.snapshot('a').state).toBe('complete');
  });
});
