import { visibleText } from '../../base/visible-text.ts';
import { redactUrls } from './redact-urls.ts';

/** A sentence as it may be kept, shown and logged: no URL's secrets, and nothing that cannot be seen. */
export function safeText(text: string): string {
  return visibleText(redactUrls(text));
}
