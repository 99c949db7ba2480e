/**
 * Invisible characters, and those that change how others look: control and bidi characters, and fillers without a
 * width.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;

/** The text with each invisible character escaped, such as `\u{202E}`, and each white space as one space. */
export function visibleText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(UNSEEN, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
  });
}
