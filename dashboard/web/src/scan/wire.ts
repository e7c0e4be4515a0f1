/** What the gateway and the phone say to each other about patrols. Times are RFC 3339. */
import type { components } from '../api/schema.generated'

type Schemas = components['schemas']
type Frozen<T> = { readonly [Name in keyof T]: T[Name] }

/** A line of a checkpoint's list; with a unit it is a number that is typed, without one it is true where all is well. */
export type Check = Frozen<Schemas['PatrolCheck']>
export type Checkpoint = Frozen<Pick<Schemas['Checkpoint'], 'id' | 'name' | 'location' | 'device' | 'rotating' | 'checks'>>
export type Stop = Frozen<Pick<Schemas['RoundStop'], 'checkpoint' | 'name' | 'key' | 'opens_at' | 'due_at' | 'closes_at' | 'state'>>
export type Round = Frozen<
  Pick<Schemas['Round'], 'id' | 'route' | 'name' | 'kind' | 'starts_at' | 'opens_at' | 'closes_at' | 'guard' | 'team'> & { stops: Stop[] }
>
export type Route = Frozen<Pick<Schemas['PatrolRoute'], 'id' | 'order'>>
/** "Go and look." */
export type Dispatch = Frozen<Pick<Schemas['Dispatch'], 'id' | 'guard' | 'place' | 'note' | 'state' | 'taken_by'>>
export type DispatchStep = Exclude<Dispatch['state'], 'sent'>

/** All that a phone needs underground, as it is answered at the start of a shift. */
export type Shift = Frozen<
  Pick<Schemas['ShiftStart'], 'id' | 'who' | 'good_until' | 'server_time' | 'timezone' | 'proofs'> & {
    routes: readonly Route[]
    checkpoints: readonly Checkpoint[]
    rounds: readonly Round[]
    dispatches: readonly Dispatch[]
  }
>
export type Synced = Frozen<{ server_time: string; rounds: readonly Round[]; dispatches: readonly Dispatch[] }>

/** What became of a scan. */
export type Taken = Frozen<Pick<Schemas['ScanTaken'], 'id' | 'checkpoint' | 'round' | 'flags' | 'incident' | 'ticket'>>

export type Method = Exclude<Schemas['Scan']['method'], 'reader'>
export type Position = Frozen<Schemas['GuardPosition']>
export type Finding = Frozen<{ kind: FindingKind; note: string; media: readonly string[] }>
export type FindingKind = Schemas['PatrolFinding']['kind']
export const FINDING_KINDS: readonly FindingKind[] = ['doors_windows', 'fire_facility', 'suspicious_person', 'hazard', 'leak', 'other']

/** A scan as it is sent. `null` stands for what is not known. */
export interface Scan {
  readonly id: string
  readonly time: string
  readonly checkpoint: string | null
  readonly code: string | null
  readonly uid: string | null
  readonly method: Method
  readonly round: string | null
  readonly phone: string
  readonly seq: number
  readonly previous: string
  readonly digest: string
  readonly offset_ms: number | null
  readonly monotonic_ms: number
  readonly position: Position | null
  readonly result: 'ok' | 'abnormal'
  readonly finding: Finding | null
  readonly checks: Readonly<Record<string, boolean | number>>
  readonly note: string
  readonly signed: boolean
}
