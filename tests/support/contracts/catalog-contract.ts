import type { Catalog } from '../../../lib/spool/catalog.ts';
import { blankRow, type RecordingRow } from '../../../lib/spool/row.ts';
import { type Contract, same } from './contract.ts';

function row(id: string, changes: Partial<RecordingRow> = {}): RecordingRow {
  return { ...blankRow(id, 1_000), ...changes };
}

/** What a catalog promises. */
export const CATALOG_CONTRACT: Contract<Catalog> = {
  'is empty at first': async (catalog) => {
    same(await catalog.all(), []);
    same(await catalog.get('a'), null);
  },

  'gives back what was put last, under each id': async (catalog) => {
    await catalog.put(row('a', { title: 'Before' }));
    await catalog.put(row('b', { session: { url: 'u', etags: ['1'] } }));
    await catalog.put(row('a', { title: 'After', ackedBytes: 5 }));
    same(await catalog.get('a'), row('a', { title: 'After', ackedBytes: 5 }));
    same(await catalog.get('b'), row('b', { session: { url: 'u', etags: ['1'] } }));
    same((await catalog.all()).length, 2);
  },

  'lists the newest first': async (catalog) => {
    for (const startedAtMs of [2, 3, 1]) await catalog.put(row(`at ${startedAtMs}`, { startedAtMs }));
    same(
      (await catalog.all()).map(({ id }) => id),
      ['at 3', 'at 2', 'at 1'],
    );
  },

  'keeps a copy: neither what was put nor what was given changes it': async (catalog) => {
    const session = { acked: 1 };
    await catalog.put(row('a', { session }));
    session.acked = 2;
    const given = await catalog.get('a');
    if (given !== null) Object.assign(given.session as object, { acked: 3 });
    same((await catalog.get('a'))?.session, { acked: 1 });
  },

  'keeps the order of what is not waited for': async (catalog) => {
    const writings = [catalog.put(row('a', { ackedBytes: 1 })), catalog.put(row('a', { ackedBytes: 2 }))];
    same((await catalog.get('a'))?.ackedBytes, 2);
    writings.push(catalog.delete('a'));
    same(await catalog.get('a'), null);
    await Promise.all(writings);
    same(await catalog.all(), []);
  },

  'forgets what is deleted, and does not mind what is not there': async (catalog) => {
    await catalog.put(row('a'));
    await catalog.put(row('b'));
    await catalog.delete('a');
    await catalog.delete('a');
    await catalog.delete('never there');
    same(
      (await catalog.all()).map(({ id }) => id),
      ['b'],
    );
  },
};
