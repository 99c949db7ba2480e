import { expect, test } from 'vitest';
import { blankRow, isReadable, readRow, salvageRow } from '../../lib/spool/row.ts';

const OLD_TARGET = { endpoint: 'https://mint.example/new?KEY', headers: { Authorization: 'Bearer KEY' } };
const OLD = { ...blankRow('a', 0), target: OLD_TARGET };

test('of the copy of a minting endpoint that an earlier version kept, the server is remembered alone', () => {
  expect(readRow(OLD)).toMatchObject({ target: { endpointName: 'https://mint.example' } });
  expect(JSON.stringify(readRow(OLD))).not.toContain('KEY');
});

test('so it is where the row is damaged', () => {
  const row = readRow({ ...OLD, ackedBytes: -1 });
  if (isReadable(row)) throw new Error('It is readable.');
  expect(salvageRow(row, 0)).toMatchObject({ target: { endpointName: 'https://mint.example' } });
});
