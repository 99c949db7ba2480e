import { describe, expect, it } from 'vitest';
import { createRecovery, type RecoveryPorts } from '../../../lib/control/resume/recovery.ts';
import { resumeAlarmIn } from '../../../lib/control/resume/resume-alarm.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../../lib/recording/snapshot.ts';
import { aRecording } from '../../support/a-recording.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryAlarms } from '../../support/memory-alarms.ts';

const FINISHING: Snapshot = { current: aRecording({ state: 'finishing', sealedBytes: 1_000 }), others: [] };

/** A browser with one recording that is unfinished. */
class World {
  readonly clock = new FakeClock();
  readonly alarms = new MemoryAlarms();
  readonly problems: string[] = [];
  snapshot = EMPTY_SNAPSHOT;
  hasDocument = false;
  isUnfinished = true;
  attempts = 0;
  reports = 0;
  /** What an attempt comes to. */
  attempt: () => Promise<boolean> = async () => true;

  /** A service worker starts. */
  async worker(changes: Partial<RecoveryPorts> = {}) {
    const recovery = createRecovery({
      snapshot: () => this.snapshot,
      show: async (snapshot) => {
        this.snapshot = snapshot;
      },
      documentExists: async () => this.hasDocument,
      askForReport: () => {
        this.reports += 1;
      },
      resumeUnfinished: () => {
        this.attempts += 1;
        return this.attempt();
      },
      anyUnfinished: async () => this.isUnfinished,
      alarm: resumeAlarmIn(this.alarms),
      clock: this.clock,
      onProblem: (error) => this.problems.push(String(error)),
      ...changes,
    });
    await recovery.begin(await resumeAlarmIn(this.alarms).set());
    return recovery;
  }
}

describe('createRecovery', () => {
  it('looks for what the catalog has lost when a page finds it, once at a time', async () => {
    const world = new World();
    const recovery = await world.worker();
    await world.clock.advance(0);
    const first = Promise.withResolvers<boolean>();
    world.attempt = () => first.promise;
    recovery.recordsMissing();
    recovery.recordsMissing();
    await world.clock.advance(0);
    expect(world.attempts).toBe(2);
    first.resolve(true);
    await world.clock.advance(0);
    recovery.recordsMissing();
    await world.clock.advance(0);
    expect(world.attempts).toBe(3);
  });

  it('resumes what is unfinished at each start without a document, whatever an earlier worker left', async () => {
    const world = new World();
    for (const starts of [1, 2, 3]) {
      await world.worker();
      await world.clock.advance(0);
      expect(world.attempts).toBe(starts);
      expect(world.alarms.minutes).toEqual([]);
    }
  });

  it('leaves everything to a document that has taken everything up, and asks it to report', async () => {
    const world = new World();
    world.hasDocument = true;
    world.snapshot = FINISHING;
    await world.worker();
    await world.clock.advance(60_000);
    expect(world).toMatchObject({ attempts: 0, reports: 1, snapshot: FINISHING, alarms: { minutes: [] } });
  });

  it('continues where a worker ended before everything was resumed, though there is a document', async () => {
    const world = new World();
    world.attempt = () => new Promise(() => undefined);
    await world.worker();
    await world.clock.advance(0);
    // What will wake another worker was set before this one tried, and died.
    expect(world.alarms.minutes).toEqual([0.5]);
    world.hasDocument = true;
    world.attempt = async () => true;
    await world.worker();
    await world.clock.advance(0);
    expect(world.attempts).toBe(2);
    expect(world.alarms.minutes).toEqual([]);
  });

  it('shows what was at work as interrupted when the document is gone', async () => {
    const world = new World();
    world.snapshot = FINISHING;
    await world.worker();
    expect(world.snapshot.current?.state).toBe('interrupted');
    expect(world.reports).toBe(0);
  });

  it('tries four times in half a minute, and then at each alarm', async () => {
    const world = new World();
    world.attempt = async () => false;
    const recovery = await world.worker();
    await world.clock.advance(22_000);
    expect(world.attempts).toBe(4);
    await world.clock.advance(600_000);
    expect(world.attempts).toBe(4);
    recovery.alarmRang(0.5);
    await world.clock.advance(0);
    expect(world.attempts).toBe(5);
    // The next alarm comes later.
    expect(world.alarms.minutes).toEqual([1]);
    world.attempt = async () => true;
    await world.clock.advance(2_000);
    expect(world.attempts).toBe(6);
    expect(world.alarms.minutes).toEqual([]);
  });

  it('does not try twice at the same time', async () => {
    const world = new World();
    world.attempt = () => new Promise(() => undefined);
    const recovery = await world.worker();
    recovery.alarmRang(0.5);
    await world.clock.advance(0);
    expect(world.attempts).toBe(1);
  });

  it('waits as long after starts of workers as after the first, whatever an earlier browser left', async () => {
    const world = new World();
    world.attempt = async () => false;
    await resumeAlarmIn(world.alarms).waitLonger(16);
    for (let starts = 0; starts < 3; starts++) {
      await world.worker();
      await world.clock.advance(22_000);
      expect(world.alarms).toMatchObject({ minutes: [0.5], created: 2 });
    }
  });

  it('waits twice as long after an alarm that woke the worker, which has begun by itself', async () => {
    const world = new World();
    world.attempt = async () => false;
    await resumeAlarmIn(world.alarms).waitLonger(1);
    const recovery = await world.worker();
    recovery.alarmRang(2);
    await world.clock.advance(22_000);
    expect(world).toMatchObject({ attempts: 4, alarms: { minutes: [4] } });
  });

  it('starts whatever fails, reports it, and still tries', async () => {
    const world = new World();
    const broken = (what: string) => async (): Promise<never> => {
      throw new Error(`no ${what}`);
    };
    world.attempt = broken('catalog');
    await world.worker({
      documentExists: broken('contexts'),
      show: broken('memory'),
      alarm: { set: broken('alarm'), waitLonger: broken('alarm'), clear: broken('alarm') },
    });
    await world.clock.advance(1_000);
    expect(world.problems).toEqual(['Error: no contexts', 'Error: no catalog']);
    world.attempt = async () => true;
    await world.clock.advance(1_000);
    expect(world.attempts).toBe(2);
    expect(world.problems.at(-1)).toBe('Error: no alarm');
  });

  it('begins also when the browser never says whether there is a document', async () => {
    const world = new World();
    const begun = world.worker({ documentExists: () => new Promise(() => undefined) });
    await world.clock.advance(5_000);
    await begun;
    expect(world.attempts).toBe(1);
    expect(world.problems).toEqual(['TooLateError: control.browserNoAnswer']);
  });
});

