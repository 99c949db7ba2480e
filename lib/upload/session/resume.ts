import type { Session } from './session.ts';

/**
 * Resumes a saved session after its writer died: the server has to be asked. Whether anything was sent, and whether the
 * total was named, is known, because it is saved before it happens. If something was sent, any byte on disk may have
 * been.
 */
export function resumeSession(saved: Session, spooledBytes: number): Session {
  const resumed: Session = {
    ...saved,
    sentBytes: saved.sentBytes === 0 ? 0 : spooledBytes,
    offsetKnown: saved.url === null || !saved.resumable,
    failures: 0,
    resyncs: 0,
    bareYes: null,
    // By a clock that has restarted since.
    refusals: null,
    failedProbes: null,
    // Its answer may have been on its way.
    totalTaken: saved.totalNamed,
  };
  if (saved.end !== null || saved.ackedBytes <= spooledBytes) return resumed;
  const reportedBytes = saved.ackedBytes;
  return {
    ...resumed,
    end: { kind: 'problem', problem: { kind: 'beyond-sent', reportedBytes, sentBytes: spooledBytes } },
  };
}

/**
 * Reopens an ended session because you pressed Try again: its end is forgotten, and the server is asked for its offset.
 * The result of a comparison stays, so that only better evidence completes it.
 */
export function reopenSession(saved: Session, spooledBytes: number): Session {
  const problem = saved.end?.kind === 'problem' ? saved.end.problem : null;
  const isUnconfirmed = saved.end?.kind === 'unconfirmed';
  const isMismatch = problem?.kind === 'checksum-mismatch' || problem?.kind === 'size-mismatch';
  // A plain server reports nothing: send every piece again.
  const startBytes = saved.plain ? 0 : saved.ackedBytes;
  const reopened = {
    ...saved,
    end: null,
    ackedBytes: startBytes,
    // It may continue from less than it confirmed: everything is still here.
    confirmedBytes: 0,
    // Its silence may have been one bad moment.
    queryable: saved.queryable === false && !saved.plain ? null : saved.queryable,
    // If the server can't be asked, only the last piece shows more.
    claimed: isUnconfirmed && !saved.plain && saved.resumable && saved.queryable !== false,
    suspect: isUnconfirmed && !saved.whole ? ('words' as const) : null,
    // A file is sent again from its first byte, so what was wrong before doesn't matter.
    distrust: saved.whole || saved.plain || !saved.resumable ? null : isMismatch ? problem : saved.distrust,
    acceptedEnd: null,
    rewinds: 0,
    brokenPieces: 0,
    crumbs: 0,
    deadUploads: 0,
    furthestBytes: 0,
    assumedPieces: 0,
    measured: false,
  };
  // An end is an answer: it has shown whether the last request was carried out.
  const totalTaken = saved.totalTaken || (saved.end === null && saved.totalNamed);
  return { ...resumeSession(reopened, spooledBytes), totalTaken };
}
