/** What is not seen, or changes what is seen beside it: control and bidi characters, and fillers without a width. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;

/** A text with every unseen character as an escape such as `\u{202E}`, and each white space as one space. */
export function visibleText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(UNSEEN, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
  });
}
