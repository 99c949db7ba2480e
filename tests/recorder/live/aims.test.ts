import { describe, expect, it } from 'vitest';
import { Aims } from '../../../lib/recorder/live/aims.ts';

const [A, B, C] = ['a', 'b', 'c'].map((name) => ({ uploadUrl: `https://x.test/${name}` })) as [Target, Target, Target];
type Target = { readonly uploadUrl: string };

/** A recording that was sent to `A`. */
function sentToA(): Aims {
  const aims = new Aims(A);
  aims.handOver();
  aims.heard(9);
  return aims;
}

describe('what a next engine is told', () => {
  it('where it went, and that it was sent there', () => {
    expect(new Aims(A).handOver()).toEqual({ target: A, hasSent: false });
    expect(sentToA().handOver()).toEqual({ target: A, hasSent: true });
  });

  it('nothing was sent to a new target by what is said of the one before, also between the order and its answer', () => {
    const aims = sentToA();
    const order = aims.add(B);
    aims.heard(10);
    expect(aims.handOver()).toEqual({ target: B, hasSent: false });
    order.taken();
    expect(aims.handOver()).toEqual({ target: B, hasSent: false });
  });

  it('it was sent to the new one, once the engine that has taken it says so', () => {
    const aims = sentToA();
    aims.add(B).taken();
    aims.heard(0);
    expect(aims.handOver()).toEqual({ target: B, hasSent: false });
    aims.heard(3);
    expect(aims.handOver()).toEqual({ target: B, hasSent: true });
  });

  it('it was sent to the new one, once the engine that got it when it took over says so', () => {
    const aims = sentToA();
    aims.add(B);
    aims.handOver();
    aims.heard(3);
    expect(aims.handOver()).toEqual({ target: B, hasSent: true });
  });

  it('it goes on to where it went, if a living engine refused the new one', () => {
    const aims = sentToA();
    aims.add(B).takeBack();
    expect(aims.handOver()).toEqual({ target: A, hasSent: true });
  });

  it('nothing was sent to the first one given again: it starts over there', () => {
    const aims = sentToA();
    aims.add(B).taken();
    aims.heard(3);
    const again = aims.add(A);
    aims.heard(4);
    expect(aims.handOver()).toEqual({ target: A, hasSent: false });
    again.taken();
    aims.heard(5);
    expect(aims.handOver()).toEqual({ target: A, hasSent: true });
  });

  it('the last one counts, in whatever order the answers come', () => {
    const aims = sentToA();
    const [cancelled, moved] = [aims.add({ unknown: true }), aims.add(C)];
    moved.taken();
    cancelled.taken();
    aims.heard(3);
    expect(aims.handOver()).toEqual({ target: C, hasSent: true });
  });
});
