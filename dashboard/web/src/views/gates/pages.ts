/** A list of the gateway read page by page: the first anew, then more. */
import { computed, shallowRef } from 'vue'
import { useAnswer } from '../../answer'

export const PAGE = 100

/** `ask` gets the last id of the page before; undefined for the first. */
export function usePages<T extends { readonly id: string }>(ask: (after: string | undefined) => Promise<readonly T[]>) {
  const rows = shallowRef<readonly T[]>([])
  const complete = shallowRef(false)
  let after: string | undefined
  const answer = useAnswer(async () => {
    const page = await ask(after)
    rows.value = after === undefined ? page : [...rows.value, ...page]
    complete.value = page.length < PAGE
    return page
  })

  return {
    rows,
    failure: answer.failure,
    busy: answer.busy,
    /** Whether the first page has come. */
    known: computed(() => answer.value.value !== null),
    complete,
    load: (): Promise<void> => {
      after = undefined
      return answer.load()
    },
    more: (): Promise<void> => {
      after = rows.value.at(-1)?.id
      return answer.load()
    },
  }
}
