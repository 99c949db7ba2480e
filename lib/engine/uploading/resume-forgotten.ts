import { resumeSession } from '../../upload/session/resume.ts';
import type { Session } from '../../upload/session/session.ts';

/**
 * The session to continue with after the writer died at `interruptedAtBytes`; null: none died. `isKnown`: whether the
 * session is the one that writer left. If the catalog lost it, any byte may still have been sent.
 */
export function resumed(session: Session, interruptedAtBytes: number | null, isKnown: boolean): Session {
  if (interruptedAtBytes === null) return session;
  const isForgotten = !isKnown && session.url !== null && session.sentBytes === 0 && !session.whole;
  return resumeSession(isForgotten ? { ...session, sentBytes: interruptedAtBytes } : session, interruptedAtBytes);
}
