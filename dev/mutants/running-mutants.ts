import { inFile, type Mutant } from './mutant.ts';

/** What tests must catch about starting, stopping and marking a recording. */
export const RUNNING_MUTANTS: readonly Mutant[] = [
  ...inFile('lib/base/stopwatch.ts', [
    ['pauses count as recorded', 'this.#sinceMs = null;\n  }', '}'],
    ['a recording that runs begins to count again', 'this.#sinceMs ??=', 'this.#sinceMs ='],
  ]),
  ...inFile('lib/recorder/failover/failover-engine.ts', [
    ['markers die with the engine that has yet to keep them', 'if (markersMs.length > 0) await', 'if (false) await'],
  ]),
  ...inFile('lib/recorder/live/live-session.ts', [
    [
      'minutes begin again with each part of a recording',
      "if (this.stop?.kind !== 'after') return this.stop;",
      'if (true) return this.stop;',
    ],
  ]),
  ...inFile('lib/recording/stop-rule.ts', [
    ['a time of day that has passed stops a recording at once', 'if (at.getTime() <= nowMs)', 'if (false)'],
  ]),
  ...inFile('lib/recorder/watch/stop-watch.ts', [
    ['a recording is stopped twice', 'isOver = true;', ''],
    ['a timed stop that was taken back stops the recording', 'rule === null || ', ''],
  ]),
  ...inFile('lib/control/start/start-recording.ts', [
    ['Start pressed again during the countdown is refused', 'ports.countdown.cancel() ? CANCELLED : ', ''],
    [
      'a recording starts though its countdown was cancelled',
      '!(await ports.countdown.run(countdownSeconds))',
      '(await ports.countdown.run(countdownSeconds), false)',
    ],
  ]),
  ...inFile('lib/control/shortcuts/start-from-stored.ts', [
    ['a key takes a URL that a recording has', "isUsed(draft, snapshot()) ? '' : draft.text", 'draft.text'],
    [
      'a URL is lost when the start by key is refused',
      "if (result.kind === 'refused' || result.kind === 'cancelled')",
      'if (false)',
    ],
  ]),
  ...inFile('lib/recorder/live/start-live.ts', [
    ['what is recorded while the engine opens is missing', 'recorder === null ? ports :', 'true ? ports :'],
    ['a recorder that nobody needs is left running', 'recorder?.drop();', ''],
  ]),
  ...inFile('lib/recorder/failover/spare-engine.ts', [
    ['a spare engine that died is used', 'if (!spare.isDead)', 'if (true)'],
    ['nobody hears of the spare engine that is used', 'spare.user = { events, onCrash };', ''],
  ]),
  ...inFile('lib/recorder/reporter.ts', [
    ['a recorder that has nothing to report replaces what is shown', 'if (isUnsent) sendSnapshot()', 'sendSnapshot()'],
  ]),
];
