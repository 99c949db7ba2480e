import { afterEach, expect, it } from 'vitest';
import { type FileUse, type HeldFile, holdFile, takeUnusedFile } from '../../lib/spool/file-use.ts';

const held: HeldFile[] = [];
afterEach(() => {
  for (const { release } of held.splice(0)) release();
});

async function hold(id: string, use: FileUse): Promise<HeldFile> {
  const file = await holdFile(id, use);
  held.push(file);
  return file;
}

async function take(id: string): Promise<FileUse | 'unused'> {
  const file = await takeUnusedFile(id);
  if (typeof file === 'string') return file;
  held.push(file);
  return 'unused';
}

it('a file being played or copied can’t be deleted until the last reader releases it', async () => {
  const [first, second] = [await hold('a', 'played'), await hold('a', 'played')];
  expect([await take('a'), await take('b')]).toEqual(['played', 'unused']);
  first.release();
  expect(await take('a')).toBe('played');
  second.release();
  await expect.poll(() => take('a')).toBe('unused');
  for (const { release } of held.splice(0)) release();
  const copy = await hold('a', 'saved');
  expect(await take('a')).toBe('saved');
  copy.release();
  await expect.poll(() => take('a')).toBe('unused');
});

it('a file that is being deleted is held only after that', async () => {
  expect(await take('c')).toBe('unused');
  let isHeld = false;
  const holding = hold('c', 'saved').then(() => {
    isHeld = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isHeld).toBe(false);
  for (const { release } of held.splice(0)) release();
  await holding;
  expect(await take('c')).toBe('saved');
});
