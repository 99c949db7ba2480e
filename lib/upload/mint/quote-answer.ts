import { visibleText } from '../../base/visible-text.ts';
import { redactUrls } from '../url/redact-urls.ts';

/** How much of an answer is inspected, and how much is shown; in characters. */
const READ_CHARACTERS = 8 * 1024;
const SHOWN_CHARACTERS = 200;
/** This many characters in a row of a secret are masked: a server may quote a part of one. */
const PART_CHARACTERS = 8;
/** Shorter values aren't secrets and appear in any text. */
const MIN_SECRET_CHARACTERS = 4;
const MASK = '•••';

/**
 * The beginning of an answer, safe to show to you, who entered `secrets`: they are masked, also in part, in base64 or
 * escaped; URLs are shortened, and invisible characters escaped. Empty when the answer is.
 */
export function quoteAnswer(text: string, secrets: readonly string[]): string {
  const masked = maskSecrets(text.slice(0, READ_CHARACTERS), secrets.flatMap(formsOf));
  return visibleText(redactUrls(masked).replace(/\s+/g, ' ').trim().slice(0, SHOWN_CHARACTERS));
}

/** The forms in which a secret may come back: itself, its token without the scheme, its decoded form, and escaped. */
function formsOf(secret: string): string[] {
  const token = /^\S+\s+(\S.*)$/.exec(secret.slice(0, READ_CHARACTERS))?.[1];
  const bare = token === undefined ? [secret] : [secret, token];
  const plain = [...bare, ...bare.flatMap(decoded)];
  return plain.flatMap((form) => [
    form,
    JSON.stringify(form).slice(1, -1),
    encodeURIComponent(form.toWellFormed()),
    ...encoded(form),
  ]);
}

/** The user name and the password of `Basic`. */
function decoded(text: string): string[] {
  try {
    const inner = atob(text);
    return [inner, ...inner.split(':')];
  } catch {
    // Not base64: nothing is inside it.
    return [];
  }
}

function encoded(text: string): string[] {
  try {
    return [btoa(text)];
  } catch {
    // Not Latin: it can't have been sent in a header.
    return [];
  }
}

/** Masks every secret in `text`, and every part of one, in any case. */
function maskSecrets(text: string, secrets: readonly string[]): string {
  const parts = new Map<number, Set<string>>();
  for (const secret of secrets) {
    const folded = fold(secret.trim());
    const length = Math.min(folded.length, PART_CHARACTERS);
    if (length < MIN_SECRET_CHARACTERS) continue;
    const known = parts.get(length) ?? new Set();
    parts.set(length, known);
    for (let at = 0; at + length <= folded.length; at += 1) {
      const part = folded.slice(at, at + length);
      // White space around a part belongs to the sentence.
      if (part === part.trim()) known.add(part);
    }
  }
  const folded = fold(text);
  let shown = '';
  let maskedTo = 0;
  for (let at = 0; at < text.length; at += 1) {
    for (const [length, known] of parts) {
      if (!known.has(folded.slice(at, at + length))) continue;
      if (maskedTo <= at) shown += MASK;
      maskedTo = Math.max(maskedTo, at + length);
    }
    if (maskedTo <= at) shown += text[at];
  }
  return shown;
}

/** In lower case, with every character in place. */
function fold(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
