import { describe, expect, it } from 'vitest'
import { digestOf, sha256, type Chained } from '../../src/scan/keeping/chain'

const RECORD: Chained = {
  id: '0b6b3f0e-6a58-4a55-9a0e-0c4c3c1c8d11', seq: 1, checkpoint: 'gate-post', code: 'gate-post.1.ABCDEFGHIJKLMNOP', uid: null, method: 'qr',
  time: '2026-01-31T08:00:00.000Z', monotonic_ms: 123456,
}

describe('the chain of a phone', () => {
  it('has the digests that the gateway makes of the same record', async () => {
    expect(await digestOf('phone-1', RECORD)).toBe('0559386c0a49476db13c68c986cf93e1553f68f99fb25683e1c97e686ed8d243')
    const chinese: Chained = {
      id: '0b6b3f0e-6a58-4a55-9a0e-0c4c3c1c8d12', seq: 2, checkpoint: '泵房', code: null, uid: '04A2B3C4D5E680', method: 'nfc',
      time: '2026-01-31T08:00:01.500Z', monotonic_ms: 124956,
    }
    expect(await digestOf('phone-1', chinese)).toBe('113753d6256e47aebec7e59d14a7af322af0458aecfefb64b8e979c4f0cba7ae')
  })

  it('changes with every field, and with what was before', async () => {
    const first = await digestOf('phone-1', RECORD)
    const others: readonly Partial<Chained>[] = [
      { id: 'x' }, { seq: 2 }, { checkpoint: null }, { code: null }, { uid: '' }, { method: 'link' }, { time: '2026-01-31T08:00:00.001Z' }, { monotonic_ms: 0 },
    ]
    const digests = await Promise.all([...others.map((other) => digestOf('phone-1', { ...RECORD, ...other })), digestOf('phone-2', RECORD)])
    expect(new Set([first, ...digests]).size).toBe(others.length + 2)
  })

  it('hashes bytes and texts alike', async () => {
    expect(await sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(await sha256(new TextEncoder().encode('abc').buffer as ArrayBuffer)).toBe(await sha256('abc'))
  })
})
