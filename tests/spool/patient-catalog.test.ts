import { expect, test } from 'vitest';
import type { Catalog } from '../../lib/spool/catalog.ts';
import { patientCatalog } from '../../lib/spool/patient-catalog.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { MemoryCatalog } from '../support/memory-catalog.ts';

const never = () => new Promise<never>(() => undefined);

/** A browser's database that opens as the test says, one time after the other. */
function rig(...opens: ('works' | 'hangs' | 'fails' | 'hangs in use')[]) {
  const clock = new FakeClock();
  const inMemory = new MemoryCatalog(clock, 0);
  const world: { opened: number; closed: number; end: () => void } = { opened: 0, closed: 0, end: () => undefined };
  const catalog = patientCatalog(async (ended) => {
    const how = opens[world.opened] ?? 'works';
    world.opened += 1;
    world.end = ended;
    if (how === 'hangs') return never();
    if (how === 'fails') throw new Error('UnknownError');
    const open: Catalog = {
      put: (row) => inMemory.put(row),
      get: how === 'hangs in use' ? never : (id) => inMemory.get(id),
      all: () => inMemory.all(),
      delete: (id) => inMemory.delete(id),
      rewrite: (change) => inMemory.rewrite(change),
      close: () => {
        world.closed += 1;
      },
    };
    return open;
  }, clock);
  return { clock, catalog, world };
}

async function sentence(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'well',
    (error: Error) => error.message,
  );
}

test('it is opened once, when it is first used', async () => {
  const { catalog, world } = rig();
  expect(world.opened).toBe(0);
  await Promise.all([catalog.all(), catalog.get('a')]);
  expect(await catalog.all()).toEqual([]);
  expect(world.opened).toBe(1);
});

test.each(['hangs', 'hangs in use'] as const)(
  'one that %s is an error in time, and opened again for the next',
  async (how) => {
    const { clock, catalog, world } = rig(how);
    const asked = sentence(catalog.get('a'));
    await clock.advance(8_000);
    expect(await asked).toBe('spool.databaseNoAnswer');
    expect(await catalog.get('a')).toBeNull();
    expect(world.opened).toBe(2);
  },
);

test('one that does not open is opened again for the next', async () => {
  const { catalog, world } = rig('fails');
  expect(await sentence(catalog.all())).toBe('UnknownError');
  expect(await catalog.all()).toEqual([]);
  expect(world.opened).toBe(2);
});

test('one whose connection the browser ended is opened again', async () => {
  const { catalog, world } = rig();
  await catalog.all();
  world.end();
  await catalog.all();
  expect(world).toMatchObject({ opened: 2, closed: 1 });
});
