const LETTERS = 'abcdefghjklmnopqrstwxyz'
/** The first character of the collation under each of these letters; no syllable begins with i, u or v. */
const FIRST = Array.from('阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥仨它穵夕丫帀')
const { compare } = new Intl.Collator('zh-CN')
const HAN = /\p{Script=Han}/u

/**
 * The letters its syllables begin with, as people type them with the input method off: 结束会话 is jshh. The browser's
 * own order of characters tells them; of a character with several readings it knows one.
 */
export const initialsOf = (text: string): string =>
  Array.from(text, (sign) => HAN.test(sign) ? initialOf(sign) : sign.toLowerCase()).join('')

const initialOf = (sign: string): string =>
  LETTERS.charAt(FIRST.findLastIndex((first) => compare(first, sign) <= 0)) || sign
