import { describe, expect, it } from 'vitest';
import type { Engine, EngineEvents } from '../../lib/engine/engine-api.ts';
import { openGuarded } from '../../lib/recorder/failover/guarded-engine.ts';
import { Aims } from '../../lib/recorder/live/aims.ts';
import { OpenEngines } from '../../lib/recorder/open-engines.ts';
import { Redirection } from '../../lib/recorder/redirection.ts';
import type { Message } from '../../lib/recording/message.ts';
import type { Target } from '../../lib/recording/target.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { text } from '../support/text.ts';

const QUIET: EngineEvents = { snapshot: () => undefined, log: () => undefined };
const [A, B, C] = ['a', 'b', 'c'].map((name) => ({ uploadUrl: name })) as [Target, Target, Target];

/** A recording that goes to `A`, whose engines take over, answer and die as a test says. */
class Rig {
  readonly clock = new FakeClock();
  /** What the engines were told, each with its number. */
  readonly told: string[] = [];
  readonly aims = new Aims(A);
  /** How the next order to an engine goes. */
  fate: 'well' | 'pending' | 'refused' = 'well';
  /** Whether the next engine never opens. */
  neverOpens = false;
  #count = 0;
  #die: (reason: Message) => void = () => undefined;
  readonly engines = new OpenEngines(() => this.#open(), this.clock);
  readonly redirection = new Redirection({
    askEngine: (id, _settings, give) => this.engines.order(id, give),
    aim: (_id, target) => this.aims.add(target),
  });

  /** Opens another engine, as the recorder does: at first it doesn't have the recording. */
  open(): void {
    this.engines.close('a');
    this.engines.open('a', DEFAULT_SETTINGS);
  }

  /** The engine has the recording from now on. */
  async begin(): Promise<void> {
    const engine = await this.engines.get('a')?.engine;
    this.told.push(`${this.#count}: ${name(this.aims.handOver().target)}`);
    await engine?.begin(async () => undefined);
    await this.turn();
  }

  async die(): Promise<void> {
    this.#die(text('It ran out of memory.'));
    await this.turn();
  }

  turn(): Promise<void> {
    return this.clock.advance(0);
  }

  /** What comes of an order to send it elsewhere. */
  order(target: Target): { answer: string } {
    const result = { answer: 'none' };
    this.redirection
      .redirect('a', target, null, (to, isRepeated) =>
        'unknown' in target ? to.cancelUpload() : to.useNewUrl(target, isRepeated),
      )
      .then(
        () => {
          result.answer = 'done';
        },
        (error: unknown) => {
          result.answer = String(error);
        },
      );
    return result;
  }

  #open() {
    this.#count += 1;
    const number = this.#count;
    const answer = async (what: string) => {
      this.told.push(`${number}: ${what}`);
      if (this.fate === 'pending') await new Promise(() => undefined);
      if (this.fate === 'refused') throw new Error('The URL is in use.');
    };
    const engine = {
      useNewUrl: (target: Target, isRepeated: boolean) => answer(`${name(target)}${isRepeated ? ' again' : ''}`),
      cancelUpload: () => answer('cancel'),
    } as unknown as Engine;
    const start = async (_events: EngineEvents, onCrash: (reason: Message) => void) => {
      this.#die = onCrash;
      if (this.neverOpens) await new Promise(() => undefined);
      return { engine, close: () => undefined };
    };
    return openGuarded(start, QUIET, () => undefined, this.clock);
  }
}

function name(target: Target): string {
  return 'uploadUrl' in target ? target.uploadUrl : 'nowhere';
}

async function begun(): Promise<Rig> {
  const rig = new Rig();
  rig.open();
  await rig.begin();
  rig.told.length = 0;
  return rig;
}

describe('an order to send a recording elsewhere', () => {
  it('waits for the engine that takes over, which goes on as before until it gets it', async () => {
    const rig = await begun();
    await rig.die();
    const early = rig.order(B);
    await rig.turn();
    rig.open();
    await rig.turn();
    const late = rig.order(C);
    await rig.clock.advance(5_000);
    expect([early.answer, late.answer, rig.told]).toEqual(['none', 'none', []]);
    await rig.begin();
    expect(rig.told).toEqual(['2: a', '2: b', '2: c']);
    expect([early.answer, late.answer]).toEqual(['done', 'done']);
    rig.aims.heard(5);
    expect(rig.aims.handOver()).toEqual({ target: C, hasSent: true });
  });

  it.each([true, false])(
    'waits for an engine that takes the place of one that never takes over, or never opens',
    async (neverOpens) => {
      const rig = await begun();
      await rig.die();
      rig.neverOpens = neverOpens;
      rig.open();
      await rig.turn();
      rig.neverOpens = false;
      const order = rig.order(B);
      await rig.clock.advance(5_000);
      rig.open();
      await rig.clock.advance(5_000);
      await rig.begin();
      expect([order.answer, rig.told]).toEqual(['done', ['3: a', '3: b']]);
    },
  );

  it('is carried out by the next engine when one dies over it, and answered then', async () => {
    const rig = await begun();
    rig.fate = 'pending';
    const order = rig.order(B);
    await rig.turn();
    await rig.die();
    rig.fate = 'well';
    rig.open();
    await rig.clock.advance(5_000);
    expect(order.answer).toBe('none');
    await rig.begin();
    expect([order.answer, rig.told]).toEqual(['done', ['1: b', '2: b', '2: b again']]);
  });

  it.each<[string, Target, Target]>([
    ['another URL', B, C],
    ['a cancelled upload', { unknown: true }, C],
  ])('isn’t repeated when a later one counts: %s', async (_what, first, second) => {
    const rig = await begun();
    rig.fate = 'pending';
    const orders = [rig.order(first), rig.order(second)];
    await rig.turn();
    await rig.die();
    rig.fate = 'well';
    rig.told.length = 0;
    rig.open();
    await rig.begin();
    expect(rig.told).toEqual(['2: c', '2: c again']);
    expect(orders.map(({ answer }) => answer)).toEqual(['done', 'done']);
  });

  it('is refused when no engine has the recording in time, and never carried out then', async () => {
    const rig = await begun();
    await rig.die();
    rig.open();
    const order = rig.order(B);
    await rig.clock.advance(60_000);
    expect(order.answer).toContain('engine.noAnswer');
    await rig.begin();
    expect([rig.told, rig.aims.target]).toEqual([['2: a'], A]);
  });

  it('is refused when the recording is closed', async () => {
    const rig = await begun();
    await rig.die();
    const order = rig.order(B);
    await rig.turn();
    rig.engines.close('a');
    await rig.turn();
    expect([order.answer, rig.told]).toEqual([expect.stringContaining('recorder.notOpen'), []]);
  });

  it('changes nothing for the next engine if a living one refuses it', async () => {
    const rig = await begun();
    rig.fate = 'refused';
    const order = rig.order(B);
    await rig.turn();
    expect([order.answer, rig.aims.target]).toEqual(['Error: The URL is in use.', A]);
  });
});
