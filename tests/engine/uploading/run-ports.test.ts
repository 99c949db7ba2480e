import { expect, test } from 'vitest';
import type { CatalogEntry } from '../../../lib/engine/catalog-entry.ts';
import type { SpoolWriter } from '../../../lib/engine/spooling/spool-writer.ts';
import { runPorts, type SharedPorts } from '../../../lib/engine/uploading/run-ports.ts';
import type { UploadPriority } from '../../../lib/engine/uploading/upload-priority.ts';
import type { Link } from '../../../lib/recording/snapshot.ts';
import { blankRow, type RecordingRow } from '../../../lib/spool/row.ts';
import { urlDigest } from '../../../lib/spool/used-url.ts';
import { newSession } from '../../../lib/upload/session/session.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const STARTED_AT_MS = Date.UTC(2026, 10, 22, 21, 10);
const URL_OF_OTHER = 'https://storage.example/upload?id=1';

/** The ports of an upload of recording `a`, and what they did. */
function rig(row: Partial<RecordingRow>, catalog: () => Promise<RecordingRow[]> = async () => []) {
  const clock = new FakeClock();
  const did = { changes: [] as unknown[], links: [] as Link['kind'][], released: 0 };
  const entry = {
    row: { ...blankRow('a', STARTED_AT_MS), mimeType: 'video/webm;codecs=vp9', ...row },
    change: async (change: unknown) => void did.changes.push(change),
    progressed: ({ link }: { link: Link }) => void did.links.push(link.kind),
  } as unknown as CatalogEntry;
  const priority = {
    over: (transport: unknown) => transport,
    release: () => {
      did.released += 1;
    },
  } as unknown as UploadPriority;
  const shared = { clock, transport: { send: () => new Promise(() => undefined) }, catalog: { all: catalog } };
  const writer = { spool: {} } as unknown as SpoolWriter;
  return {
    clock,
    did,
    ports: runPorts(entry, writer, new Promise(() => undefined), priority, shared as unknown as SharedPorts),
  };
}

test('the server gets a file name and a media type without codecs', () => {
  const { filename, filetype } = rig({}).ports.metadata();
  expect(filename).toMatch(/^\S+\.webm$/);
  expect(filetype).toBe('video/webm');
});

test('a session and its acknowledged bytes are saved together', async () => {
  const { did, ports } = rig({});
  const session = { ...newSession(URL_OF_OTHER), ackedBytes: 7 };
  await ports.save({ protocol: 'tus', session });
  expect(did.changes).toEqual([{ protocol: 'tus', session, ackedBytes: 7 }]);
});

test('a URL counts as used when another recording was sent to it', async () => {
  const other = { ...blankRow('b', 0), state: 'complete', usedUrl: urlDigest(URL_OF_OTHER) } as const;
  expect(await rig({}, async () => [other]).ports.wasUsed(URL_OF_OTHER)).toBe(true);
  expect(await rig({}, async () => [{ ...other, id: 'a' }]).ports.wasUsed(URL_OF_OTHER)).toBe(false);
});

test('a URL counts as taken when another recording was sent to it, or can be tried again', async () => {
  const row = { ...blankRow('b', 0), uploadUrl: URL_OF_OTHER };
  const taken = async (other: RecordingRow) => rig({}, async () => [other]).ports.isTaken(URL_OF_OTHER);
  expect(await taken({ ...row, state: 'complete', uploadUrl: null, usedUrl: urlDigest(URL_OF_OTHER) })).toBe(true);
  for (const state of ['blocked', 'unconfirmed'] as const) {
    expect(await taken({ ...row, state })).toBe(true);
    expect(await rig({}, async () => [{ ...row, state }]).ports.wasUsed(URL_OF_OTHER)).toBe(state === 'unconfirmed');
  }
  for (const state of ['recording', 'finishing', 'failed'] as const) expect(await taken({ ...row, state })).toBe(false);
  expect(await taken({ ...row, id: 'a', state: 'blocked' })).toBe(false);
});

test('a catalog that does not answer within two seconds says nothing about the URL', async () => {
  const { clock, ports } = rig({}, () => new Promise(() => undefined));
  let answer: boolean | null = null;
  void ports.wasUsed(URL_OF_OTHER).then((used) => {
    answer = used;
  });
  await clock.advance(1_999);
  expect(answer).toBeNull();
  await clock.advance(1);
  expect(answer).toBe(false);
});

test('only a live recording that sends keeps its upload priority', () => {
  const link = { kind: 'sending' } as const;
  const idle = { kind: 'idle' } as const;
  const releasedBy = (state: RecordingRow['state'], reported: Link) => {
    const { did, ports } = rig({ state });
    ports.report({ link: reported, ackedBytes: 0, sentBytes: 0 });
    return did.released;
  };
  expect([releasedBy('recording', link), releasedBy('recording', idle), releasedBy('finishing', link)]).toEqual([
    0, 1, 1,
  ]);
});
