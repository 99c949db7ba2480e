import { expect, test } from 'vitest';
import { openOnDemand } from '../../lib/control/open-on-demand.ts';
import { receivePage } from '../../lib/control/relay/receive-page.ts';

/** A controller that cannot be opened the first `failures` times, and a page's port. */
function background(failures: number) {
  const done: string[] = [];
  let openings = 0;
  const controller = openOnDemand(async () => {
    openings += 1;
    if (openings <= failures) throw new Error('The memory of this session cannot be read.');
    return { connect: () => void done.push(`connect to ${openings}`) };
  });
  const port = {
    onDisconnect: { addListener: () => undefined },
    postMessage: () => undefined,
    disconnect: () => void done.push('disconnect'),
  };
  return { controller, port, done };
}

test('the controller is opened once for all callers', async () => {
  const { controller } = background(0);
  expect(await controller()).toBe(await controller());
});

test('a controller that could not be opened is opened again for the next event', async () => {
  const { controller } = background(1);
  const together = [controller(), controller()];
  for (const asked of together) await expect(asked).rejects.toThrow('cannot be read');
  expect(await controller()).toBe(await controller());
});

test('a page is not left in silence: its port ends when there is no controller, and the next one is connected', async () => {
  const { controller, port, done } = background(1);
  await receivePage(port, controller);
  await receivePage(port, controller);
  expect(done).toEqual(['disconnect', 'connect to 2']);
});
