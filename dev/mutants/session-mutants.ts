import { inFile, type Mutant } from './mutant.ts';

/** What tests must catch in the decisions about an upload. */
export const SESSION_MUTANTS: readonly Mutant[] = [
  ...inFile('lib/upload/session/session.ts', [
    ['an unknown address is asked by an empty PUT', 'resumable: false, wasEmpty', 'resumable: true, wasEmpty'],
  ]),
  ...inFile('lib/upload/session/decide.ts', [
    [
      'an empty PUT names the total to a plain file',
      "if (!session.resumable) return { kind: 'ended'",
      "if (false) return { kind: 'ended'",
    ],
    ['a whole file is cut into pieces', 'if (whole) return Number.POSITIVE_INFINITY;', ''],
    [
      'a whole file leaves before Stop',
      'if (session.protocolState.needsLength && supply.sealedBytes === null)',
      'if (false)',
    ],
    [
      'a piece may be larger than what gets through',
      'Math.min(chunkBytes, pieceLimitBytes ?? chunkBytes)',
      'chunkBytes',
    ],
    ['pieces that break off stay as large', 'quarters <= 0 ? limitBytes :', 'quarters < 99 ? limitBytes :'],
    ['a claim is not asked about', 'if (session.claimed) {', 'if (session.ackedBytes < 0) {'],
    ['HEAD is not asked about what a session says twice', " && session.bareYes !== 'heard'", ''],
    [
      'an upload of which every byte is stored is never finished',
      'sealedBytes > 0 && session.ackedBytes === sealedBytes',
      'sealedBytes < 0',
    ],
  ]),
  ...inFile('lib/upload/session/resume.ts', [
    ['a mismatch is forgotten when it is tried again', 'isMismatch ? problem : saved.distrust', 'null'],
    [
      'what a server had confirmed binds it when it is tried again',
      '    // It may continue from less than it confirmed: everything is still here.\n    confirmedBytes: 0,\n',
      '',
    ],
    ['probes that failed before a crash count', '    failedProbes: null,\n', ''],
    ['nothing is asked after a crash', 'offsetKnown: saved.url === null ||', 'offsetKnown: true ||'],
    [
      'what somebody else put at the URL before a crash is taken for ours',
      'sentBytes: saved.sentBytes === 0 ? 0 : spooledBytes,',
      'sentBytes: spooledBytes,',
    ],
    [
      'what left before a crash is not believed to have left',
      'sentBytes: saved.sentBytes === 0 ? 0 : spooledBytes,',
      'sentBytes: saved.sentBytes,',
    ],
    [
      'a disk that lost what the server has goes unnoticed',
      'if (saved.end !== null || saved.ackedBytes <= spooledBytes) return resumed;',
      'if (saved.url !== null) return resumed;',
    ],
  ]),
  ...inFile('lib/upload/session/before-request.ts', [
    [
      'what is being sent is not remembered as sent',
      'sentBytes: Math.max(session.sentBytes, purpose.range.end),',
      'sentBytes: session.sentBytes,',
    ],
  ]),
  ...inFile('lib/upload/uploader.ts', [
    [
      'slices that are enough to send early wake nobody',
      'this.#supply(this.#early.isDue(this.#ports.clock.monotonicMs()))',
      'this.#supply(false)',
    ],
    ['what the network did for an hour holds up the end', '&& (isPatient || this.#silences < MOST_DOUBLINGS)', ''],
    ['a server that takes a minute is not waited for', 'Math.min(this.#silences, MOST_DOUBLINGS)', '0'],
    ['it is tried without a network', 'if (offlineMs > 0) return', 'if (offlineMs < 0) return'],
    [
      'attempts are burnt without a network',
      'if (error === PAUSED || this.#gate.isOffline) {',
      'if (error === PAUSED) {',
    ],
    [
      'the network’s return is not noticed',
      '      if (this.#ports.network.isOnline()) this.#wait.end();\n      this.#gate.changed();\n      this.#notify();\n',
      '',
    ],
    [
      'what happens first is not kept before it happens',
      'if (!isMilestone(this.#session, next)) return this.#request(purpose, signal);',
      'if (this.#ports.spooledBytes() >= 0) return this.#request(purpose, signal);',
    ],
    ['Retry now does nothing', '  retryNow(): void {\n    this.#wait.end();', '  retryNow(): void {'],
    [
      'a delay that ran out a moment ago is waited for without an end',
      'return this.#sleep(wait.link, wait.delayMs);',
      'return this.#sleep(wait.link, this.#wait.left(this.#ports.clock.monotonicMs()) === null ? null : wait.delayMs);',
    ],
    ['a server that puts things together is cut off', 'isFinishing ? this.#silences :', 'isFinishing ? 0 :'],
    ['a server is waited for without end', 'Math.min(MAX_PATIENCE_MS, ', 'Math.min(Number.MAX_SAFE_INTEGER, '],
    [
      'a sign-in page is the server',
      'readAnswer(this.#protocol, purpose, answer)',
      'this.#protocol.read(purpose, answer)',
    ],
    [
      'a request that hangs is waited for without end',
      'signal: this.#inFlight.signal, stallTimeoutMs, onProgress',
      'signal: this.#inFlight.signal, stallTimeoutMs: 2 ** 31, onProgress',
    ],
    [
      'slices that are enough to go on with wake nobody',
      "    if (action.kind !== 'wait-for-bytes') this.#notify();\n",
      '',
    ],
    ['pausing does not cut off the request', '    if (this.#ports.isPaused()) this.#inFlight?.abort(PAUSED);\n', ''],
    ['a paused upload sends', '    if (this.#ports.isPaused()) {', '    if (this.#ports.spooledBytes() < 0) {'],
    ['what was learnt is not kept', 'const saved = save(session);', 'const saved = Promise.resolve();'],
    ['the server’s checksum is not compared', 'await verify(end.digests, signal)', 'null'],
    ['an aborted upload goes on until it is answered', '      this.#inFlight?.abort(signal.reason);\n', ''],
  ]),
  ...inFile('lib/upload/retry-wait.ts', [
    ['retries do not wait', 'this.#wait.untilMs <= nowMs', 'this.#wait.untilMs > 0'],
    [
      'a wait is as long as the clock jumps',
      'untilMs: this.#clock.monotonicMs() + next.delayMs',
      'untilMs: shownMs + next.delayMs',
    ],
    [
      'it is not known since when a link is stalled',
      'this.#stalledSinceMs ??= shownMs',
      'this.#stalledSinceMs = shownMs',
    ],
  ]),
  ...inFile('lib/upload/offline-gate.ts', [
    [
      'a browser that sees no network is believed',
      'this.#tryAtMs ??= nowMs + TRY_EVERY_MS',
      'this.#tryAtMs ??= Number.POSITIVE_INFINITY',
    ],
    ['an answer does not show that there is a network', 'this.#isDisproved = !this.#network.isOnline();', ''],
  ]),
  ...inFile('lib/upload/protocols/read-answer.ts', [
    [
      'a probe is refused by a busy server',
      'if (isRetryableStatus(status) || saysNothing(status)) {',
      'if (status < 0) {',
    ],
    ['a probe is refused by a proxy that wants a password', ' || saysNothing(status)', ''],
    ['a redirect is followed to success', 'answer.redirectedTo !== null || answer.status < 400', 'answer.status < 400'],
    [
      'a refusal in HTML is the server’s word',
      "outcome.kind === 'not-queryable' ? { ...outcome, doubtful: true } : outcome",
      'outcome',
    ],
  ]),
];
