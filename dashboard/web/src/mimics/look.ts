/** How one point looks on a mimic; all that a drawing needs to know. */
import type { Limit } from '../api/types'
import type { PointState } from '../pointstate'
import type { Grade } from '../priority'

export interface Look {
  readonly id: string
  readonly name: string
  /** The device has this point. What it does not have is not drawn. */
  readonly fitted: boolean
  readonly state: PointState
  readonly range: readonly number[] | null
  readonly limits: readonly Limit[]
  /** The gravest active alarm on the point, and whether nobody has acknowledged it yet. */
  readonly priority: Grade | null
  readonly unacknowledged: boolean
  /** What sort of trouble that alarm is, and how long it has been there (m:ss). */
  readonly trouble: { readonly kind: string; readonly held: string } | null
  readonly age: string
}

export interface MimicProps {
  /** By the point's name within the device. */
  readonly look: (point: string) => Look
  readonly points: readonly string[]
}
