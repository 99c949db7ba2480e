import { inFile, type Mutant } from './mutant.ts';

/** What tests must catch about the meaning of an answer. */
export const LEARN_MUTANTS: readonly Mutant[] = [
  ...inFile('lib/upload/session/learn.ts', [
    ['a session that shows itself is not believed', 'return (\n    status === 308 ||', 'return (\n    '],
    ['a sign-in page shows a session', "outcome.kind === 'retry' && outcome.isElsewhere === true", 'status < 0'],
    [
      'the offset advances past a piece that failed',
      'failed(withUnknownOffset({ ...session, brokenPieces, totalTaken, failedProbes: null }), null, what)',
      'failed({ ...session, brokenPieces, totalTaken, ackedBytes: session.sentBytes }, null, what)',
    ],
    [
      'pieces stay as small as the last that broke off',
      'return wasSmallest ? 0 : brokenPieces + 1;',
      'return brokenPieces + 1;',
    ],
    [
      'what may have been carried out is forgotten',
      "session.totalTaken || (named && (kind === 'retry' || kind === 'complete'))",
      'session.totalTaken',
    ],
    [
      'words to a question count as an answer',
      "kind === 'unreported' || isBorneOut;",
      "kind === 'unreported' || kind === 'complete';",
    ],
    [
      'success to everything, HEAD included, is believed',
      'if (outcome.isHollow && session.claimed)',
      'if (outcome.isHollow && session.failures < 0)',
    ],
    ['a refusal to finish is not remembered', 'named ? isRefused : session.finishRefused', 'false'],
    [
      'failed probes add up although the session gave no answer in between',
      'totalTaken, failedProbes: null }',
      'totalTaken }',
    ],
    [
      'failed probes add up although the session answered in words in between',
      "kind === 'complete' && outcome.unclear !== true;",
      "kind === 'complete';",
    ],
    ['failed probes never add up', 'isQuery && !isYesAgain ? null : session.failedProbes', 'null'],
  ]),
  ...inFile('lib/upload/session/learn-probe.ts', [
    ['something that calls complete what does not exist is believed', '  if (saysYes) {', '  if (false) {'],
    [
      'one bad moment says that there is no such upload',
      'failed.count >= HABIT_COUNT[failed.how] && nowMs - failed.sinceMs >= HABIT_MS',
      'failed.count > 0',
    ],
    ['some bad moments in a row count however short they were', ' && nowMs - failed.sinceMs >= HABIT_MS', ''],
    ['a busy server fails like one that has no such upload', 'status === INTERNAL_ERROR && ', ''],
    ['a redirect fails like a server that has no such upload', ' && outcome.isElsewhere !== true', ''],
    ['probes that fail in different ways add up', 'failed?.how === how ?', 'failed !== null ?'],
    [
      'a server that fails for every upload that it does not know is never believed',
      'if (isHabit(failedProbes, nowMs)) return checked({ ...session, failedProbes: null }, sealedBytes);',
      '',
    ],
    ['one refusal is believed of what had said yes to everything', 'if (session.deceived) return', 'if (false) return'],
    ['a few refusals are believed of what had said yes to everything', 'refused: 5', 'refused: 2'],
    ['a probe that failed comes again before the session is asked', 'mayAsk(session) ? doubted : ', ''],
    [
      'a session that answers no questions is probed only once',
      "mayAsk(session) ? doubted : { ...doubted, bareYes: 'doubted' }",
      'doubted',
    ],
    [
      'a probe that was answered with yes leaves the failed ones counted',
      'deceived: true, failedProbes: null }',
      'deceived: true }',
    ],
    ['a probe comes again before the time that the server named', 'retryAfterMs ?? (how', '(how'],
  ]),
  ...inFile('lib/upload/session/learn-offset.ts', [
    [
      'what accepted a piece that was not stored is believed like anything else',
      'session.deceived || isDeception(session, storedBytes)',
      'session.deceived',
    ],
    [
      'a server that has everything and must still finish is taken for a liar',
      'claimed ? sentBytes :',
      'claimed ? Number.POSITIVE_INFINITY :',
    ],
    [
      'pieces go on to a server that takes whole files',
      'if (!session.resumable && !session.takesPieces)',
      'if (false)',
    ],
    [
      'a refused offset counts as a failure and waits',
      'if (mayAsk(session)) return known(asking, reason);',
      'if (mayAsk(session)) return failed(asking, null, reason);',
    ],
    [
      'an objection that was dealt with counts again',
      '    // Its objection is settled: the next query has another reason.\n    resyncs: 0,\n',
      '',
    ],
    [
      'a server that has stored nothing is given up after three times',
      'if (session.ackedBytes === session.confirmedBytes) {\n    return failed(back',
      'if (session.ackedBytes < 0) {\n    return failed(back',
    ],
    [
      'the objection of a server that does not report is overheard',
      'if (session.resyncs > 0 || session.claimed) return rewound(session);',
      '',
    ],
    [
      'a session that is gone is waited for',
      "if (status === 404) return refusedBy(session, { kind: 'gone', status }, false, nowMs);",
      '',
    ],
    ['a byte for each request is progress', 'if (crumbs >= MAX_CRUMBS)', 'if (crumbs < 0)'],
    [
      'a byte for each request that breaks off is progress',
      "const isPiece = purpose.kind === 'send' || isAdvance;",
      "const isPiece = purpose.kind === 'send';",
    ],
    ['a partial answer is a failure', 'const MAX_CRUMBS = 5;', 'const MAX_CRUMBS = 1;'],
    [
      'a claim that the server takes back costs no wait',
      "if (session.claimed) return failed(reported, null, { id: 'upload.notCompleteAfterAll' });",
      '',
    ],
    [
      'a size that works is not kept',
      'return { ...session, pieceLimitBytes: bytes, passedPieces: 0 };',
      'return session;',
    ],
    ['a proxy’s refusal of a question is the server’s', 'const refusal = doubtful ?', 'const refusal = nowMs < 0 ?'],
    [
      'an acknowledgement beyond what was sent is accepted',
      'if (storedBytes > session.sentBytes) {',
      'if (storedBytes < 0) {',
    ],
    [
      'acknowledged bytes may vanish at the server',
      'if (storedBytes < session.confirmedBytes) {',
      'if (storedBytes < 0) {',
    ],
    [
      'a URL that holds bytes of somebody else is used',
      'if (session.sentBytes === 0 && storedBytes > 0)',
      'if (storedBytes < 0)',
    ],
    [
      'the offset comes from a counter of our own',
      '    ackedBytes: storedBytes,\n    confirmedBytes',
      "    ackedBytes: purpose.kind === 'send' ? purpose.range.end : storedBytes,\n    confirmedBytes",
    ],
    [
      'success to a middle piece is believed without thought',
      'if (!session.reports && ((session.plain && !isDoubtful) || !mayAsk(session))) {',
      'if (session.url !== null) {',
    ],
    [
      'success to a middle piece outweighs what the server has said it holds',
      '!session.reports && ((session.plain && !isDoubtful) || !mayAsk(session))',
      'session.plain || (!session.reports && !mayAsk(session))',
    ],
    [
      'words to a piece make an address take whole files at once',
      'if (isDoubtful && !mayAsk(session)) return failed',
      'if (false) return failed',
    ],
    ['words to a piece are taken for its storage', 'acceptedEnd: isDoubtful ? null : ', 'acceptedEnd: '],
    ['refused offsets are asked about in a circle', 'if (asking.resyncs > MAX_RESYNCS)', 'if (asking.resyncs < 0)'],
    ['everything is sent again without end', 'if (session.rewinds >= MAX_REWINDS)', 'if (session.rewinds < 0)'],
    [
      'a server that reports is taken for one that does not',
      '  if (session.reports) {',
      '  if (session.sentBytes < 0) {',
    ],
  ]),
  ...inFile('lib/upload/session/learn-end.ts', [
    [
      'a URL that was finished before is used',
      "if (session.sentBytes === 0) return refusedBy(session, { kind: 'used' }, false, nowMs);",
      '',
    ],
    [
      'a session that was finished early is taken for complete',
      "if (purpose.kind === 'query' && !finishedByUs)",
      "if (purpose.kind === 'create')",
    ],
    [
      'words that say nothing of the file are believed',
      '&& claim.unclear === true',
      '&& claim.unclear !== true && false',
    ],
    ['a page that answers a whole file is believed', 'isDoubted && (isGone', 'false && (isGone'],
    [
      'what was not confirmed is complete when it is tried again',
      'distrust === null && suspect === null &&',
      'distrust === null &&',
    ],
    [
      'one page is taken for a store of whole files',
      'return isLasting(doubted.refusals, nowMs) ?',
      'return nowMs > 0 ?',
    ],
    ['a bare success is believed', 'if (isBorneOut || isChecked)', 'if (isBorneOut || storedBytes === null)'],
    ['a bare success is believed the second time', 'if (isBorneOut || isChecked)', 'if (isBorneOut || isAsked)'],
    [
      'a bare success is believed of an address that nobody could ask first',
      "bareYes === 'heard' && wasEmpty",
      "bareYes === 'heard'",
    ],
    [
      'something in between that answers HEAD has refused it',
      'status >= 400 && !isRetryableStatus(status)',
      'status !== 200',
    ],
    ['HEAD is refused by a busy server', 'status >= 400 && !isRetryableStatus(status)', 'status >= 400'],
    [
      'HEAD is refused by what had answered it, and that is believed',
      'session.answersHead || session.deceived',
      'session.deceived',
    ],
    [
      'HEAD is refused where something had said yes, and that is believed',
      'session.answersHead || session.deceived',
      'session.answersHead',
    ],
    ['something that says yes to everything is forgotten', "suspect: session.suspect ?? 'words', bareYes", 'bareYes'],
    [
      'HEAD that is refused makes a session complete at once',
      "if (mayAsk(session)) return known({ ...session, bareYes: 'checked' });",
      '',
    ],
    [
      'a total that was taken in words is believed',
      'session.confirmedBytes === sealedBytes && !isUnclear',
      'session.confirmedBytes === sealedBytes',
    ],
    [
      'an offset at the end is complete although the server refused to finish',
      'claim.inferred === true && session.finishRefused',
      'claim.inferred === true && session.sentBytes < 0',
    ],
    ['a checksum that differed is forgotten', 'if (session.distrust !== null &&', 'if (session.sentBytes < 0 &&'],
    [
      'what HEAD does not confirm is complete',
      'if (ackedBytes === 0 && sizeBytes === null && distrust === null && ',
      'if (ackedBytes >= 0 && sizeBytes === null && ',
    ],
    [
      'a file of another length is called sent',
      'sizeBytes !== null && sealedBytes !== null && (session.plain || isFile)',
      'sizeBytes === -1',
    ],
    [
      'a server that keeps only the last piece is sent everything',
      'sizeBytes === lastPieceBytes && lastPieceBytes < ackedBytes',
      'sizeBytes === -1',
    ],
    [
      'another size than was sent is accepted',
      'storedBytes !== null && sealedBytes !== null && storedBytes !== sealedBytes',
      'storedBytes === -1',
    ],
    [
      'a success is believed though nobody is known to have named the total',
      'const finishedByUs = session.totalNamed ||',
      'const finishedByUs = true ||',
    ],
  ]),
  ...inFile('lib/upload/session/doubts.ts', [
    ['refusals of a moment end the upload', '&& nowMs - doubts.sinceMs >= LASTING_MS', ''],
    ['no refusal ends the upload', 'doubts.count >= LASTING_COUNT &&', 'doubts.count < 0 &&'],
  ]),
  ...inFile('lib/upload/session/learn-refusal.ts', [
    ['one refusal ends the upload', 'if (!isLasting(refusals, nowMs) && !isSaidTwice)', 'if (nowMs < 0)'],
    [
      'an upload that nobody can find is created again and again',
      "return what.kind === 'bad-location' || what",
      'return what',
    ],
    ['any doubt makes a single word of the server count', 'refusals.words > 1', 'refusals.count > 1'],
    [
      'what may be complete is called gone',
      'return totalTaken && mayBeComplete ?',
      'return totalTaken && !mayBeComplete ?',
    ],
    [
      'a dead upload at an endpoint ends it',
      'return endpoint !== null && url !== null &&',
      'return endpoint === null &&',
    ],
    [
      'uploads that die at an endpoint are created without end',
      'ackedBytes > furthestBytes || deadUploads < MAX_DEAD_UPLOADS',
      'deadUploads >= 0',
    ],
    [
      'a firewall’s bad minute puts the upload off until Stop',
      'if (mayWantLength && !isSessionDead(what) &&',
      'if (mayWantLength &&',
    ],
    ['a length is not tried to be deferred', '&& needsLength === null;', '&& needsLength === false;'],
    [
      'a piece that was too large is sent again as it was',
      '{ ...withUnknownOffset(session), pieceLimitBytes, passedPieces: null },',
      'withUnknownOffset(session),',
    ],
  ]),
  ...inFile('lib/upload/session/lesson.ts', [
    [
      'nothing is asked after a failure of unknown effect',
      'offsetKnown: session.url === null || !mayAsk(session) };',
      'offsetKnown: true };',
    ],
    [
      'the budget of retries does not start afresh with progress',
      'const afresh = { failures: 0, resyncs: 0,',
      'const afresh = { resyncs: 0,',
    ],
  ]),
];
