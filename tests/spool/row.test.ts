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

test('a problem that an earlier version kept as a sentence is read, and so is a message', () => {
  expect(readRow({ ...blankRow('a', 0), problem: 'It has expired.' })).toMatchObject({
    problem: { id: 'text', text: 'It has expired.' },
  });
  const problem = { id: 'problem.gone', status: 404 };
  expect(readRow({ ...blankRow('a', 0), problem })).toMatchObject({ problem });
});

test('a problem that only another version knows makes no row unreadable', () => {
  for (const problem of [{ id: 'problem.unheardOf' }, { id: 'problem.gone' }, 5]) {
    expect(readRow({ ...blankRow('a', 0), problem })).toMatchObject({ id: 'a', problem: null });
  }
});
