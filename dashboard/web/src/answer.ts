/** An answer of the gateway as a view needs it: on its way, there, or failed with a cause and a time. */
import { shallowRef } from 'vue'
import { reason } from './acts'

export interface Failure {
  readonly cause: string
  readonly at: number
}

/** Loads when told to; of two loads only the later one counts. */
export function useAnswer<T>(ask: () => Promise<T>) {
  const value = shallowRef<T | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const busy = shallowRef(false)
  let latest = 0

  async function load(): Promise<void> {
    const mine = ++latest
    busy.value = true
    try {
      const answer = await ask()
      if (mine !== latest) return
      value.value = answer
      failure.value = null
    } catch (error) {
      if (mine === latest) failure.value = { cause: reason(error), at: Date.now() }
    } finally {
      if (mine === latest) busy.value = false
    }
  }

  return { value, failure, busy, load }
}