describe('a document that was closed', () => {
  async function closed(world: World) {
    world.hasDocument = true;
    world.snapshot = FINISHING;
    const recovery = await world.worker();
    world.hasDocument = false;
    await recovery.documentClosed();
    return recovery;
  }

  it('may have left an upload behind: the alarm resumes it, minutes later, so that it does not go round in circles', async () => {
    const world = new World();
    const recovery = await closed(world);
    await world.clock.advance(60_000);
    expect(world.attempts).toBe(0);
    expect(world.alarms.minutes).toEqual([5]);
    expect(world.snapshot.current?.state).toBe('interrupted');
    recovery.alarmRang(5);
    await world.clock.advance(0);
    expect(world.attempts).toBe(1);
  });

  it('does not put off an alarm that is set already', async () => {
    const world = new World();
    const recovery = await closed(world);
    const { created } = world.alarms;
    await recovery.documentClosed();
    expect(world.alarms).toMatchObject({ minutes: [5], created });
  });

  it('leaves nothing behind as a rule, and no alarm', async () => {
    const world = new World();
    world.isUnfinished = false;
    await closed(world);
    expect(world.alarms.minutes).toEqual([]);
  });

  it('is no matter when there is another one already', async () => {
    const world = new World();
    world.hasDocument = true;
    world.snapshot = FINISHING;
    const recovery = await world.worker();
    await recovery.documentClosed();
    expect(world.snapshot).toBe(FINISHING);
    expect(world.alarms.minutes).toEqual([]);
  });

  it('is no matter while everything is being resumed anyway', async () => {
    const world = new World();
    world.attempt = async () => false;
    const recovery = await world.worker();
    await world.clock.advance(1_000);
    await recovery.documentClosed();
    expect(world.alarms.minutes).toEqual([0.5]);
  });
});
