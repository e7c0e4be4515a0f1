/** Tags that a phone reads by being held to them, where its browser can (Web NFC). */
interface Tag {
  readonly serialNumber: string
  readonly message: { readonly records: readonly { readonly recordType: string; readonly data?: DataView }[] }
}
interface Reader {
  scan(options: { signal: AbortSignal }): Promise<void>
  onreading: ((tag: Tag) => void) | null
}
declare const NDEFReader: { new (): Reader }

export const canReadTags = (): boolean => 'NDEFReader' in window

/** Its number in capital hex digits, as the site file has it. */
export const uidOf = (serialNumber: string): string => serialNumber.replaceAll(':', '').toUpperCase()

function addressIn(tag: Tag): string {
  const record = tag.message.records.find((one) => one.recordType === 'url' || one.recordType === 'absolute-url')
  return record?.data ? new TextDecoder().decode(record.data) : ''
}

/** Tells each tag's address ("" where it has none) and number, until it is stopped. Rejects where the guard refuses. */
export async function readTags(tell: (text: string, uid: string) => void): Promise<() => void> {
  const stop = new AbortController()
  const reader = new NDEFReader()
  reader.onreading = (tag) => tell(addressIn(tag), uidOf(tag.serialNumber))
  await reader.scan({ signal: stop.signal })
  return () => stop.abort()
}
