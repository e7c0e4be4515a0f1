import { describe, expect, it } from 'vitest'
import { loudest } from '../src/sound'

describe('the sound', () => {
  it('is the gravest of what nobody has silenced', () => {
    const causes = [{ id: 't', signal: 'breach' }, { id: 'a', signal: 'critical' }] as const
    expect(loudest(causes, new Set())).toBe('critical')
    expect(loudest(causes, new Set(['a']))).toBe('breach')
    expect(loudest(causes, new Set(['a', 't']))).toBeNull()
  })

  it('begins again with a new alarm after a silence', () => {
    const silenced = new Set(['a'])
    expect(loudest([{ id: 'a', signal: 'critical' }, { id: 'b', signal: 'critical' }], silenced)).toBe('critical')
  })
})
