import { resumeSession } from '../../upload/session/resume.ts';
import type { Session } from '../../upload/session/session.ts';

/**
 * The session with which an upload continues after its writer died at `interruptedAtBytes`; null: none did. `isKnown`: whether
 * the session is what that writer left. Where the catalog lost it, any byte may have been sent all the same.
 */
export function resumed(session: Session, interruptedAtBytes: number | null, isKnown: boolean): Session {
  if (interruptedAtBytes === null) return session;
  const isForgotten = !isKnown && session.url !== null && session.sentBytes === 0 && !session.whole;
  return resumeSession(isForgotten ? { ...session, sentBytes: interruptedAtBytes } : session, interruptedAtBytes);
}
