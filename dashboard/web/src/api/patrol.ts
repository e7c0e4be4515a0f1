/** The words of patrols, as the gateway says them. */
import type { components } from './schema.generated'

type Schemas = components['schemas']

export type Route = Schemas['PatrolRoute']
export type Checkpoint = Schemas['Checkpoint']
export type Round = Schemas['Round']
export type Stop = Schemas['RoundStop']
export type Shift = Schemas['Shift']
export type Dispatch = Schemas['Dispatch']
export type Panic = Schemas['Panic']
export type Incident = Schemas['Incident']
export type PatrolNews = NonNullable<Schemas['LiveDelta']['patrol']>[number]
export type PatrolFigures = Schemas['Figures']
/** Of the stops of a period, a route, a guard or a checkpoint. */
export type PatrolTally = Schemas['Tally']
export type InspectionSheet = Schemas['InspectionSheet']
export type SheetEntry = Schemas['SheetEntry']
export type SheetReading = Schemas['SheetReading']
export type SheetCheck = Schemas['SheetCheck']
export type PatrolLabel = Schemas['PatrolLabel']
export type ShownCode = Schemas['ShownCode']
