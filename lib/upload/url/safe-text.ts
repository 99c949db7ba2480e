import { visibleText } from '../../base/visible-text.ts';
import { redactUrls } from './redact-urls.ts';

/** A sentence that is safe to store, show and log: no URL's secrets, nothing invisible. */
export function safeText(text: string): string {
  return visibleText(redactUrls(text));
}
