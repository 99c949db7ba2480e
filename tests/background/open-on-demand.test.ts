import { expect, test } from 'vitest';
import { openOnDemand } from '../../entrypoints/background/open-on-demand.ts';
import { receivePage } from '../../entrypoints/background/receive-page.ts';

/** A desk that cannot be opened the first `failures` times, and a page's port. */
function background(failures: number) {
  const done: string[] = [];
  let openings = 0;
  const desk = openOnDemand(async () => {
    openings += 1;
    if (openings <= failures) throw new Error('The memory of this session cannot be read.');
    return { connect: () => void done.push(`connect to ${openings}`) };
  });
  const port = {
    onDisconnect: { addListener: () => undefined },
    postMessage: () => undefined,
    disconnect: () => void done.push('disconnect'),
  };
  return { desk, port, done };
}

test('the desk is opened once for all who ask', async () => {
  const { desk } = background(0);
  expect(await desk()).toBe(await desk());
});

test('a desk that could not be opened is opened anew for the next event', async () => {
  const { desk } = background(1);
  const together = [desk(), desk()];
  for (const asked of together) await expect(asked).rejects.toThrow('cannot be read');
  expect(await desk()).toBe(await desk());
});

test('a page is not left in silence: its port ends when there is no desk, and the next one is connected', async () => {
  const { desk, port, done } = background(1);
  await receivePage(port, desk);
  await receivePage(port, desk);
  expect(done).toEqual(['disconnect', 'connect to 2']);
});
