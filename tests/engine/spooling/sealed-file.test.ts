import { expect, test } from 'vitest';
import { SealedFile } from '../../../lib/engine/spooling/sealed-file.ts';
import { bytesOf, FakeFile } from '../../support/fake-file.ts';

const CHUNK = 10;
const BYTES = 25;

/** A file whose every byte tells its place; `cuts` is what was cut off, `run` does what was put off. */
function rig() {
  const cuts: string[] = [];
  const laters: (() => void)[] = [];
  const file = new FakeFile((start, into) => into.set(into.map((_, at) => start + at)), 0, BYTES);
  const slice = file.slice.bind(file);
  file.slice = (start, end) => {
    cuts.push(`${start}-${end}`);
    return slice(start, end);
  };
  const sealed = new SealedFile(file.asBlob(), CHUNK, (callback) => laters.push(callback));
  const run = () => {
    for (const later of laters.splice(0)) later();
  };
  const part = (start: number, end: number) => [...(bytesOf(sealed.part({ start, end })) ?? [])];
  return { cuts, run, part };
}

const counted = (start: number, end: number) => Array.from({ length: end - start }, (_, at) => start + at);

test('The next chunk is cut while this one is sent, and each only once', () => {
  const { cuts, run, part } = rig();
  expect(part(0, 10)).toEqual(counted(0, 10));
  expect(cuts).toEqual(['0-10']);
  run();
  expect(cuts).toEqual(['0-10', '10-20']);
  expect(part(10, 20)).toEqual(counted(10, 20));
  run();
  expect(part(20, 25)).toEqual(counted(20, 25));
  run();
  expect(cuts).toEqual(['0-10', '10-20', '20-25']);
});

test('returns the requested part, even if another one was cut ahead', () => {
  const { run, part } = rig();
  part(0, 10);
  run();
  expect(part(12, 20)).toEqual(counted(12, 20));
  run();
  expect(part(20, 23)).toEqual(counted(20, 23));
  run();
  expect(part(0, 10)).toEqual(counted(0, 10));
  expect(part(20, 25)).toEqual(counted(20, 25));
});
