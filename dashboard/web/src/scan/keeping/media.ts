/** Photos and recordings, under their SHA-256, until the gateway has them. */
import { sha256 } from './chain'
import { database, type Medium } from './database'

/** Keeps it and says under which name. */
export async function keepMedium(content: Blob): Promise<string> {
  const bytes = await content.arrayBuffer()
  const digest = await sha256(bytes)
  const medium: Medium = { digest, type: content.type.split(';')[0] as string, bytes, sent: false }
  await (await database()).put('media', medium)
  return digest
}

export async function medium(digest: string): Promise<Medium | undefined> {
  return (await database()).get('media', digest)
}

export async function mediumSent(digest: string): Promise<void> {
  const known = await medium(digest)
  if (known) await (await database()).put('media', { ...known, sent: true })
}

export async function forgetMedia(digests: readonly string[]): Promise<void> {
  const base = await database()
  await Promise.all(digests.map((digest) => base.delete('media', digest)))
}
