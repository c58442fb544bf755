/** An amount in yuan as people write it, in fen; null where it is none. */
export function fenOf(typed: string): number | null {
  const plain = typed.normalize('NFKC').replace(/[,\s元]/g, '')
  return /^\d{1,8}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : null
}
