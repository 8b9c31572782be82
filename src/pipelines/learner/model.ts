/**
 * A line through one feature, learned one sample at a time by normalised least mean squares: the weights move along
 * the feature until the sample would be met half-way.
 */
export interface Model {
  readonly offset: number
  readonly slope: number
  readonly seen: number
  readonly errorSum: number
}

export const FRESH_MODEL: Model = { offset: 0, slope: 0, seen: 0, errorSum: 0 }

const RATE = 0.5
/** Temperatures lie about here; a feature near zero keeps the two weights apart. */
const CENTRE = 28
const SCALE = 10

const feature = (temperature: number): number => (temperature - CENTRE) / SCALE

export function predict({ offset, slope }: Model, temperature: number): number {
  return offset + slope * feature(temperature)
}

export function learn(model: Model, temperature: number, humidity: number): Model {
  const x = feature(temperature)
  const error = humidity - predict(model, temperature)
  const step = (RATE * error) / (1 + x * x)
  return {
    offset: model.offset + step,
    slope: model.slope + step * x,
    seen: model.seen + 1,
    errorSum: model.errorSum + Math.abs(error),
  }
}
