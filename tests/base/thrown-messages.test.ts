import * as Comlink from 'comlink';
import { expect, onTestFinished, test } from 'vitest';
import { passErrorsOn } from '../../lib/base/thrown-messages.ts';
import { NotLiveError } from '../../lib/engine/engine-api.ts';
import { MessageError, messageOf } from '../../lib/recording/message.ts';

test('an error that leaves a worker keeps its name and its message', async () => {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  const faults = [
    new NotLiveError(),
    new MessageError({ id: 'problem.gone', status: 404 }),
    new TypeError('It broke.'),
  ];
  passErrorsOn();
  Comlink.expose({ fail: (n: number) => Promise.reject(faults[n]) }, port1 as unknown as Comlink.Endpoint);
  const far = Comlink.wrap<{ fail(n: number): Promise<null> }>(port2 as unknown as Comlink.Endpoint);
  const caught = await Promise.all([0, 1, 2].map((n) => far.fail(n).catch((error: unknown) => error)));
  expect(caught.map(messageOf)).toEqual([
    { id: 'recorder.notLive' },
    { id: 'problem.gone', status: 404 },
    { id: 'text', text: 'It broke.' },
  ]);
  expect(caught[0]).toMatchObject({ name: NotLiveError.NAME });
});
