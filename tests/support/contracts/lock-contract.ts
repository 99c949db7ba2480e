import type { HeldLock } from '../../../lib/upload/locks.ts';
import { type Contract, same } from './contract.ts';

/** Locks by name. */
export interface Locks {
  /** Null when someone else holds it and `wait` is false. */
  take(name: string, wait: boolean): Promise<HeldLock | null>;
  /** How many are waiting for it. */
  waiting(name: string): Promise<number>;
}

/** What locks promise. */
export const LOCK_CONTRACT: Contract<Locks> = {
  'has one holder at a time for each name': async (locks) => {
    const held = await locks.take('a', false);
    same(await locks.take('a', false), null);
    const other = await locks.take('b', false);
    same([held === null, other === null], [false, false]);
    held?.release();
    other?.release();
    const again = await locks.take('a', false);
    same(again === null, false);
    again?.release();
  },

  'lets those who wait have it one after the other, in the order in which they came': async (locks) => {
    const order: number[] = [];
    const held = await locks.take('a', true);
    const waiting: Promise<void>[] = [];
    for (const number of [1, 2, 3]) {
      waiting.push(
        locks.take('a', true).then((lock) => {
          order.push(number);
          lock?.release();
        }),
      );
      await untilWaiting(locks, number);
    }
    same(order, []);
    held?.release();
    await Promise.all(waiting);
    same(order, [1, 2, 3]);
  },

  'goes to who waits before who asks in the moment it is released': async (locks) => {
    const held = await locks.take('a', true);
    const waiting = locks.take('a', true);
    await untilWaiting(locks, 1);
    held?.release();
    same(await locks.take('a', false), null);
    const next = await waiting;
    same(await locks.take('a', false), null);
    next?.release();
  },

  'is released by its holder alone, once': async (locks) => {
    const first = await locks.take('a', true);
    first?.release();
    const second = await locks.take('a', true);
    first?.release();
    same(await locks.take('a', false), null);
    second?.release();
  },
};

/** Requesting a lock takes a moment: another thread computes its name. */
async function untilWaiting(locks: Locks, count: number): Promise<void> {
  while ((await locks.waiting('a')) < count) await new Promise((resolve) => setTimeout(resolve, 1));
}
