import { inFile, type Mutant } from './mutant.ts';

/** What tests must catch about captures, slices and failing engines. */
export const RECORDER_MUTANTS: readonly Mutant[] = [
  ...inFile('lib/recorder/failover/guarded-engine.ts', [
    ['an engine that does not answer lives on', '      die(NO_ANSWER);\n', ''],
  ]),
  ...inFile('lib/recorder/failover/patience.ts', [
    ['Stop waits as long as everything else', 'for (const wait of this.#calmWaits) wait.abort();', ''],
    [
      'nothing is ever given up',
      'await this.#inHalves(calmMs, calm.signal);',
      'await this.#inHalves(1e12, calm.signal);',
    ],
    ['nothing is given up after Stop', 'await this.#inHalves(Math.max(', 'await this.#inHalves(Math.max(1e12, '],
    ['what is slow is given up again and again', 'Math.min(ms * 2 ** failures, ', 'Math.min(ms, '],
  ]),
  ...inFile('lib/recorder/failover/failover-engine.ts', [
    [
      'a paused recording goes on in the next engine',
      "if (ordered?.state === 'paused') await",
      'if (ordered?.atMs === -1) await',
    ],
    [
      'the next engine does not hear that it runs',
      'if (begun !== null) await',
      'if (begun !== null && failures < 0) await',
    ],
    [
      'a slice is written behind a hole',
      'if (spooledBytes !== this.#keptBytes && spooledBytes',
      'if (spooledBytes < 0 && spooledBytes',
    ],
    [
      'a start that hangs is waited for',
      '      openEngine(),\n      afterFailures(OPEN, failures),',
      '      openEngine(),\n      { calmMs: 1e12, hurriedMs: 1e12 },',
    ],
    [
      'a slice that cannot be read once is lost',
      'if (unreadable === MAX_UNREADABLE) throw',
      'if (unreadable > 0) throw',
    ],
    ['a slice whose every read hangs is tried for ever', 'hung >= MAX_HUNG &&', 'hung < 0 &&'],
    ['nothing takes the place of a lost slice', '        await this.#append(new Blob([filler]), filler);\n', ''],
    ['slices are lost one after the other, and nobody stops', 'if (this.#lost.areTooMany) throw error;', ''],
    [
      'a paused row outlives the pause in the next engine',
      'else if (ordered !== null) await',
      'else if (ordered?.atMs === -1) await',
    ],
  ]),
  ...inFile('lib/recorder/watch/flow-watch.ts', [
    ['a recording waits for a writer that is stuck', '      recording.onStuck();\n', ''],
  ]),
  ...inFile('lib/capture/mix/keep-running.ts', [
    [
      'sound that the browser suspended stays suspended',
      'context.resume() : takeDevice()',
      'Promise.resolve() : takeDevice()',
    ],
  ]),
  ...inFile('lib/recorder/live/aims.ts', [
    [
      'what was sent elsewhere counts as sent to a new URL',
      'const aim = { target, hasSent: false };',
      'const aim = { target, hasSent: this.#last.hasSent };',
    ],
    [
      'what is reported between an order and its answer counts for the new URL',
      '    this.#aims = [...this.#aims, aim];\n',
      '    this.#aims = [...this.#aims, aim];\n    this.#reported = aim;\n',
    ],
    [
      'what an engine that took over has sent is not thought of',
      '    this.#reported = this.#last;\n    return { ...this.#reported };',
      '    return { ...this.#last };',
    ],
    [
      'the answer to an order that no longer counts speaks of the one that does',
      'if (this.#aims.indexOf(aim) > this.#aims.indexOf(this.#reported)) ',
      '',
    ],
  ]),
  ...inFile('lib/recorder/open-engines.ts', [
    [
      'an order is given to an engine that has not taken over yet',
      'const engine = await opened.begun;',
      'const engine = await opened.engine;',
    ],
    [
      'an order that comes too late is carried out',
      'const engine = await (isGiven ? ready : inTime(ready, ORDER_PATIENCE_MS, this.#clock, NO_ANSWER));',
      'const engine = await ready;',
    ],
    ['an order dies with its engine', '        if (!isGone(error)) throw error;\n', '        throw error;\n'],
    [
      'an engine that never opens holds up the orders to the next',
      'Promise.race([withRecording(engine), over.promise])',
      'withRecording(engine)',
    ],
  ]),
  ...inFile('lib/recorder/redirection.ts', [
    ['an order that no longer counts is repeated', 'if (isRepeated && this.#last.get(id) !== give) return;', ''],
    ['what a living engine refused is done by the next', 'if (!isGone(error)) given?.takeBack();', ''],
    ['nobody learns that an order was carried out', '    given?.taken();\n', ''],
  ]),
  ...inFile('lib/recorder/live/continuation.ts', [
    ['a fourth silent recorder goes on', "&& broken === 'writer') return;", ') return;'],
    ['a recording is continued twice at once', 'if (running !== undefined) return running;', ''],
    ['Stop leaves the part running that is beginning', 'before.isStopping ? stop(next.id)', 'false ? stop(next.id)'],
  ]),
  ...inFile('lib/recorder/live/live-sessions.ts', [
    [
      'what has ended is in the way of the next',
      'if (this.#sessions.has(session.id) && this.#live === null)',
      'if (this.#live === null)',
    ],
  ]),
  ...inFile('lib/recorder/live/end-capture.ts', [
    ['a recorder that does not stop is waited for', 'recorder.stop(), STOP_PATIENCE_MS', 'recorder.stop(), 1e12'],
    ['Stop waits for a mix that hangs', 'caughtUp(), CATCH_UP_PATIENCE_MS', 'caughtUp(), 1e12'],
  ]),
  ...inFile('lib/recorder/live/live-recording.ts', [
    ['a recorder that fails ends the recording', 'FAILURES.has(why.id)', 'false'],
    ['the last words before Stop are cut off', 'await catchUp(this.#capture, this.#ports)', 'void catchUp'],
    ['Stop is answered when all is written only', 'inTime(work, ANSWER_MS', 'inTime(work, 1e12'],
    ['Stop does not hurry', '      this.#engine.hurry();\n', ''],
    ['a recorder that failed in a pause is continued in it', '      this.#pause ??= Promise.withResolvers();\n', ''],
    ['a silent recorder’s silence counts as recorded', 'quietMs < LONG_QUIET_MS ? 0 : quietMs', '0'],
  ]),
  ...inFile('lib/recorder/live/slice-writer.ts', [
    ['each part may fill the memory', ' + waitingElsewhere()', ''],
    [
      'a slice is dropped before it is on disk',
      '      await this.#engine.append(slice);\n',
      '      void this.#engine.append(slice);\n',
    ],
    ['memory is not bounded', ' >= MAX_WAITING_BYTES && ', ' < 0 && '],
    ['what the disk refused counts', 'this.#problem === null ? null : this.#slices.keptMs', 'null'],
  ]),
  ...inFile('lib/recorder/live/live-session.ts', [
    ['the next part takes the URL of one that stops', "if ('uploadUrl' in this.target) this", 'if (false) this'],
  ]),
  ...inFile('lib/engine/recorded-length.ts', [
    ['the length after a crash is guessed', 'if (lastMs !== null) return lastMs;', ''],
  ]),
  ...inFile('lib/recorder/live/part.ts', [
    [
      'a part that opens is not paused with the one before',
      'if (this.#next !== null) this.#next.#pauseOrPostpone();',
      '',
    ],
    ['a part that is paused too early is waited for', 'this.#postponed.resolve({', 'void ({'],
  ]),
  ...inFile('lib/recorder/live/start-live.ts', [
    ['an engine that hangs over the start is waited for', 'inMs(CREATE_PATIENCE_MS, ports)', 'inMs(1e12, ports)'],
    ['a part 2 is not recorded from the failure on', 'ports.isRecordedElsewhere ? null', 'ports.isContinuation ? null'],
    ['a start is not tried in another engine', 'tries === MAX_TRIES', 'tries > 0'],
  ]),
  ...inFile('lib/recorder/failover/death-count.ts', [
    ['four deaths in eight hours end it', 'nowMs - atMs < WITHIN_MS', 'atMs <= nowMs'],
  ]),
  ...inFile('lib/capture/compose/own-frames.ts', [
    ['a camera’s frame stays open behind its copy', 'value.close();', ''],
    ['a copy that comes late stays open', 'late.close(),', 'void late,'],
    ['copying is tried for ever', 'if (failures >= MOST_FAILURES) return { done, value: asItIs(value) };', ''],
  ]),
  ...inFile('lib/capture/compose/camera-picture.ts', [
    ['a picture that is still drawn is overwritten', 'if (this.#shared.users === 0) this', 'this'],
    ['memory is given back twice', 'if (this.#isClosed) return;', ''],
  ]),
  ...inFile('lib/capture/compose/compositor.ts', [
    [
      'a frame that is not written stays open',
      'if (!this.#isWanted()) {\n      frame.close();',
      'if (!this.#isWanted()) {',
    ],
    ['an encoder that opens gets all frames at once', 'Math.max(FEW_EVERY_MS, ', 'Math.max(0, '],
    ['the frames for an encoder that opens are used up at once', 'FEW_EVERY_SHARE * (', '0 * ('],
  ]),
  ...inFile('lib/capture/running-recorder.ts', [
    ['Stop throws away the last pictures', 'if (mayHaveMore && hasPicture(stream))', 'if (false)'],
    ['the first picture waits for a whole slice', 'if (!hasFragment) media.requestData();', ''],
    ['a recorder is asked for more again and again', 'if (!hasFragment) media.requestData();', 'media.requestData();'],
  ]),
  ...inFile('lib/capture/recorder.ts', [
    [
      'a tab that crashed is waited for',
      'Promise.race([starts, fails, stop.nothingTaken])',
      'Promise.race([starts, stop.nothingTaken])',
    ],
    [
      'a start that is stopped goes on',
      'Promise.race([starts, fails, stop.nothingTaken])',
      'Promise.race([starts, fails])',
    ],
    ['closing the tab after Stop loses what was recorded', 'if (!stop.isKept()) throw error;', 'throw error;'],
    ['a recorder gets the sound from before it', 'options.sound?.forgetPast();', ''],
    ['another format is tried after Stop', 'options.stopped.throwIfAborted();', ''],
    ['a picture that only opens the encoder is a recording', 'given() !== 0 && !isCovered', 'given() !== 0'],
    ['a start is kept that has no picture', 'given() !== 0 && !isCovered', '!isCovered'],
    ['what waits for an encoder is thrown away', 'if (stop.takenUntilMs() !== null) await handOver(given());', ''],
    ['a recorder gets few pictures for good', ".finally(() => options.picture.setFlow('all'))", ''],
  ]),
  ...inFile('lib/capture/drain-encoder.ts', [
    ['Stop waits for an encoder for good', '|| nowMs - pausedMs >= mostMs', ''],
    ['Stop is quicker than the encoder', 'QUIET_PICTURES * everyMs', 'everyMs'],
    ['an encoder that still opens counts as quiet', 'isOpen() && nowMs', 'nowMs'],
  ]),
  ...inFile('lib/capture/stop-opening.ts', [
    ['a recorder that opens goes on after Stop', 'media.pause();', ''],
    ['a recorder is paused before its encoder is there', 'clock.wait(ARRIVAL_MS, never), ', ''],
    ['a picture is not waited for on a busy machine', ' nextPicture(picture, never, clock, LATE_MS),', ''],
    ['a recorder is paused before any sound is there', ', sound?.catchUp()]', ']'],
    ['a recording ends with a picture from seconds before', "picture.setFlow('few');", ''],
    ['a recorder that never says that it runs is lost', 'if (isPaused(media)) media.requestData();', ''],
  ]),
  ...inFile('lib/capture/pictures/file-pictures.ts', [
    ['a gap from after the opening is told', ' && !this.#hasOpened', ''],
    ['a gap is told before its end is there', 'this.#pictures > 1 && this.#pictureMs >= openingMs', 'true'],
  ]),
  ...inFile('lib/recorder/live/live-sessions.ts', [
    ['Stop doesn’t reach a recorder that opens', 'other.stopOpening();', 'other.id;'],
    [
      'what you mute waits for the recorder',
      'Promise.race([session.part.opened, session.starting])',
      'session.starting',
    ],
    ['a cancelled start is a failure', "if (error instanceof NothingRecordedError) return { kind: 'cancelled' };", ''],
  ]),
  ...inFile('lib/recorder/live/start-live.ts', [
    [
      'a cancelled start is kept',
      'ports.isContinuation || reason instanceof NothingRecordedError',
      'ports.isContinuation',
    ],
    ['Stop waits for a camera', 'AbortSignal.any([abort.signal, ports.stopped])', 'abort.signal'],
  ]),
  ...inFile('lib/recorder/live/live-recording.ts', [
    [
      'a recording that is stopped early is as long as its start took',
      'if (takenUntilMs !== null) this.timeline',
      'if (false) this.timeline',
    ],
    ['a hole at the beginning is not told at the end', 'holeAtFirst(this.openingGapMs),', ''],
    ['a recording with nothing in it is kept', '|| (this.timeline.hasEnded && !this.timeline.isBroken)', ''],
    ['a broken recording with nothing in it isn’t told', ' && !this.timeline.isBroken)', ')'],
  ]),
  ...inFile('lib/recorder/live/continuation.ts', [
    ['a part that is stopped early is tried again', "if (result.kind === 'cancelled') return 'cancelled';", ''],
  ]),
  ...inFile('lib/recorder/watch/beginning-watch.ts', [
    ['a hole at the beginning is told again and again', 'isLive() && !isKnown', 'isLive()'],
  ]),
  ...inFile('lib/capture/cover-opening.ts', [
    ['a pause before the encoder was there is waited through', 'waitedMs += AGAIN_MS', 'waitedMs += 1e6'],
    ['the pause begins before the picture is there', 'await clock.wait(ARRIVAL_MS, signal);', ''],
    ['a recorder stays paused', 'if (isPaused(media)) media.resume();', ''],
    ['a pause that is recorded is left out of the length', 'if (started.signal.aborted) beganMs', 'beganMs'],
    ['a recorder gets no pictures after its opening', "picture.setFlow('all');", ''],
  ]),
  ...inFile('lib/capture/watch/picture-watch.ts', [
    ['a tab that crashed is not looked at', 'looksWithout >= LOOKS_BEFORE_CHECK;', 'looksWithout >= 1e9;'],
    ['a tab is looked at all the time', "if (source === 'tab' && isDue)", "if (source === 'tab')"],
    ['a picture that stands still is not reported', 'looksWithout >= LOOKS_BEFORE_WARNING ?', 'looksWithout >= 1e9 ?'],
    ['a picture that is not counted counts as frozen', 'counted !== null && counted === frames', 'counted === frames'],
    ['a picture that moves again stays reported', 'looksWithout + 1 : 0;', 'looksWithout + 1 : looksWithout;'],
    ['a permission that is gone is called a camera that is', "isForbidden ? 'forbidden' : source", 'source'],
    ['a picture that ended before is waited for', "if (track.readyState === 'ended') void", 'if (false) void'],
    ['a capture that was closed is watched on', 'clearInterval(timer);\n    listening.abort();', 'listening.abort();'],
  ]),
  ...inFile('lib/capture/watch/device-keeper.ts', [
    ['a device that is forbidden is called gone', 'if (isForbidden) {', 'if (false) {'],
    [
      'a device that opens when it has ended is not noticed',
      "readyState === 'ended')) void",
      "readyState === 'never')) void",
    ],
    ['a chosen device that is back is not taken', 'if (isBack && attempt', 'if (false && attempt'],
    [
      'one that was overtaken is recorded too',
      'if (this.#isClosed || attempt !== this.#attempt) {',
      'if (this.#isClosed) {',
    ],
  ]),
  ...inFile('lib/capture/watch/microphone-keeper.ts', [
    ['a muted one is silent and says so', 'this.#isMuted || this.#fault === null', 'this.#fault === null'],
  ]),
  ...inFile('lib/capture/mix/mixer.ts', [
    ['a sound that stands still is waited for', '< PATIENCE_MS)', '< 1e9)'],
    [
      'a document that stood still has waited',
      'Math.min(LONGEST_STEP_MS, nowMs - this.#calledAtMs)',
      'nowMs - this.#calledAtMs',
    ],
    ['what the computer slept is made up for', 'end - this.#next > LONGEST_GAP_FRAMES', 'false'],
    ['two loud sounds are cut off', 'this.#limiter.limit(left, right);', ''],
  ]),
  ...inFile('lib/capture/worker-silence.ts', [
    ['a worker that hangs is waited for', 'this.#looks >= LOOKS_OF_SILENCE', 'false'],
    ['a starved machine is taken for a dead worker', 'isLate ? LATE_LOOK : 1', '1'],
  ]),
  ...inFile('lib/capture/mix/mix-gate.ts', [
    ['what was said in a pause is heard', 'if (capturedAtMs < this.#silentBeforeMs) for', 'if (false) for'],
    [
      'a recording begins with what was said before',
      '.filter(({ capturedAtMs }) => capturedAtMs >= this.#notBeforeMs)',
      '',
    ],
    ['the first sound is placed by the first sound alone', 'nowMs - sinceMs >= SETTLE_MS', 'true'],
    ['each pause makes the sound shorter', 'Math.max(0, this.#pausedMs - this.#endMs)', '0'],
  ]),
  ...inFile('lib/capture/mix/mix-host.ts', [
    [
      'a mix without a sound never begins if its worker hangs',
      'last === null ? this.#begun :',
      'last === null ? null :',
    ],
    ['Stop waits as long for a mix that hangs as a recording does', '    this.#hurry(untilMs);\n', ''],
    ['a muted microphone is heard when another mix takes over', 'if (volume !== 1)', 'if (false)'],
    [
      'nobody says that another mix has caught up',
      'for (const untilMs of this.#asked.keys())',
      'for (const untilMs of [])',
    ],
  ]),
  ...inFile('lib/capture/mix/capture-times.ts', [
    ['sound that waited for its worker is put in another place', 'timestampUs > nowUs + AHEAD_US ?', 'false ?'],
    ['a sound whose times are wrong is not heard', 'atMs - this.#offSinceMs >= OFF_MS', 'false'],
  ]),
];
