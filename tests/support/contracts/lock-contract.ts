import type { HeldLock } from '../../../lib/upload/locks.ts';
import { type Contract, same } from './contract.ts';

/** Takes a lock by its name: null when another has it and `wait` is false. */
export type TakeLock = (name: string, wait: boolean) => Promise<HeldLock | null>;

/** What locks promise. The names must be new ones for each rule. */
export const LOCK_CONTRACT: Contract<TakeLock> = {
  'has one holder at a time for each name': async (take) => {
    const held = await take('a', false);
    same(await take('a', false), null);
    const other = await take('b', false);
    same([held === null, other === null], [false, false]);
    held?.release();
    other?.release();
    const again = await take('a', false);
    same(again === null, false);
    again?.release();
  },

  'lets those who wait have it one after the other, in the order in which they came': async (take) => {
    const order: number[] = [];
    const held = await take('a', true);
    const waiting = [1, 2, 3].map(async (number) => {
      const lock = await take('a', true);
      order.push(number);
      lock?.release();
    });
    await new Promise((resolve) => setTimeout(resolve, 0));
    same(order, []);
    held?.release();
    await Promise.all(waiting);
    same(order, [1, 2, 3]);
  },

  'goes to who waits before who asks in the moment it is released': async (take) => {
    const held = await take('a', true);
    const waiting = take('a', true);
    await new Promise((resolve) => setTimeout(resolve, 0));
    held?.release();
    same(await take('a', false), null);
    const next = await waiting;
    same(await take('a', false), null);
    next?.release();
  },

  'is released by its holder alone, once': async (take) => {
    const first = await take('a', true);
    first?.release();
    const second = await take('a', true);
    first?.release();
    same(await take('a', false), null);
    second?.release();
  },
};
