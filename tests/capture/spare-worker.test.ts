import { expect, it } from 'vitest';
import { SpareWorker } from '../../lib/capture/spare-worker.ts';

function rig() {
  const opened: EventTarget[] = [];
  const spare = new SpareWorker(() => {
    const worker = new EventTarget();
    opened.push(worker);
    return worker as Worker;
  });
  return { spare, opened };
}

it('opens one worker in advance, however often it’s asked to, and hands it over once', () => {
  const { spare, opened } = rig();
  spare.prepare();
  spare.prepare();
  expect(opened).toHaveLength(1);
  expect(spare.take()).toBe(opened[0]);
  expect(spare.take()).toBe(opened[1]);
});

it('hands over none that could not be loaded', () => {
  const { spare, opened } = rig();
  spare.prepare();
  opened[0]?.dispatchEvent(new Event('error'));
  expect(spare.take()).toBe(opened[1]);
});
