/** What a code says, as far as a phone can tell that without the key. */
import { sha256 } from '../keeping/chain'
import type { Checkpoint, Shift } from '../wire'

const SIGNED = /^\S+\.\d+\.(?:r\d+\.)?[A-Z2-7]{16}$/
const CHANGING = /^(\S+)\.\d+\.r\d+\.[A-Z2-7]{16}$/
const DIGITS = /^\d{8}$/

/** The last part of an address of ours, or digits; null for what is no code of a checkpoint at all. */
export function codeIn(text: string): string | null {
  const given = text.trim()
  const digits = given.replace(/[\s-]/g, '')
  if (DIGITS.test(digits)) return digits
  const code = /^https?:/i.test(given) ? inAddress(given) : given
  return code !== null && SIGNED.test(code) ? code : null
}

function inAddress(text: string): string | null {
  try {
    return new URL(text).searchParams.get('c')
  } catch {
    return null
  }
}

/** By proof: the checkpoint that it proves. */
export function provedBy(proofs: Shift['proofs']): ReadonlyMap<string, string> {
  return new Map(Object.entries(proofs).flatMap(([checkpoint, all]) => all.map((proof) => [proof, checkpoint] as const)))
}

/**
 * The checkpoint that a code is good for; null where it is good for none that this phone knows. Of a code that changes only
 * the form can be checked here; the gateway checks the rest.
 */
export async function checkpointOf(
  code: string, proved: ReadonlyMap<string, string>, checkpoints: ReadonlyMap<string, Checkpoint>,
): Promise<string | null> {
  const found = proved.get(await sha256(code))
  if (found !== undefined) return found
  const named = checkpoints.get(CHANGING.exec(code)?.[1] ?? '')
  return named?.rotating ? named.id : null
}
